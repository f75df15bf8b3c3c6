"""Captures small tables and says so after each; run as a program that will be killed.

`python -m crash.captures FIRST COUNT` captures; with a count of zero it only sends what an earlier run left waiting.
"""

from __future__ import annotations

import sys

import pyarrow as pa

import conspectus as cs

FLUSH_SECONDS = 90


def main(first: int, count: int) -> None:
    cs.connect()
    for number in range(first, first + count):
        cs.dataset(pa.table({"amount": pa.array(range(number, number + 200))}), f"table {number:04}")
        print(f"captured {number}", flush=True)
    cs.flush(timeout=FLUSH_SECONDS)
    for entry in cs.ledger():
        print(f"ledger {entry.name} {entry.state} {entry.id}", flush=True)
    print("done", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
