#!/usr/bin/env bash
# Formatting, lints, licences and types. Prints every finding of every tool before it fails.
. "$(dirname "$0")/steps.sh"

scripts/build.sh

TOOLS=$PWD/build/tools
failed=()

# check TITLE COMMAND... : goes on after a failure, and remembers it.
check() {
    local title=$1
    shift
    printf '\n== %s\n' "$title"
    "$@" || failed+=("$title")
}

# On two cores this takes five minutes, once.
install_cargo_deny() {
    [ -x "$TOOLS/bin/cargo-deny" ] || cargo install --locked --quiet --root "$TOOLS" cargo-deny --version "^0.20"
}

# stubtest imports the package as it is installed in .venv, so stubs that lie are found.
stubtest() {
    .venv/bin/python -m mypy.stubtest conspectus --ignore-missing-stub --concise
}

check "rustfmt" cargo fmt --all --check
check "clippy (about 4 minutes the first time)" cargo clippy --locked --workspace --all-targets --quiet -- -D warnings
check "cargo-deny, installed into build/tools when missing (5 minutes, once)" install_cargo_deny
# Advisories need a database that is fetched; the rest is known from the lock file.
check "licences, bans and sources" "$TOOLS/bin/cargo-deny" --locked check licenses bans sources
check "ruff" .venv/bin/python -m ruff check .
check "ruff format" .venv/bin/python -m ruff format --check .
check "mypy" .venv/bin/python -m mypy python/conspectus scripts tests
check "stubtest" stubtest
check "tsc, eslint, prettier" npm --prefix desktop run --silent check

if [ ${#failed[@]} -gt 0 ]; then
    printf '\n!! failed:'
    printf ' %s;' "${failed[@]}"
    printf '\n'
    exit 1
fi
printf '\nall checks passed\n'
