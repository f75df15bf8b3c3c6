"""Who is attacked: Conspectus in this process, and its peers in a process of their own."""

from __future__ import annotations

import base64
import io
import json
import math
import subprocess
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from harness.programs import ROOT

PEERS = ("whylogs", "ydata-profiling", "DataProfiler", "vectice")
VENV = ROOT / ".venv-peers"


@dataclass(frozen=True)
class Published:
    """All that would leave of a table: its bytes, and the same as plain JSON where the bytes are not."""

    content: bytes
    readable: Any

    @cached_property
    def numbers(self) -> list[float]:
        """Every finite number that was published, wherever it stands."""
        return [number for number in numbers_in(self.readable) if math.isfinite(number)]


class Publisher(Hashable, Protocol):
    name: str

    def publish(self, table: pa.Table) -> Published: ...

    def holds(self, published: Published, column: str, value: Any) -> bool:
        """Whether a published sketch, asked for a value, answers that it has seen it."""


class Conspectus:
    """The package as a notebook uses it; the caller sets `CONSPECTUS_HOME`."""

    name = "Conspectus"

    def publish(self, table: pa.Table) -> Published:
        import conspectus

        profile = conspectus.profile(table)
        return Published(profile.to_json().encode(), profile.to_dict())

    def holds(self, published: Published, column: str, value: Any) -> bool:
        """No sketch is published."""
        del published, column, value
        return False


class Peer:
    """A profiler in `.venv-peers`, asked line by line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._child = subprocess.Popen(
            [VENV / "bin" / "python", Path(__file__).with_name("peer.py"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def publish(self, table: pa.Table) -> Published:
        stream = io.BytesIO()
        with pa.ipc.new_stream(stream, table.schema) as writer:
            writer.write_table(table)
        answer = self._ask({"publish": base64.b64encode(stream.getvalue()).decode()})
        return Published(base64.b64decode(answer["content"]), answer["readable"])

    def holds(self, published: Published, column: str, value: Any) -> bool:
        question = {"content": base64.b64encode(published.content).decode(), "column": column, "value": value}
        return bool(self._ask({"holds": question}))

    def close(self) -> None:
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait()

    def _ask(self, question: dict[str, Any]) -> Any:
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.write(json.dumps(question).encode() + b"\n")
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended")
        return json.loads(line)


def numbers_in(part: Any) -> Iterator[float]:
    """Numbers, and texts that read as numbers, at any depth."""
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from numbers_in(each)
    elif isinstance(part, (int, float)) and not isinstance(part, bool):
        yield float(part)
    elif isinstance(part, str):
        try:
            yield float(part)
        except ValueError:
            return
