#!/usr/bin/env bash
# Asks apt for the system packages that are missing. Knows Debian 12 and Ubuntu 24.04; elsewhere it only says what to look for.
set -euo pipefail
cd "$(dirname "$0")/.."

installed() {
    dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

if ! command -v dpkg-query >/dev/null; then
    echo "   This system has no dpkg; going on. Should a step fail, look for these packages under your system's names:"
    grep -hv '^#' scripts/packages-debian.txt | paste -sd' ' | fold -s -w 100 | sed 's/^/     /'
    exit 0
fi

distribution=$(. /etc/os-release && echo "$ID")
list=scripts/packages-debian.txt
[ "$distribution" = ubuntu ] && list=scripts/packages-ubuntu.txt

missing=()
for package in $(grep -v '^#' "$list"); do
    installed "$package" || missing+=("$package")
done

if [ ${#missing[@]} -eq 0 ]; then
    echo "   all installed"
else
    echo "   missing: ${missing[*]}"
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }; then
            echo "   This needs root, and sudo would have to ask. Run:  sudo apt-get update && sudo apt-get install ${missing[*]}" >&2
            exit 1
        fi
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

if ! scripts/browser.sh >/dev/null; then
    echo "   No Chromium or Chrome with its driver was found. The viewer works in any browser, but the tests of the page"
    echo "   need one: on Ubuntu 'sudo snap install chromium', or Google's package google-chrome-stable with chromedriver."
fi
