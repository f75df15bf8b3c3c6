"""The overview of a team's data and models — never the data.

Every call records metadata durably in a local ledger and returns; sending happens in the background. No row and no cell
leaves the process: `profile(frame).to_json()` is what would leave, byte for byte, and `ledger()` is what did.
"""

from conspectus._api import Connection, connect, dataset, document, explain, figure, flush, ledger, model, note, profile
from conspectus._ledger import Ledger
from conspectus._native import __version__
from conspectus._results import Capture, Dataset, Document, Explanation, Figure, Model, Note, Profile
from conspectus.errors import (
    BudgetError,
    ConspectusError,
    ConspectusWarning,
    InputError,
    LedgerError,
    OutOfMemoryError,
    PolicyError,
    ServerError,
    SettingsError,
    SourceError,
)

__all__ = [
    "BudgetError",
    "Capture",
    "Connection",
    "ConspectusError",
    "ConspectusWarning",
    "Dataset",
    "Document",
    "Explanation",
    "Figure",
    "InputError",
    "Ledger",
    "LedgerError",
    "Model",
    "Note",
    "OutOfMemoryError",
    "PolicyError",
    "Profile",
    "ServerError",
    "SettingsError",
    "SourceError",
    "__version__",
    "connect",
    "dataset",
    "document",
    "explain",
    "figure",
    "flush",
    "ledger",
    "model",
    "note",
    "profile",
]
