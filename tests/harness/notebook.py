"""Executes a notebook in a kernel of this environment, as Jupyter would."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

CELL_SECONDS = 180


def execute(path: Path, *, env: Mapping[str, str], folder: Path) -> list[dict[str, Any]]:
    """Runs every cell in `folder` and returns what the cells showed."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=CELL_SECONDS, kernel_name="python3", resources=resources)
    client.execute(env=dict(env))
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]
