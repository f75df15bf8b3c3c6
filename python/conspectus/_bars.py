"""A column's distribution as a handful of bars."""

from __future__ import annotations

from typing import Any

_WIDTH, _HEIGHT = 120, 22


def bars(column: dict[str, Any]) -> str:
    """An SVG of what was published; nothing where nothing was."""
    counts = _counts(column)
    if not counts or max(counts) == 0:
        return ""
    step, highest = _WIDTH / len(counts), max(counts)
    width = max(step - 1, 0.5)
    drawn = "".join(
        f"<rect x='{number * step:.1f}' y='{_HEIGHT - height:.1f}' width='{width:.1f}' height='{height:.1f}'/>"
        for number, count in enumerate(counts)
        if (height := _HEIGHT * count / highest) > 0
    )
    return f"<svg width={_WIDTH} height={_HEIGHT} role=img aria-label='distribution'>{drawn}</svg>"


def _counts(column: dict[str, Any]) -> list[int]:
    if "histogram" in column:
        counts: list[int] = column["histogram"]["counts"]
        return counts
    if "categories" in column:
        categories = column["categories"]
        return [item["rows"] for item in categories["items"]] + ([categories["other"]] if categories["other"] else [])
    return []
