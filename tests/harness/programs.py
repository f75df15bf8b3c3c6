"""Where the built programs are."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

COMMAND_SECONDS = 120
ROOT = Path(__file__).resolve().parents[2]


def built(name: str) -> Path:
    """A program of this workspace: named by `CONSPECTUS_<NAME>_BIN`, or from cargo's target folder."""
    variable = f"{name.upper().replace('-', '_')}_BIN"
    if named := os.environ.get(variable):
        return Path(named)
    target = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    candidates = [path for profile in ("debug", "release") if (path := target / profile / name).is_file()]
    if not candidates:
        raise FileNotFoundError(f"{name} is not built: run `make build`, or name it in {variable}")
    return max(candidates, key=lambda path: path.stat().st_mtime)


def installed(name: str, hint: str, *folders: Path) -> Path:
    """A program of the system, also where it is kept outside the search path."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *(str(folder) for folder in folders)])
    found = shutil.which(name, path=path)
    if found is None:
        raise FileNotFoundError(f"{name} is missing: install {hint}")
    return Path(found)


def run(
    command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str] | None = None, user: str | None = None
) -> str:
    """What a command prints; an error with all of its output when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        cwd=cwd,
        env=dict(env) if env is not None else None,
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{words[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout
