"""What stands in the memory of a running process."""

from __future__ import annotations

import re
from pathlib import Path

LINE = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (rw..) \S+ \S+ \S+\s*(.*)$")


def memory_of(pid: int) -> bytes:
    """All that the process can write to: heap, stacks, globals. Files it maps are looked at on the disk."""
    parts: list[bytes] = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            found = LINE.match(line)
            if found is None or found[4].startswith(("/dev/", "[vvar", "[vsyscall")):
                continue
            start, end = int(found[1], 16), int(found[2], 16)
            try:
                memory.seek(start)
                parts.append(memory.read(end - start) or b"")
            except (OSError, ValueError, OverflowError):
                continue  # reserved, and nothing there
    return b"\0".join(parts)
