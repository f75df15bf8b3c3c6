#!/usr/bin/env bash
# The desktop window. Apart from build.sh, because it needs the system's WebKit and is the longest to compile.
. "$(dirname "$0")/steps.sh"

build_shell() {
    cargo build --locked -p conspectus-desktop
}

step "The desktop window" "seconds; about 4 minutes on two cores the first time" \
    "Is libwebkit2gtk-4.1-dev installed? 'cargo build -p conspectus-desktop' repeats this step." build_shell
