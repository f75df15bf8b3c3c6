#!/usr/bin/env bash
# The benchmark beside its peers: `make bench`. Options go to bench/run.py: scripts/bench.sh --shape mixed --peers 0
. "$(dirname "$0")/steps.sh"

# Some peers cannot be installed everywhere; the rest is measured without them.
scripts/peers.sh || echo "   measuring without the peers of .venv-peers"

measure() { .venv/bin/python bench/run.py "$@"; }
step "Three shapes, nine contenders" "about 25 minutes; --quick takes two" \
    "The message is above; 'bench/run.py --help' lists the options." measure "$@"
echo "   '.venv/bin/python bench/run.py --markdown' puts these tables into docs/performance.md"
