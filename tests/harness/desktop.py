"""A desktop session without a screen: a display, a message bus, an unlocked keyring, a home folder."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from pathlib import Path

from .process import Process
from .programs import installed, run

SCREEN = "1366x900x24"


class Desktop:
    """What a person's login gives to a program, made fresh for one test.

    Without a keyring it is a login over SSH: there is no message bus to ask for one either.
    """

    def __init__(self, *, keyring: bool = True) -> None:
        # Sockets live below it, and their paths must be short.
        self.home = Path(tempfile.mkdtemp(prefix="csp-"))
        self._processes: list[Process] = []
        self.env = self._environment()
        try:
            self._start_display()
            if keyring:
                self._start_bus()
                self._start_keyring()
        except BaseException:
            self.close()
            raise

    def secret(self, account: str) -> str:
        """What the keyring holds for the viewer under this account; empty when there is nothing."""
        tool = installed("secret-tool", "the package `libsecret-tools`")
        # secret-tool ends with 1 and silence when there is no such entry.
        command = f'"{tool}" lookup service conspectus-desktop username "$1" || true'
        return run(["sh", "-c", command, "sh", account], cwd=self.home, env=self.env)

    def close(self) -> None:
        for process in reversed(self._processes):
            process.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        folders = {
            "HOME": self.home,
            "XDG_CONFIG_HOME": self.home / "config",
            "XDG_DATA_HOME": self.home / "data",
            "XDG_CACHE_HOME": self.home / "cache",
            "XDG_RUNTIME_DIR": self.home / "run",
        }
        for folder in folders.values():
            folder.mkdir(mode=0o700, exist_ok=True)
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            **{name: str(folder) for name, folder in folders.items()},
            "GDK_BACKEND": "x11",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "NO_AT_BRIDGE": "1",
            # Otherwise a missing bus is started on demand, and outlives the test.
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.home}/no-bus",
        }

    def _start(self, *command: str | Path, typed: str | None = None) -> Process:
        self._processes.append(Process(command, env=self.env, cwd=self.home, typed=typed))
        return self._processes[-1]

    def _start_display(self) -> None:
        server = installed("Xvfb", "the package `xvfb`")
        # It picks a free display number itself and prints it.
        display = self._start(server, "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp")
        self.env["DISPLAY"] = f":{display.wait_for(r'^[0-9]+$')[0]}"

    def _start_bus(self) -> None:
        bus = self._start(installed("dbus-daemon", "the package `dbus`"), "--session", "--nofork", "--print-address=1")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.wait_for(r"^unix:.*")[0]

    def _start_keyring(self) -> None:
        daemon = installed("gnome-keyring-daemon", "the package `gnome-keyring`")
        self._start(daemon, "--foreground", "--components=secrets", "--unlock", typed=secrets.token_hex(8))
        wait = installed("gdbus", "the package `libglib2.0-bin`")
        run([wait, "wait", "--session", "--timeout", "30", "org.freedesktop.secrets"], cwd=self.home, env=self.env)
