"""What can go wrong. No message holds a value of the data."""

__all__ = [
    "BudgetError",
    "ConspectusError",
    "ConspectusWarning",
    "InputError",
    "LedgerError",
    "OutOfMemoryError",
    "PolicyError",
    "ServerError",
    "SettingsError",
    "SourceError",
]


class ConspectusError(Exception):
    """The root of every exception raised here."""


class InputError(ConspectusError, ValueError):
    """An argument makes no sense; the message names it and says what would."""


class PolicyError(ConspectusError):
    """The workspace's policy does not allow what was asked for; its administrator can change that."""


class BudgetError(PolicyError):
    """The dataset has spent its budget for noisy figures; nothing was recorded."""


class SourceError(InputError):
    """What holds the table failed while handing it over: a library, a file, a database, a cluster's job."""


class OutOfMemoryError(ConspectusError, MemoryError):
    """There was not enough memory to read the table. Nothing was recorded, and the kernel lives on."""


class LedgerError(ConspectusError):
    """The ledger cannot record or answer: the disk is full, or its folder cannot be used."""


class ServerError(ConspectusError):
    """The server does not accept the token, or is no Conspectus server."""


class SettingsError(ConspectusError):
    """The config file, a token file or the machine is not as it must be."""


class ConspectusWarning(UserWarning):
    """Something was recorded differently from what the call said, or could not be sent."""
