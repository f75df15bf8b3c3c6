"""The one session of this process: opened on first use, left behind in a forked child, flushed at the end."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import warnings

from conspectus import _native
from conspectus.errors import ConspectusError, ConspectusWarning

#: What the end of a process may take at most, in seconds.
LAST_FLUSH = 2.0


class _State:
    """What `connect` set, and what this process has recorded."""

    def __init__(self) -> None:
        self.native: _native.Session | None = None
        self.project: str | None = None
        self.phase: str | None = None
        self.iteration: str | None = None
        self.mode: str | None = None
        self.given: tuple[str | None, str | None] | None = None
        self.open_captures: list[str] = []
        self.lock = threading.Lock()


_state = _State()
#: Sessions of a parent process. They hold threads and files that exist only there, so they are never touched again.
_left_behind: list[_State] = []


def native() -> _native.Session:
    """The session. The first call opens the ledger, and starts to send if a server is known."""
    with _state.lock:
        if _state.native is None:
            session = _native.Session(_runtime())
            if _state.mode is not None:
                session.choose_mode(_state.mode)
            _start(session)
            _state.native = session
        return _state.native


def connect(
    *,
    url: str | None,
    token: str | None,
    project: str | None,
    phase: str | None,
    iteration: str | None,
    mode: str | None,
) -> tuple[str | None, str | None, str | None]:
    """Asks the server; answers its address, the workspace, and why it could not be asked."""
    with _state.lock:
        session = _state.native or _native.Session(_runtime())
        if mode is not None:
            session.choose_mode(mode)
        _state.native = session
        _state.mode = mode or _state.mode
        _state.project, _state.phase, _state.iteration = project, phase, iteration
        _state.given = (url, token)
    return session.connect(url, token, True)


def filing() -> tuple[str, str | None, str | None]:
    """Project, phase and iteration."""
    project = _state.project or _native.Session.configured_project()
    if project is None:
        from conspectus._place import default_project

        project = default_project()
    return project, _state.phase, _state.iteration


def recorded(capture: str) -> None:
    """Remembers a capture, and tells of earlier ones that were refused meanwhile."""
    tell_refusals()
    _state.open_captures.append(capture)


def tell_refusals() -> None:
    """Warns, once for each, of captures of this process that the server will never take."""
    session, still_open = native(), []
    for capture in _state.open_captures:
        entry = session.entry(capture)
        if entry is None or entry.state == "waiting":
            still_open.append(capture)
        elif entry.state == "refused":
            what = f"the {entry.kind} {entry.name!r}" if entry.name else f"a {entry.kind}"
            warn(f"the server refused {what}: {entry.problem} It stays in the ledger as {capture}.")
    _state.open_captures = still_open


def warn(message: str) -> None:
    """Warns at the line of the user's code, not at ours."""
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and _is_ours(frame.f_globals.get("__package__")):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, ConspectusWarning, stacklevel=level)


def _is_ours(package: str | None) -> bool:
    return package is not None and (package == "conspectus" or package.startswith("conspectus."))


def _start(session: _native.Session) -> None:
    """Sends to the server that is configured. A missing or broken setting must not break a capture."""
    try:
        url, token = _state.given or (None, None)
        session.connect(url, token, False)
    except ConspectusError as error:
        warn(f"nothing is sent for now: {error}")


def _runtime() -> str:
    return f"{sys.implementation.name.replace('cpython', 'python')} {sys.version_info.major}.{sys.version_info.minor}"


def _at_exit() -> None:
    session = _state.native
    if session is None or not _state.open_captures:
        return
    try:
        waiting, reason = session.flush(LAST_FLUSH) if session.server else (0, None)
        tell_refusals()
        if waiting:
            print(f"conspectus: {count(waiting)} in the ledger for the next time: {reason}", file=sys.stderr)
    except ConspectusError as error:
        print(f"conspectus: {error}", file=sys.stderr)


def count(waiting: int) -> str:
    return "1 capture waits" if waiting == 1 else f"{waiting} captures wait"


def _before_fork() -> None:
    if _state.native is not None:
        _state.native.before_fork()


def _after_fork_in_parent() -> None:
    if _state.native is not None:
        _state.native.after_fork()


def _after_fork_in_child() -> None:
    global _state
    parent, _state = _state, _State()
    _left_behind.append(parent)
    _state.project, _state.phase, _state.iteration = parent.project, parent.phase, parent.iteration
    _state.mode, _state.given = parent.mode, parent.given


atexit.register(_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child)
