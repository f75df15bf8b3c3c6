"""The scripts behind `make` speak plainly."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def bash(script: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-c", f". scripts/steps.sh\n{script}", "scripts/test"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_step_says_what_it_does_and_how_long_it_may_take() -> None:
    done = bash("step 'Boil water' 'about a minute' 'Fill the kettle.' true")
    assert "== Boil water (about a minute)" in done.stdout
    assert re.search(r"-- Boil water: \d+ s", done.stdout)


def test_a_failed_step_says_what_to_do_and_ends_with_the_exit_code() -> None:
    done = bash("work() { false; echo unreached; }; step 'Boil water' 'soon' 'Fill the kettle.' work; echo unreached")
    assert done.returncode == 1
    assert "Boil water failed" in done.stderr
    assert "Fill the kettle." in done.stderr
    assert "unreached" not in done.stdout


def test_a_tool_that_is_too_old_is_named() -> None:
    done = bash("need node 20.19 18.4.0 'Install Node.js.'")
    assert done.returncode == 1
    assert "node 20.19 or newer is needed; found: 18.4.0." in done.stderr


def test_the_notebook_is_kept_without_outputs_and_needs_few_lines() -> None:
    notebook = json.loads((ROOT / "examples" / "flights.ipynb").read_text())
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
    lines = [line for cell in code for line in "".join(cell["source"]).splitlines()]
    assert sum("cs." in line or "conspectus" in line for line in lines) < 20
