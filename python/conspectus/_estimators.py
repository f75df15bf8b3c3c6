"""What an estimator says of itself: class, library, settings. Nothing it learned."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from conspectus.errors import InputError

#: Modules whose distribution has another name.
_DISTRIBUTIONS = {"sklearn": "scikit-learn", "torch": "pytorch"}
#: The core refuses longer names.
_LONGEST_TECHNIQUE = 100

Parameter = None | bool | int | float | str | tuple[str, list[int] | None]


def technique(estimator: Any) -> str:
    """The class; of a pipeline or a search also what is inside it."""
    if isinstance(estimator, str):
        return estimator
    name = type(estimator).__name__
    steps = getattr(estimator, "steps", None)
    if isinstance(steps, list) and steps and all(isinstance(step, tuple) and len(step) == 2 for step in steps):
        inside = [technique(step) for _, step in steps if step is not None and not isinstance(step, str)]
    else:
        wrapped = _settings(estimator).get("estimator")
        inside = [technique(wrapped)] if hasattr(wrapped, "get_params") else []
    full = f"{name}[{', '.join(inside)}]" if inside else name
    return full if len(full) <= _LONGEST_TECHNIQUE else name


def library(estimator: Any) -> tuple[str | None, str | None]:
    """Name and version of the library the class comes from."""
    if isinstance(estimator, str):
        return None, None
    root = type(estimator).__module__.partition(".")[0]
    if root in ("__main__", "builtins"):
        return None, None
    version = getattr(sys.modules.get(root), "__version__", None)
    return _DISTRIBUTIONS.get(root, root), version if isinstance(version, str) else None


def parameters(estimator: Any, overrides: Mapping[str, Any] | None) -> list[tuple[str, Parameter]]:
    """How it was set; what the call says goes before what the estimator says."""
    if overrides is not None and not isinstance(overrides, Mapping):
        raise InputError("parameters: a dict of names and values is needed")
    settings = {**_settings(estimator), **(overrides or {})}
    return [(str(name), _plain(value)) for name, value in settings.items()]


def metrics(given: Mapping[str, Any] | None) -> list[tuple[str, float]]:
    """Numbers by name."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise InputError("metrics: a dict of names and numbers is needed")
    numbers = []
    for name, value in given.items():
        try:
            numbers.append((str(name), float(value)))
        except (TypeError, ValueError):
            raise InputError(f"metrics: {name!s} must be a number, not {type(value).__name__}") from None
    return numbers


def _settings(estimator: Any) -> dict[str, Any]:
    try:
        if hasattr(estimator, "get_params"):
            # The steps themselves; their settings follow one by one.
            return {name: value for name, value in estimator.get_params().items() if name != "steps"}
        own = getattr(estimator, "params", None)
        return dict(own) if isinstance(own, Mapping) else {}
    except Exception:
        return {}


def _plain(value: Any) -> Parameter:
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        value = value.item()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return type(value).__name__, _shape(value)


def _shape(value: Any) -> list[int] | None:
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and all(isinstance(side, int) for side in shape):
        return list(shape)
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return [len(value)]
    return None
