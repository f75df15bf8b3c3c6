"""The command `conspectus`: sign in, see what left, send what waits."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from conspectus import _native, _session
from conspectus._ledger import Ledger, table
from conspectus.errors import ConspectusError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; answers its exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        return status
    except ConspectusError as error:
        print(f"conspectus: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the list has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="conspectus",
        description="Records metadata of data and models in a local ledger and sends it to your team's server.",
        epilog="Environment: CONSPECTUS_URL, CONSPECTUS_TOKEN, CONSPECTUS_TOKEN_FILE, CONSPECTUS_PROJECT, "
        "CONSPECTUS_HOME.",
    )
    parser.add_argument("--version", action="version", version=f"conspectus {_native.__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    login = commands.add_parser("login", help="check a token with its server and keep it in the keyring")
    login.add_argument("--url", help="the server's address (default: CONSPECTUS_URL or the config file)")
    login.add_argument(
        "--token-stdin", action="store_true", help="read the token from standard input instead of asking for it"
    )
    login.set_defaults(run=_login)

    ledger = commands.add_parser("ledger", help="list what left this machine, when and to where, and what waits")
    ledger.add_argument("--json", action="store_true", help="one JSON object a line")
    ledger.set_defaults(run=_ledger)
    inside = ledger.add_subparsers(metavar="show ID", title="more")
    show = inside.add_parser("show", help="print the exact bytes of one capture")
    show.add_argument("id", metavar="ID", help="the capture's id, or enough of its end to be the only one")
    show.set_defaults(run=_show)

    flush = commands.add_parser("flush", help="send what waits")
    flush.add_argument("--timeout", type=float, default=60.0, metavar="SECONDS", help="default: 60")
    flush.add_argument(
        "--from", dest="origin", metavar="URL", help="also send what waits for this other address of the server"
    )
    flush.set_defaults(run=_flush)

    status = commands.add_parser("status", help="show server, token, ledger and what waits")
    status.set_defaults(run=_status)
    return parser


def _login(options: argparse.Namespace) -> int:
    url = options.url or _native.Session.settings()[0]
    if url is None:
        print("conspectus: name the server with --url https://…", file=sys.stderr)
        return 2
    if options.token_stdin or not sys.stdin.isatty():
        token = sys.stdin.readline()
    else:
        print(f"Make a token on {url} under your name, then paste it here; it is not shown.", file=sys.stderr)
        token = getpass.getpass("Token: ")
    if not token.strip():
        print("conspectus: no token was given", file=sys.stderr)
        return 2
    workspace, place = _native.Session.login(url, token.strip())
    print(f"Signed in to {workspace} at {url}. The token is kept in {place}.")
    return 0


def _ledger(options: argparse.Namespace) -> int:
    entries = _session.native().entries()
    if options.json:
        for entry in entries:
            print(json.dumps(_described(entry)))
    elif entries:
        print("\n".join(table(entries)))
    else:
        print("The ledger is empty.")
    return 0


def _described(entry: _native.Entry) -> dict[str, Any]:
    fields = ("id", "kind", "project", "name", "captured_at", "bytes", "state", "server", "settled_at", "outcome")
    described = {field: getattr(entry, field) for field in (*fields, "version", "version_id", "asset_id")}
    described["problem"] = json.loads(entry.problem_json) if entry.problem_json else None
    return described


def _show(options: argparse.Namespace) -> int:
    session = _session.native()
    found = [entry.id for entry in session.entries() if entry.id == options.id or entry.id.endswith(options.id)]
    if len(found) != 1:
        what = "no capture has" if not found else "several captures have"
        print(f"conspectus: {what} this id; `conspectus ledger` lists them", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(Ledger([]).show(found[0]))
    sys.stdout.buffer.flush()
    return 0


def _flush(options: argparse.Namespace) -> int:
    session = _session.native()
    if options.origin and session.server:
        session.redirect(options.origin, session.server)
    waiting, reason = session.flush(options.timeout)
    print("Nothing waits." if not waiting else f"{_session.count(waiting)}: {reason}.")
    return 1 if waiting else 0


def _status(_: argparse.Namespace) -> int:
    server, token = _native.Session.settings()
    session = _session.native()
    entries = session.entries()
    print(f"server   {server or 'none: set CONSPECTUS_URL, or run `conspectus login --url https://…`'}")
    print(f"token    {f'from {token}' if token else 'none: run `conspectus login`'}")
    print(f"ledger   {session.folder}")
    for state in ("acknowledged", "waiting", "refused"):
        print(f"{state:<13}{sum(entry.state == state for entry in entries):>6}")
    elsewhere = {entry.server for entry in entries if entry.state == "waiting" and entry.server not in (None, server)}
    for other in sorted(filter(None, elsewhere)):
        print(f"Some wait for {other}; `conspectus flush --from {other}` sends them to {server} instead.")
    return 0
