"""A child process whose output can be waited on."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

START_SECONDS = 60
STOP_SECONDS = 20


class Process:
    """Starts a program, collects the lines it prints, and ends exactly that program."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        user: str | None = None,
        typed: str | None = None,
    ) -> None:
        """`typed` is what it reads from its standard input."""
        self.name = Path(command[0]).name
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL if typed is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            text=True,
            errors="replace",
        )
        assert self._child.stdout is not None
        if self._child.stdin is not None:
            with self._child.stdin as keyboard:
                keyboard.write(typed or "")
        self._reader = threading.Thread(target=self._collect, args=(self._child.stdout,), daemon=True)
        self._ended = False
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def running(self) -> bool:
        return self._child.poll() is None

    def wait_for(self, pattern: str, seconds: float = START_SECONDS) -> re.Match[str]:
        """The first printed line that matches; an error with everything printed when there is none."""
        found: re.Match[str] | None = None

        def seen() -> bool:
            nonlocal found
            found = next((match for line in self.lines if (match := re.search(pattern, line))), None)
            return found is not None or self._ended

        with self._changed:
            self._changed.wait_for(seen, seconds)
        if found is None:
            state = "ended" if self._ended else f"was silent about it for {seconds} s"
            raise RuntimeError(f"{self.name} {state} before printing {pattern!r}:\n{self.output}")
        return found

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def tell(self, what: signal.Signals) -> None:
        """Sends a signal that does not end it."""
        self._child.send_signal(what)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Asks the process to end, insists when it does not, and returns its exit code."""
        if self.running:
            self._child.send_signal(how)
        try:
            code = self._child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            code = self._child.wait()
        self._reader.join(STOP_SECONDS)
        return code

    def wait(self) -> int:
        """The exit code, once the process has ended by itself."""
        return self._child.wait()

    def kill(self) -> None:
        """`kill -9`: no goodbye, as in a power cut."""
        self.stop(signal.SIGKILL)

    def _collect(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                with self._changed:
                    self.lines.append(line.rstrip("\n"))
                    self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()
