#!/usr/bin/env bash
# Runs every fuzz target for FUZZ_SECONDS (60): `make fuzz`, or scripts/fuzz.sh TARGET... . What breaks a claim is kept in
# fuzz/artifacts and ends the run; the corpus in fuzz/corpus is replayed by `make test`.
. "$(dirname "$0")/steps.sh"

TOOLS=$PWD/build/tools
FUZZ_SECONDS=${FUZZ_SECONDS:-60}
[ $# -gt 0 ] || set -- import disclosure wire partial sources

# The address sanitiser and coverage are flags of a nightly compiler; this lets the stable one take them.
export RUSTC_BOOTSTRAP=1
export PATH=$TOOLS/bin:$PATH
# Where the process may not be traced, looking for leaks fails.
export ASAN_OPTIONS=detect_leaks=0

install_cargo_fuzz() {
    [ -x "$TOOLS/bin/cargo-fuzz" ] || cargo install --locked --quiet --root "$TOOLS" cargo-fuzz --version "^0.13"
}

build_targets() {
    cargo fetch --locked --manifest-path fuzz/Cargo.toml
    cargo fuzz build
}

# New finds stay out of the corpus that is kept.
fuzz() {
    mkdir -p "build/fuzz/$1"
    local seeds=("fuzz/corpus/$1")
    [ "$1" != wire ] || seeds+=(agent/metadata/samples)
    cargo fuzz run "$1" "build/fuzz/$1" "${seeds[@]}" -- -max_total_time="$FUZZ_SECONDS" -max_len=4096 -timeout=20 \
        -rss_limit_mb=4096 -print_final_stats=1 -verbosity=0
}

step "cargo-fuzz in build/tools" "at once; up to 3 minutes the first time" \
    "The compiler's message is above; a C++ compiler is needed as well." install_cargo_fuzz
step "The fuzz targets" "seconds; up to 10 minutes the first time" \
    "The compiler's message is above." build_targets
for target in "$@"; do
    step "Fuzzing $target" "$FUZZ_SECONDS seconds" \
        "The input is named above; 'RUSTC_BOOTSTRAP=1 cargo fuzz run $target FILE' repeats it." fuzz "$target"
done
