"""Where captures are filed when nobody says so."""

from __future__ import annotations

import os
import sys
from pathlib import Path

#: Where the name of a folder says nothing, or says who the user is.
NAMELESS = "Untitled"


def default_project() -> str:
    """The notebook's name, or that of the folder the program runs in."""
    notebook = _notebook()
    if notebook:
        return Path(notebook).stem or NAMELESS
    folder = Path.cwd()
    return NAMELESS if folder in (Path("~").expanduser(), folder.parent) else folder.name


def _notebook() -> str | None:
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell is not None else None
    in_editor = running.user_ns.get("__vsc_ipynb_file__") if running is not None else None
    return in_editor or os.environ.get("JPY_SESSION_NAME")
