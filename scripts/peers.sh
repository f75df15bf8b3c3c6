#!/usr/bin/env bash
# .venv-peers: the profilers Conspectus is compared with, apart from .venv because they want older libraries.
. "$(dirname "$0")/steps.sh"

PYTHON=${PEERS_PYTHON:-${PYTHON:-python3}}

# Made anew when its Python is gone; filled again only when the requirements changed.
make_venv() {
    .venv-peers/bin/python -c '' 2>/dev/null || "$PYTHON" -m venv --clear .venv-peers
    local wanted
    wanted=$(cksum < bench/requirements-peers.txt)
    if [ "$(cat .venv-peers/requirements.cksum 2>/dev/null)" = "$wanted" ]; then
        echo "   .venv-peers holds what bench/requirements-peers.txt asks for"
        return
    fi
    .venv-peers/bin/python -m pip install --quiet --disable-pip-version-check -r bench/requirements-peers.txt
    echo "$wanted" > .venv-peers/requirements.cksum
}

step "The peers in .venv-peers" "at once; up to 5 minutes the first time" \
    "Pinned for Python 3.11: name one with PEERS_PYTHON=python3.11. 'rm -r .venv-peers' starts afresh." make_venv
