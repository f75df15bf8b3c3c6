#!/usr/bin/env bash
# Everything the build needs: tools checked, system packages, .venv, npm packages. Safe to run again.
. "$(dirname "$0")/steps.sh"

PYTHON=${PYTHON:-python3}

check_tools() {
    local failed=0
    need cargo 1.95 "$(cargo --version 2>/dev/null | cut -d' ' -f2)" \
        "Install Rust with rustup, then run 'rustup update stable'." || failed=1
    need "$PYTHON" 3.10 "$("$PYTHON" -c 'import platform; print(platform.python_version())' 2>/dev/null)" \
        "Install Python, or name another one: make PYTHON=/path/to/python3." || failed=1
    need node 20.19 "$(node --version 2>/dev/null | tr -d v)" "Install Node.js 20.19 or newer with npm." || failed=1
    need npm 9 "$(npm --version 2>/dev/null)" "npm comes with Node.js; on Debian it is a package of its own." || failed=1
    return $failed
}

# Made anew when its Python is gone; filled again only when the requirements changed.
make_venv() {
    .venv/bin/python -c '' 2>/dev/null || "$PYTHON" -m venv --clear .venv
    local wanted
    wanted=$(cat python/requirements-dev.txt python/constraints.txt | cksum)
    if [ "$(cat .venv/requirements.cksum 2>/dev/null)" = "$wanted" ]; then
        echo "   .venv holds what python/requirements-dev.txt asks for"
        return
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        -r python/requirements-dev.txt -c python/constraints.txt
    echo "$wanted" > .venv/requirements.cksum
}

# npm ci empties node_modules first, so it runs only when the lock file changed.
install_page_packages() {
    local wanted
    wanted=$(cksum < desktop/package-lock.json)
    if [ "$(cat desktop/node_modules/.lock.cksum 2>/dev/null)" = "$wanted" ]; then
        echo "   desktop/node_modules holds what package-lock.json asks for"
        return
    fi
    npm --prefix desktop ci --no-audit --no-fund
    echo "$wanted" > desktop/node_modules/.lock.cksum
}

step "Tools: cargo, Python, Node" "at once" "Install what is named above and run the same command again." check_tools
step "System packages" "at once; up to 5 minutes when some are missing" \
    "Install the packages named above by hand, then run the same command again." scripts/system-packages.sh
step "Python packages in .venv" "at once; up to 3 minutes the first time" \
    "Is the package index reachable? 'rm -r .venv' starts afresh." make_venv
step "npm packages for the page" "at once; a minute the first time" \
    "Is the npm registry reachable? 'rm -r desktop/node_modules' starts afresh." install_page_packages
