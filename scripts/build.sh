#!/usr/bin/env bash
# The page, the server with the page in it, and the Python package in .venv.
. "$(dirname "$0")/steps.sh"

scripts/setup.sh

build_page() {
    npm --prefix desktop run --silent build
}

build_server() {
    cargo build --locked -p conspectus-server
}

# The dev profile optimises what computes, so this package is fast enough for the demo and the benchmark.
build_package() {
    VIRTUAL_ENV=$PWD/.venv PATH=$PWD/.venv/bin:$PATH \
        maturin develop --locked --quiet --manifest-path python/Cargo.toml
}

step "The viewer's page" "seconds; half a minute the first time" \
    "The compiler's message is above. 'npm --prefix desktop run build' repeats this step." build_page
step "The server" "seconds; about 4 minutes on two cores the first time" \
    "The compiler's message is above. 'cargo build -p conspectus-server' repeats this step." build_server
step "The Python package in .venv" "seconds; about 4 minutes on two cores the first time" \
    "The compiler's message is above. 'make build' repeats this step." build_package
