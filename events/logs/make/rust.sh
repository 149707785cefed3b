#!/usr/bin/env bash
# Rust: tracing-subscriber in its four forms, env_logger, simplelog's kind of line, and a panic.

packages=()
prepare() {
    mkdir -p /srv/shop/src
    cp "$programs/shop.rs" /srv/shop/src/main.rs
    cat >/srv/shop/Cargo.toml <<'CARGO'
[package]
name = "shop"
version = "4.2.0"
edition = "2021"

[dependencies]
env_logger = "0.11"
log = "0.4"
slog = "2"
slog-json = "2"
slog-term = "2"
tracing = "0.1"
tracing-subscriber = { version = "0.3", features = ["json", "env-filter"] }
CARGO
    cd /srv/shop && cargo build --quiet
}
source "$(dirname "${BASH_SOURCE[0]}")/box.sh"

for library in tracing tracing-compact tracing-pretty tracing-json tracing-json-flat env_logger slog-json slog-term panic; do
    (clock 08:00:00 600 target/debug/shop $library >/srv/$library.log 2>&1) || true
    keep "rust-$library" </srv/$library.log
done
