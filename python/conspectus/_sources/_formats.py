"""Which kind of file holds a table, and how each is read."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from conspectus._frames import pyarrow, unique_names
from conspectus.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

KINDS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".arrow": "ipc",
    ".ipc": "ipc",
    ".feather": "ipc",
    ".orc": "orc",
    ".jsonl": "json",
    ".ndjson": "json",
}
COMPRESSED = (".gz", ".bz2", ".zst", ".lz4")
#: Separators of columns, in the order of how likely they are.
SEPARATORS = (",", ";", "\t", "|")
#: How much of a text file is looked at to see how it is written.
LOOK = 1 << 16


def kind_of(files: Sequence[str]) -> str:
    """The kind that all files have."""
    kinds = {_kind(Path(file)) for file in files}
    if None in kinds:
        raise InputError(
            f"frame: files of this kind cannot be read here, only {', '.join(sorted(KINDS))}; "
            "read it with polars or pandas and pass the table"
        )
    if len(kinds) > 1:
        raise InputError("frame: the files are of several kinds; pass one kind by a pattern such as folder/*.parquet")
    return str(kinds.pop())


def in_folder(folder: Path) -> list[str]:
    """The data files below a folder; names that begin with a dot or an underscore are notes of some tool."""
    if (folder / "_delta_log").is_dir():
        raise InputError(
            "frame: this folder is a Delta table, whose log says which files count; pass deltalake.DeltaTable(folder)"
        )
    below = (path.relative_to(folder) for path in folder.rglob("*"))
    shown = (path for path in below if not any(part.startswith((".", "_")) for part in path.parts))
    files = sorted(str(folder / path) for path in shown if _kind(path) and (folder / path).is_file())
    if not files:
        raise InputError(f"frame: the folder holds no data files; looked for {', '.join(sorted(KINDS))}")
    return files


def dataset(files: Sequence[str], kind: str, base: str | None, as_text: Sequence[str]) -> Any:
    """A pyarrow dataset with the columns of all files: one that a file lacks is missing in its rows."""
    pyarrow()
    ds = import_module("pyarrow.dataset")
    arguments: dict[str, Any] = {"format": _format(ds, files[0], kind, as_text)}
    if base is not None:
        arguments |= {"partitioning": ds.partitioning(flavor="hive"), "partition_base_dir": base}
    found = ds.dataset(list(files), **arguments)
    if len(files) == 1:
        return found
    schemas = [fragment.physical_schema for fragment in found.get_fragments()]
    if all(schema == schemas[0] for schema in schemas):
        return found
    schema = pyarrow().unify_schemas([found.schema, *schemas], promote_options="permissive")
    return ds.dataset(list(files), schema=schema, **arguments)


def header(file: str) -> list[str]:
    """The names of a text file's columns."""
    csv = import_module("pyarrow.csv")
    options = _text_options(csv, file, [])
    return list(csv.open_csv(file, options["read_options"], options["parse_options"]).schema.names)


def _kind(path: Path) -> str | None:
    name = path.name.lower()
    for suffix in COMPRESSED:
        name = name.removesuffix(suffix)
    return KINDS.get(Path(name).suffix)


def _format(ds: Any, file: str, kind: str, as_text: Sequence[str]) -> Any:
    if kind == "parquet":
        # A row group's columns are read as they are needed, not ahead.
        options = ds.ParquetFragmentScanOptions(use_buffered_stream=True, pre_buffer=False)
        return ds.ParquetFileFormat(default_fragment_scan_options=options)
    if kind == "csv":
        return ds.CsvFileFormat(**_text_options(import_module("pyarrow.csv"), file, as_text))
    return kind


def _text_options(csv: Any, file: str, as_text: Sequence[str]) -> dict[str, Any]:
    with pyarrow().input_stream(file, compression="detect") as stream:
        start = stream.read(LOOK)
    encoding = _encoding(start)
    first = start.decode(encoding, "replace").split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    names = unique_names(_names(first, separator)) if _repeats(first, separator) else None
    types = {name: pyarrow().string() for name in as_text}
    return {
        "read_options": csv.ReadOptions(encoding=encoding, column_names=names, skip_rows=0 if names is None else 1),
        "parse_options": csv.ParseOptions(delimiter=separator, newlines_in_values=True),
        "convert_options": csv.ConvertOptions(column_types=types, strings_can_be_null=True),
    }


def _names(line: str, separator: str) -> list[str]:
    import csv

    return next(csv.reader([line.rstrip("\r")], delimiter=separator), [])


def _repeats(line: str, separator: str) -> bool:
    names = _names(line, separator)
    return len(set(names)) < len(names)


def _encoding(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        # A character may be cut at the end.
        start[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
