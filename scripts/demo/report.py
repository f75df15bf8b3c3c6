"""What the ledger says about the bytes that left."""

from __future__ import annotations

import conspectus


def print_what_left() -> None:
    """One line a capture: its name, its kind, the bytes that left, and whether the server has it."""
    entries = list(conspectus.ledger())
    print(f"\nWhat left this machine, from the ledger in .demo/ledger ({len(entries)} captures):\n")
    print(f"  {'name':<30} {'kind':<10} {'bytes':>8}  state")
    for entry in entries:
        print(f"  {entry.name or '':<30} {entry.kind:<10} {entry.bytes:>8,}  {entry.state}")
