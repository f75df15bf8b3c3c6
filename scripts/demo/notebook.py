"""Executes a notebook in the kernel of this environment."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

CELL_SECONDS = 300


def execute(path: Path) -> None:
    """Runs every cell; the notebook itself stays as it is, without outputs."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, timeout=CELL_SECONDS, kernel_name="python3", resources=resources)
    try:
        client.execute()
    except CellExecutionError as failure:
        raise SystemExit(f"!! a cell of {path.name} failed:\n{failure}") from None
