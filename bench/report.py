"""What was measured, as a table to read and as Markdown for the documentation."""

import re
from pathlib import Path
from typing import Any

from contenders import FLOOR, OURS
from targets import AGAIN, AGAINST, MEBIBYTES, TIMES_THE_FLOOR

Row = dict[str, Any]

HEAD = ("", "seconds", "x Conspectus", "wanted", "", "MiB beyond the table")


def verdict(met: bool) -> str:
    return "met" if met else "missed"


def lines(name: str, shape: Row) -> list[tuple[str, ...]]:
    """The cells of one shape's table."""
    rows, ours = shape["contenders"], shape["contenders"][OURS]
    found = [
        (
            OURS,
            f"{ours['seconds']:.4f}",
            "1",
            "",
            "",
            f"{ours['mebibytes']:.0f} of {MEBIBYTES[name]}: {verdict(ours['mebibytes'] <= MEBIBYTES[name])}",
        )
    ]
    for contender, row in rows.items():
        if contender == FLOOR:
            times, most = 1 / row["ratio"], TIMES_THE_FLOOR[name]
            wanted = (f"1/{times:.1f}", f"1/{most} at least", verdict(times <= most))
            found.append((contender, f"{row['seconds']:.4f}", *wanted, f"{row['mebibytes']:.0f}"))
        elif contender != OURS:
            found.append(against(name, contender, row))
    again, share = shape["again"], shape["again"]["share"]
    wanted = f"{AGAIN:.0%} at most"
    found.append(
        (f"{OURS}, the same frame again", f"{again['seconds']:.5f}", f"{share:.2%}", wanted, verdict(share < AGAIN), "")
    )
    return found


def against(name: str, contender: str, row: Row) -> tuple[str, ...]:
    wanted = AGAINST.get(contender, {}).get(name)
    if "skipped" in row or "failed" in row:
        return contender, f"not run: {row.get('skipped') or row['failed']}", "", "", "", ""
    met = verdict(row["ratio"] >= wanted) if wanted else ""
    ratio, goal = f"{row['ratio']:.1f}", f"{wanted}" if wanted else ""
    if "over" in row:
        return contender, f"cut after {row['over']:.0f}", f"over {ratio}", goal, met, ""
    return contender, f"{row['seconds']:.3f}", ratio, goal, met, f"{row['mebibytes']:.0f}"


def title(name: str, shape: Row) -> str:
    return f"{name}: {shape['rows']:,} x {shape['columns']:,}"


def text(name: str, shape: Row) -> str:
    cells = [HEAD, *lines(name, shape)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(HEAD))]
    body = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)
    return "\n".join([title(name, shape), *body])


def markdown(results: Row) -> str:
    """The tables of all shapes, and on what they were measured."""
    parts = [f"Measured on {results['machine']}."]
    for name, shape in results["shapes"].items():
        head = ["| " + " | ".join(HEAD) + " |", "|---" * len(HEAD) + "|"]
        body = ["| " + " | ".join(row) + " |" for row in lines(name, shape)]
        parts.append("\n".join([f"**{title(name, shape)}**", "", *head, *body]))
    if results.get("nanoseconds"):
        head = "| a column of | nanoseconds a value |\n|---|---|"
        body = "\n".join(f"| {kind} | {cost} |" for kind, cost in results["nanoseconds"].items())
        parts.append(f"**Where the time goes**, one thread, one column alone, {results['values']}:\n\n{head}\n{body}")
    return "\n\n".join(parts)


def replace_section(page: Path, section: str, content: str) -> None:
    """Puts `content` between the page's marks of this name."""
    begin, end = f"<!-- {section}: made by `make bench` -->", f"<!-- end of {section} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    before = page.read_text()
    if not pattern.search(before):
        raise SystemExit(f"{page} has no section {section}")
    page.write_text(pattern.sub(lambda _: f"{begin}\n{content}\n{end}", before))
