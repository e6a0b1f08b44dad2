"""What can be wrong with an export and with the engines that read one. No message holds an address, a key or a name."""

from __future__ import annotations

from ledger.values.errors import LedgerError, UsageError


class EngineNotInstalled(LedgerError):
    """Parquet, DuckDB and the way to a cluster are extras."""

    message = "The package {} is not installed."

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(package)
        self.advice = f"Run: pip install 'wage-ledger[{extra}]'"


class BadAddress(UsageError):
    """The text after --url is nowhere an export can be."""

    message = "The address after --url cannot be used: {}."
    advice = "Give a folder, an export's file, or hive2://HOST:PORT/FOLDER; see: wage-ledger help cluster"


class SecretInAddress(UsageError):
    """A password stood in the address, where shell histories and process lists show it."""

    message = "The address after --url holds a password."
    advice = "Leave it out of the address and set WAGE_LEDGER_CLUSTER_PASSWORD."


class OpenLine(UsageError):
    """Postings would cross a network in the clear, or come from a server that nobody proved to be the right one."""

    message = "The address after --url names another machine and no certificate for it."
    advice = "Add ?ca=FILE with the certificate of who signs for it; inside an encrypted tunnel, ?tls=no says so."


class NoExport(LedgerError):
    """There is nothing at the address, or something else."""

    message = "There is no export of this program's at the address: {}."
    advice = "Make one with: wage-ledger export parquet"


class ExportThere(LedgerError):
    """An export never goes over something."""

    message = "There is something at this place already; nothing was changed."
    advice = "Give another name after -o, or delete what is there."


class NotExported(LedgerError):
    """The system did not take it."""

    message = "The export could not be written: {}."
    advice = "Check the folder, its permissions and the room on the disk, and export again."


class DamagedExport(LedgerError):
    """The bytes are not those that were written."""

    message = "The export is not as it was written: {}."
    advice = "Delete it and export again."


class ExportLocked(LedgerError):
    """The export is encrypted, and the identity does not open it, or there is none."""

    message = "The export does not open with this key."
    advice = "Give --unwrap-with FILE: the age key file of one of the public keys that it was made for."


class OutOfMemory(LedgerError):
    """The engine would have had to write rows to a disk, which it may not."""

    message = "The sums do not fit into the memory that is free, and nothing is put on a disk."
    advice = "Ask by fewer keys, or use --engine spark, or a machine with more memory."


class BeyondBits(LedgerError):
    """A sum that a 64-bit integer cannot hold: no engine may hand out a wrong one."""

    message = "The amounts are too large to be added up exactly."
    advice = "Ask for one country with --country, or correct the entry whose amount is out of all proportion."


class NoCluster(LedgerError):
    """The cluster did not answer, or not as it should."""

    message = "The cluster did not answer the question: {}."
    advice = "See its own log; check host, port, user, the folder and that all its workers can read it."
