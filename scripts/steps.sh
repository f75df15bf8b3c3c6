# Sourced by the other scripts: names each step, times it, and says what to do when it fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# step TITLE HOW_LONG REMEDY COMMAND... : runs COMMAND with its output shown.
step() {
    local title=$1 how_long=$2 remedy=$3 started=$SECONDS
    shift 3
    printf '\n== %s (%s)\n' "$title" "$how_long"
    # `if` would switch off errexit inside a function that is called; a subshell with its own keeps it.
    set +e
    (set -e; "$@")
    local status=$?
    set -e
    if [ $status -ne 0 ]; then
        printf '\n!! %s failed after %d s (exit %d).\n   %s\n' "$title" $((SECONDS - started)) $status "$remedy" >&2
        exit $status
    fi
    printf -- '-- %s: %d s\n' "$title" $((SECONDS - started))
}

# at_least WANTED FOUND : compares dotted version numbers.
at_least() {
    [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

# need TOOL WANTED FOUND WHERE : ends the script with advice when a tool is missing or too old.
need() {
    local tool=$1 wanted=$2 found=$3 where=$4
    if [ -z "$found" ] || ! at_least "$wanted" "$found"; then
        printf '!! %s %s or newer is needed; found: %s.\n   %s\n' "$tool" "$wanted" "${found:-none}" "$where" >&2
        return 1
    fi
}
