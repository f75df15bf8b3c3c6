"""One peer, profiling what it is handed: runs in `.venv-peers`, one question and one answer a line.

What counts as published is what the peer itself would write or send: whylogs' serialised view, the JSON of
ydata-profiling, DataProfiler's report, and the metadata that vectice puts into its request for a data frame.
"""

from __future__ import annotations

import base64
import io
import json
import logging
import os
import sys
import warnings
from typing import Any

import pandas as pd
import pyarrow as pa


def whylogs(frame: pd.DataFrame) -> tuple[bytes, Any]:
    import whylogs

    view = whylogs.log(frame).view()
    return view.serialize(), json.loads(view.to_pandas().to_json(default_handler=str))


def ydata_profiling(frame: pd.DataFrame) -> tuple[bytes, Any]:
    from ydata_profiling import ProfileReport

    text = ProfileReport(frame, minimal=True, progress_bar=False).to_json()
    return text.encode(), json.loads(text)


def dataprofiler(frame: pd.DataFrame) -> tuple[bytes, Any]:
    import dataprofiler

    options = dataprofiler.ProfilerOptions()
    # Labels come from a neural network that is installed on its own.
    options.set(
        {"structured_options.data_labeler.is_enabled": False, "structured_options.multiprocess.is_enabled": False}
    )
    report = dataprofiler.Profiler(frame, options=options, profiler_type="structured").report()
    text = json.dumps(report, default=lambda value: value.tolist() if hasattr(value, "tolist") else str(value))
    return text.encode(), json.loads(text)


def vectice(frame: pd.DataFrame) -> tuple[bytes, Any]:
    from vectice import DFResource

    text = json.dumps(DFResource(dataframes=frame).metadata.asdict(), default=str)
    return text.encode(), json.loads(text)


PROFILERS = {
    "whylogs": whylogs,
    "ydata-profiling": ydata_profiling,
    "DataProfiler": dataprofiler,
    "vectice": vectice,
}


def holds(question: dict[str, Any]) -> bool:
    """Adds the value to a sketch of distinct values: a sketch that knows it stays as it was."""
    import whylogs
    from whylogs.core import DatasetProfileView

    view = DatasetProfileView.deserialize(base64.b64decode(question["content"]))
    alone = whylogs.log(pd.DataFrame({question["column"]: [question["value"]]})).view()
    before, after = (_registers(each, question["column"]) for each in (view, view.merge(alone)))
    return before == after


def _registers(view: Any, column: str) -> bytes:
    sketch = view.get_column(column).get_metric("cardinality").hll.value
    return bytes(sketch.serialize_compact())


def answer(name: str, question: dict[str, Any]) -> Any:
    if "holds" in question:
        return name == "whylogs" and holds(question["holds"])
    with pa.ipc.open_stream(io.BytesIO(base64.b64decode(question["publish"]))) as reader:
        frame = reader.read_all().to_pandas(date_as_object=False)
    content, readable = PROFILERS[name](frame)
    return {"content": base64.b64encode(content).decode(), "readable": readable}


def main(name: str) -> None:
    # Peers print what they do; the answers go where nobody else writes.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        answers.write(json.dumps(answer(name, json.loads(line)), default=str) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
