"""The contract of a feed: who delivers what, where, how it is written, and which values are acceptable.

A source (one file in `include/sources/`) is one `Feed`. The suite of Great Expectations, the staging columns and the
feed's page in the docs all come from it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import pandas as pd

from include.core.errors import ContractError


class Kind(StrEnum):
    """What a value is; decides how it is normalised, its staging type, and which rule a bad value breaks."""

    KEY = "key"  # an agency's identifier: text, trimmed
    TEXT = "text"  # free text, kept as delivered
    NAME = "name"  # a person's or company's name; `<column>_key` holds its matching form
    CODE = "code"  # one of `codes`
    BANK = "bank"  # three digits, a known bank, wallet, exchange or cash
    ACCOUNT = "account"  # an account number or terminal id
    TIMESTAMP = "timestamp"
    DATE = "date"
    MONEY = "money"  # THB, two decimals
    COUNT = "count"  # a whole number >= 0
    DEGREES = "degrees"  # latitude or longitude, within `bounds`
    PHONE = "phone"  # becomes E.164
    HOLDER_ID = "holder_id"  # a Thai id with checksum where the row says it is one
    DOMAIN = "domain"
    LIST = "list"  # a JSON list
    SECRET = "secret"  # a reporter's identity: goes to the vault, is never shown  # noqa: S105


class Record(StrEnum):
    """The nouns of the feeds; also the names of the staging tables."""

    POSTING = "posting"
    ACCOUNT = "account"
    SUBSCRIBER = "subscriber"
    CALL = "call"
    CELL = "cell"
    COMPLAINT = "complaint"
    TIP = "tip"
    WATCHLIST_ENTRY = "watchlist_entry"
    SITE_BLOCK = "site_block"
    FREEZE_RESPONSE = "freeze_response"
    REVERSAL = "reversal"


@dataclass(frozen=True)
class Column:
    """One field of a record: `name` is ours, `required` means that a row without it is bad (missing_key)."""

    name: str
    kind: Kind
    required: bool = False
    codes: frozenset[str] = frozenset()
    bounds: tuple[float, float] | None = None
    since: str = ""  # TIMESTAMP: the first possible day, where that is long before the records began
    positive: bool = False  # MONEY: zero is bad
    signed: bool = False  # MONEY: below zero is possible, as for a balance
    id_type: Mapping[str, frozenset[str]] = field(default_factory=dict)  # HOLDER_ID: {column: values that mean Thai id}
    form: str = ""  # ACCOUNT: regular expression of the whole value ...
    form_where: Mapping[str, frozenset[str]] = field(default_factory=dict)  # ... where {column: values}; empty = always

    def __post_init__(self) -> None:
        """Raise ContractError where the column contradicts itself."""
        if self.kind is Kind.CODE and not self.codes:
            raise ContractError(f"column {self.name}: a CODE column lists its codes")


class Reader(Protocol):
    """How a file is written. Pure in the sense that it only reads the one file it is given."""

    def batches(self, path: Path, columns: tuple[str, ...], rows: int) -> Iterator[pd.DataFrame]:
        """Yield frames of at most `rows` rows.

        Columns: `row_no` (int64, data rows from 1), one text column per name in `columns` (None where empty), extra
        columns of the file under their own names (their values may be left out), and `fault` (text or None: why the row
        could not be read at all).

        Raises:
            FileRejectedError: wrong encoding, columns, root element, or malformed beyond a single row.
        """
        ...

    def raw_rows(self, path: Path, row_nos: frozenset[int]) -> dict[int, str]:
        """Return the text of these data rows as delivered."""
        ...


@dataclass(frozen=True)
class Feed:
    """One agency's feed: `root/agency/name/<file>`.

    `constants` are columns that the file does not carry (a bank's own code), `times` says how its timestamps are
    written (iso, buddhist, epoch_ms), `reject_share` is the share of bad rows above which a file is rejected whole.
    A source that changes has several versions side by side, each in force from `since`.
    """

    agency: str
    name: str
    record: Record
    columns: tuple[Column, ...]
    reader: Reader
    suffixes: tuple[str, ...]
    times: str = "iso"
    constants: Mapping[str, str] = field(default_factory=dict)
    reject_share: float = 0.05
    order: int = 100  # feeds of one agency load in this order
    every_hours: int = 24  # freshness: a file is expected at least this often; 0: comes when it comes, never late
    grace_hours: float | None = None  # how much later it may be; None: a share of the period
    volume_band: tuple[int | None, int | None] | None = None  # least and most rows of a file; None: learnt
    min_rows: int = 0  # a file with fewer is loaded with a warning
    owner: str = "data-engineering"  # who changes this contract
    contact: str = ""  # the agency's desk (a role, never a person)
    version: str = "1"
    since: date | None = None  # the first day whose files are written so; None: from the beginning
    until: date | None = None  # the last such day; None: until the next version begins

    def __post_init__(self) -> None:
        """Raise ContractError where the contract contradicts itself."""
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ContractError(f"{self.key} v{self.version}: a column stands twice")
        if self.since and self.until and self.until < self.since:
            raise ContractError(f"{self.key} v{self.version} ends before it begins")
        if not 0 <= self.reject_share <= 1:
            raise ContractError(f"{self.key} v{self.version}: reject_share is a share, 0 to 1")

    @property
    def key(self) -> str:
        """`agency/feed`, as in the landing place."""
        return f"{self.agency}/{self.name}"

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)


FeedFilter = Callable[[Feed], bool]
