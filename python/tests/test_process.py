"""A process's life: import, fork, end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from server_double import TOKEN, ServerDouble

import conspectus as cs

# Of two columns, so that figures of pairs are made too.
FRAME = pl.DataFrame({"x": range(300), "y": [number % 7 for number in range(300)]})


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)


def test_importing_it_imports_nothing_heavy() -> None:
    heavy = (
        "numpy pandas polars pyarrow duckdb sklearn matplotlib PIL IPython json asyncio inspect dataclasses argparse"
    )
    loaded = run(f"import sys, conspectus; print(*(set('{heavy}'.split()) & set(sys.modules)))").stdout
    assert loaded.strip() == ""


def test_the_end_of_a_program_sends_what_waits(server: ServerDouble) -> None:
    done = run(f"import conspectus as cs; cs.connect('{server.url}', '{TOKEN}'); cs.note('last words')")
    assert [capture["body"]["text"] for capture in server.captures] == ["last words"]
    assert done.stderr == ""


def test_a_program_that_ends_without_its_server_says_so(server: ServerDouble) -> None:
    server.__exit__()
    done = run(f"import conspectus as cs; cs.connect('{server.url}', '{TOKEN}'); cs.note('last words')")
    assert "1 capture waits in the ledger for the next time" in done.stderr
    assert [entry.state for entry in cs.ledger()] == ["waiting"]


def test_a_forked_child_captures_and_sends_by_itself(server: ServerDouble) -> None:
    cs.connect(server.url, TOKEN)
    cs.dataset(FRAME, "before")
    assert cs.flush(timeout=60)
    child = os.fork()
    if child == 0:
        cs.dataset(FRAME, "in the child")
        os._exit(0 if cs.flush(timeout=60) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    cs.dataset(FRAME, "after")
    assert cs.flush(timeout=60)
    assert [capture["name"] for capture in server.captures] == ["before", "in the child", "after"]


def test_a_folder_that_cannot_be_used_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CONSPECTUS_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(cs.LedgerError, match="CONSPECTUS_HOME"):
        cs.note("hello")


def test_a_broken_config_file_does_not_break_a_capture_by_surprise(home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("url = 7\n")
    with pytest.raises(cs.SettingsError, match=r"config\.toml is not valid at line 1"):
        cs.connect()


def test_the_project_is_the_folders_name_when_nobody_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONSPECTUS_PROJECT")
    folder = tmp_path / "churn model"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert cs.note("a").to_dict()["filing"] == {"project": "churn model"}
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/ann/late arrivals.ipynb")
    assert cs.note("b").to_dict()["filing"] == {"project": "late arrivals"}
    monkeypatch.delenv("JPY_SESSION_NAME")
    monkeypatch.setenv("HOME", str(folder))
    assert cs.note("c").to_dict()["filing"] == {"project": "Untitled"}, "a home folder's name is a person's"
