"""Runs the demo: `make demo`, `make demo-desktop`, and with CI=true a run that checks itself and ends."""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path

from harness import Api, Server
from harness.programs import ROOT, built
from harness.server import sign_in_secret

from .account import agent_token, sign_in_link
from .expected import problems_with, versions_of
from .notebook import execute
from .report import print_what_left

HOME = ROOT / ".demo"
NOTEBOOK = ROOT / "examples" / "flights.ipynb"
PREFERRED = "127.0.0.1:8137"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--desktop", action="store_true", help="open the desktop window instead of the browser")
    options = parser.parse_args()
    in_ci = os.environ.get("CI") == "true"
    HOME.mkdir(mode=0o700, exist_ok=True)

    with said("Starting the server (a second; keys are made on the first start)"):
        server = start_server()
    try:
        return run(server, in_ci=in_ci, desktop=options.desktop)
    except KeyboardInterrupt:
        print("\nStopped. Everything is kept in .demo/; the next `make demo` goes on from there.")
        return 0
    finally:
        server.stop()


def run(server: Server, *, in_ci: bool, desktop: bool) -> int:
    link = sign_in_link(server)
    token = agent_token(server, HOME / "token")
    reader = Api(server.url, token)
    before = versions_of(reader)

    with said(f"Executing {NOTEBOOK.relative_to(ROOT)} (about half a minute)"):
        os.environ.update(agent_settings(server.url))
        execute(NOTEBOOK)
    print_what_left()

    after = versions_of(reader)
    print(
        f"\nVersions on the server: {sum(after.values())}, of which new: {sum(after.values()) - sum(before.values())}"
    )
    print(f"Viewer:                 {server.url}")
    print(f"Sign in (works once):   {link}")
    if in_ci:
        return check(reader, before, after)
    show(server, link, desktop=desktop)
    return 0


def agent_settings(url: str) -> dict[str, str]:
    """Where this demo's notebook sends to, and the ledger it keeps."""
    return {
        "CONSPECTUS_URL": url,
        "CONSPECTUS_TOKEN_FILE": str(HOME / "token"),
        "CONSPECTUS_HOME": str(HOME / "ledger"),
    }


def start_server() -> Server:
    """On the usual port, so that bookmarks last; on a free one when that is taken."""
    try:
        return Server(HOME / "server", listen=PREFERRED).start()
    except RuntimeError:
        return Server(HOME / "server").start()


def check(reader: Api, before: dict[tuple[str, str], int], after: dict[tuple[str, str], int]) -> int:
    problems = problems_with(reader, after)
    if before and before != after:
        problems.append(f"a second run added versions: {before} became {after}")
    for problem in problems:
        print(f"!! {problem}", file=sys.stderr)
    print("The demo's result is as expected." if not problems else "The demo's result is not as expected.")
    return 1 if problems else 0


def show(server: Server, link: str, *, desktop: bool) -> None:
    if desktop:
        secret = sign_in_secret({"link": link})
        command: list[str | Path] = [built("conspectus-desktop"), "--server", server.url, "--sign-in-link", secret]
        subprocess.run(command, check=False)
        return
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(link)
    print("\nThe server runs until Ctrl-C.", flush=True)
    server.wait()


@contextlib.contextmanager
def said(what: str) -> Iterator[None]:
    print(f"\n== {what}", flush=True)
    started = time.monotonic()
    yield
    print(f"-- {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
