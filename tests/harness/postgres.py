"""A PostgreSQL that the tests start, own and throw away."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import tempfile
from pathlib import Path

from .process import Process
from .programs import installed, run

ATTEMPTS = 5


class Postgres:
    """One cluster on a free loopback port; each test gets a database and a plain role in it."""

    def __init__(self) -> None:
        self._user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="conspectus-postgres-"))
        self._password = secrets.token_hex(16)
        try:
            self._initialise()
            self._process, self.port = self._start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def database(self) -> str:
        """The URL of a new, empty database owned by a role without special rights."""
        name, password = f"test_{secrets.token_hex(6)}", secrets.token_hex(16)
        self.query(f"create role {name} login password '{password}'")
        self.query(f"create database {name} owner {name}")
        return f"postgres://{name}:{password}@127.0.0.1:{self.port}/{name}"

    def query(self, sql: str, database: str = "postgres") -> str:
        """Runs SQL as the cluster's superuser and returns the bare rows."""
        url = f"postgres://conspectus_admin:{self._password}@127.0.0.1:{self.port}/{database}"
        return run([program("psql"), "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-qtAc", sql, url], cwd=Path("/"))

    def dump(self, database: str) -> bytes:
        """All rows of a database, as a backup made by the cluster's superuser has them."""
        url = f"postgres://conspectus_admin:{self._password}@127.0.0.1:{self.port}/{database}"
        return run([program("pg_dump"), "--inserts", url], cwd=Path("/")).encode()

    def stop(self) -> None:
        self._process.stop(signal.SIGINT)  # "fast": open connections are closed
        shutil.rmtree(self.folder, ignore_errors=True)

    def _initialise(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(self._password)
        if self._user:
            owner = pwd.getpwnam(self._user)
            for path in (self.folder, password_file):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        command: list[str | Path] = [
            program("initdb"),
            f"--pgdata={self.folder / 'data'}",
            "--username=conspectus_admin",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]
        run(command, user=self._user, cwd=self.folder)
        password_file.unlink()

    def _start(self) -> tuple[Process, int]:
        failures = []
        for _ in range(ATTEMPTS):
            port = _free_port()
            settings = {
                "listen_addresses": "127.0.0.1",
                "port": str(port),
                "unix_socket_directories": "",
                "fsync": "off",
                "log_destination": "stderr",
                "logging_collector": "off",
            }
            flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
            process = Process(
                [program("postgres"), "-D", self.folder / "data", *flags], user=self._user, cwd=self.folder
            )
            try:
                process.wait_for("database system is ready to accept connections")
            except RuntimeError as failure:  # the port was taken in between
                process.stop()
                failures.append(str(failure))
            else:
                return process, port
        raise RuntimeError("PostgreSQL did not start:\n" + "\n".join(failures))


def program(name: str) -> Path:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    return installed(name, "the package `postgresql`", *folders)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
