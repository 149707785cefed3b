#!/usr/bin/env bash
# Installs what the tests need and the machine may lack, into `target/tools/`:
#
#   target/tools/python/bin/   cfn-lint, moto_server, and a Python with boto3, DuckDB, fastavro and protobuf
#   target/tools/sam/bin/      sam, cargo-lambda
#   target/tools/aws/bin/      aws, the AWS command line
#   target/tools/javascript/   the AWS SDK for JavaScript, as far as Firehose
#   target/tools/cargo-lambda, target/tools/aws-lambda-rie   links to the two binaries that tests start themselves
#
# Made for Debian and its relatives. Prints a line for each thing it installs and nothing where all is there.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Pinned, so that a new rule of a linter is a change we make and not one that happens to us.
python_tools=(cfn-lint==1.58.0 'moto[server]==5.2.5' boto3==1.44.5 duckdb==2.0.0 fastavro==1.13.1 protobuf==7.36.2 aws_kinesis_agg==1.2.3)
aws_tools=(awscli==1.46.2)
javascript_tools=(@aws-sdk/client-firehose@3.1169.0)
sam_tools=(aws-sam-cli==1.170.0)
cargo_lambda=cargo-lambda==1.9.2

tools=$PWD/target/tools
mkdir -p "$tools"

# Two test runs at once must not install into the same folder.
exec 9>"$tools/.lock"
command -v flock >/dev/null && flock 9

quietly() {
    local output
    if ! output=$("$@" 2>&1); then
        printf '%s\nerror: `%s` failed\n' "$output" "$*" >&2
        exit 1
    fi
}

apt_lists_are_fresh=false
debian_package() {
    local package=$1 as_root=()
    if ! command -v apt-get >/dev/null; then
        echo "error: $package is missing and this is no Debian: install it by hand" >&2
        exit 1
    fi
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    if ! $apt_lists_are_fresh; then
        quietly "${as_root[@]}" apt-get update
        apt_lists_are_fresh=true
    fi
    quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-install-recommends "$package"
    echo "installed $package"
}

command -v valgrind >/dev/null || debian_package valgrind
[ -d /usr/lib/postgresql ] || debian_package postgresql
command -v python3 >/dev/null || debian_package python3
command -v npm >/dev/null || debian_package npm
# Debian ships `venv` apart from Python, and without `ensurepip` it makes environments that lack pip.
python3 -c 'import ensurepip, venv' 2>/dev/null || debian_package python3-venv

# An environment is made anew when its list, the interpreter or the place changes: its scripts hold absolute paths.
environment() {
    local folder=$tools/$1 stamp
    shift
    stamp=$(printf '%s\n' "$folder" "$(python3 --version)" "$@" | sha256sum)
    [ "$(cat "$folder/.stamp" 2>/dev/null)" != "$stamp" ] || return 0
    rm -rf "$folder"
    quietly python3 -m venv "$folder"
    # What follows `--without-dependencies` brings tools along that we do not use: cargo-lambda a compiler of 400 MB.
    local with=() without=() rest=false pin
    for pin in "$@"; do
        case $pin in
            --without-dependencies) rest=true ;;
            *) if $rest; then without+=("$pin"); else with+=("$pin"); fi ;;
        esac
    done
    quietly "$folder/bin/pip" install --quiet --disable-pip-version-check "${with[@]}"
    [ ${#without[@]} = 0 ] ||
        quietly "$folder/bin/pip" install --quiet --disable-pip-version-check --no-deps "${without[@]}"
    # Written last: an installation that was interrupted is not taken for a whole one.
    printf '%s\n' "$stamp" >"$folder/.stamp"
    for pin in "${with[@]}" "${without[@]}"; do echo "installed $pin"; done
}

javascript_packages() {
    local folder=$tools/javascript stamp
    stamp=$(printf '%s\n' "$folder" "$(node --version)" "$@" | sha256sum)
    [ "$(cat "$folder/.stamp" 2>/dev/null)" != "$stamp" ] || return 0
    rm -rf "$folder"
    mkdir -p "$folder"
    quietly npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts --save-exact "$@"
    printf '%s\n' "$stamp" >"$folder/.stamp"
    for pin in "$@"; do echo "installed $pin"; done
}

environment python "${python_tools[@]}"
javascript_packages "${javascript_tools[@]}"
# Apart from the others, because the SAM CLI and the AWS command line pin versions that they do not agree with.
environment aws "${aws_tools[@]}"
environment sam "${sam_tools[@]}" --without-dependencies "$cargo_lambda"

ln -sfn "$tools/sam/bin/cargo-lambda" "$tools/cargo-lambda"
# AWS ships the Runtime Interface Emulator inside the SAM CLI.
machine=$(uname -m)
emulator=$(echo "$tools"/sam/lib/python3.*/site-packages/samcli/local/rapid/"aws-lambda-rie-${machine/aarch64/arm64}")
chmod +x "$emulator"
ln -sfn "$emulator" "$tools/aws-lambda-rie"
