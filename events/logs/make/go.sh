#!/usr/bin/env bash
# Go: zap, zerolog, logrus, klog and glog, and the standard library's log, from Debian's packages.

packages=(golang-go golang-go.uber-zap-dev golang-github-rs-zerolog-dev golang-github-sirupsen-logrus-dev golang-k8s-klog-dev golang-glog-dev golang-github-pkg-errors-dev)
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

# Programs in Go ask the kernel for the time, which libfaketime cannot reach: the day is written in afterwards.
cp "$programs/shop.go" /srv/shop/
cd /srv/shop
GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS=-trimpath GOCACHE=/tmp/go CGO_ENABLED=0 go build -o shop shop.go
for library in log zap zap-development zerolog zerolog-console logrus logrus-json klog glog panic; do
    (./shop $library 2>&1 || true) | on_the_day | sed "s/^\([IWEF]\)$(date +%m%d)/\10304/" | keep "go-$library"
done
