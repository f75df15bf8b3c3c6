"""Anything that holds a picture, as PNG. The core decodes it and keeps only the pixels."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

from conspectus.errors import InputError

#: Sharp on a dense screen, and still small.
_DOTS_PER_INCH = 144
NOT_A_FIGURE = "fig: a matplotlib figure or axes, a PIL image, PNG bytes or the path of a PNG file is needed, not {}"


def png(fig: Any) -> bytes:
    """The picture as PNG."""
    if isinstance(fig, (bytes, bytearray, memoryview)):
        return bytes(fig)
    if isinstance(fig, (str, os.PathLike)):
        return _file(os.fspath(fig))
    # Axes and seaborn's grids know the figure they are drawn on.
    drawn: Any = fig if hasattr(fig, "savefig") else getattr(fig, "figure", None) or getattr(fig, "fig", None)
    buffer = io.BytesIO()
    try:
        if hasattr(drawn, "savefig"):
            drawn.savefig(buffer, format="png", dpi=_DOTS_PER_INCH)
        elif hasattr(fig, "save") and hasattr(fig, "getbands"):
            fig.save(buffer, format="PNG")
        else:
            raise InputError(NOT_A_FIGURE.format(type(fig).__name__))
    except InputError:
        raise
    except Exception:
        raise InputError(f"fig: {type(fig).__name__} could not be drawn as PNG") from None
    return buffer.getvalue()


def _file(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"fig: the file cannot be read: {error.strerror}") from None
