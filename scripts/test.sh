#!/usr/bin/env bash
# Every test, from the smallest to the whole product: what `make test` and the continuous integration run.
. "$(dirname "$0")/steps.sh"

scripts/build.sh
scripts/build-desktop.sh

REPEAT="The failing test is named above."

page_tests() { npm --prefix desktop test --silent; }
# By part, as they were built: cargo would compile the dependencies anew for another selection of crates.
agent_tests() { cargo test --locked --quiet -p conspectus-agent -p conspectus-python; }
# Beside the server the wire types have their schemas, which the field inventory is made from.
server_tests() { cargo test --locked --quiet -p conspectus-server -p conspectus-metadata -p conspectus-proof; }
shell_tests() { cargo test --locked --quiet -p conspectus-desktop; }
package_tests() { .venv/bin/python -m pytest python/tests; }
whole_tests() { .venv/bin/python -m pytest -q tests; }
demo() { CI=true PYTHONPATH=tests .venv/bin/python -m scripts.demo; }

step "Tests of the page" "seconds" "$REPEAT 'npm --prefix desktop test' repeats them." page_tests
step "Tests of the agent" "about 2 minutes the first time" \
    "$REPEAT 'cargo test -p conspectus-agent -p conspectus-python' repeats them." agent_tests
step "Tests of the server" "about 2 minutes the first time" \
    "$REPEAT 'cargo test -p conspectus-server -p conspectus-metadata -p conspectus-proof' repeats them." server_tests
step "Tests of the desktop shell" "about 2 minutes the first time" \
    "$REPEAT 'cargo test -p conspectus-desktop' repeats them." shell_tests
step "Tests of the Python package" "about a minute" \
    "$REPEAT '.venv/bin/python -m pytest python/tests' repeats them." package_tests
step "Tests across the parts" "about 5 minutes" "$REPEAT '.venv/bin/python -m pytest tests' repeats them." whole_tests
step "The demo, checking its own result" "about a minute" "'CI=true make demo' repeats it." demo
step "The demo again: nothing changed, so nothing is added" "half a minute" "'CI=true make demo' repeats it." demo
