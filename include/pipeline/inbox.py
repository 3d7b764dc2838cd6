"""Complaints handed in one by one: checked for their shape here, judged by the contract like any file, put into the inbox."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import orjson
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from include.core.errors import RukkhatError
from include.landing.inbox import put_file
from include.sources.readers.jsonlines import is_deep

AGENCY, FEED = "tips", "complaints"
MOST_COMPLAINTS = 1_000
THAILAND = timezone(timedelta(hours=7))  # the day of a file's name is Thailand's

Text = Annotated[str, Field(max_length=20_000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Amount = Name | int | float


class Shape(BaseModel):
    """Fields that are not named may be there; what a value means is the contract's to judge."""

    model_config = ConfigDict(extra="allow", strict=True)


class Payment(Shape):
    """What the victim says was paid, to whom, when."""

    bank_code: Name
    account_no: Name
    amount: Amount
    at: Name


class Victim(Shape):
    """Who reports."""

    victim_ref: Name | None = None
    phone: Name | None = None
    bank_code: Name | None = None
    account_no: Name | None = None


class Suspects(Shape):
    """Who or what is named."""

    phones: list[Name] = Field([], max_length=100)
    line_ids: list[Name] = Field([], max_length=100)
    urls: list[Text] = Field([], max_length=100)
    names: list[Name] = Field([], max_length=100)


class Complaint(Shape):
    """A victim's report, as the tip desk's files hold it."""

    complaint_id: Name
    reported_at: Name
    channel: Name | None = None
    complaint_type: Name
    command_code: Name
    province: Name | None = None
    victim: Victim | None = None
    loss_amount: Amount
    transfers: list[Payment] = Field([], max_length=200)
    suspects: Suspects | None = None
    narrative: Text | None = None


COMPLAINTS = TypeAdapter(Annotated[list[Complaint], Field(min_length=1, max_length=MOST_COMPLAINTS)])


class ShapeError(RukkhatError):
    """A body that is no complaint; `faults` says where and what kind of fault, never a value."""

    def __init__(self, faults: list[dict[str, Any]]) -> None:
        super().__init__("the body is no complaint, nor a list of complaints")
        self.faults = faults


@dataclass(frozen=True)
class Receipt:
    """What is answered: `receipt` is the id, part of the file's name in `mart.feed_health`."""

    receipt: str
    file_name: str
    complaints: int


def hand_in(home: str, body: bytes, by: str) -> Receipt:
    """Put a complaint, or a list of them, into the inbox as one file; `by` is the account that hands it in.

    Raises:
        ShapeError: the body is none; nothing was put down.
        OSError: the disk is full or not writable; nothing was put down.
    """
    complaints = _read(body)
    receipt = uuid4().hex
    name = f"{datetime.now(UTC).astimezone(THAILAND):%Y%m%dT%H%M%S}-{receipt}.jsonl"
    content = b"".join(orjson.dumps(complaint, option=orjson.OPT_APPEND_NEWLINE) for complaint in complaints)
    put_file(Path(home), AGENCY, FEED, name, content, {"rows": len(complaints), "handed_in_by": by})
    return Receipt(receipt, name, len(complaints))


def _read(body: bytes) -> list[Any]:
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ShapeError([{"where": [], "fault": "no JSON"}]) from None
    complaints = parsed if isinstance(parsed, list) else [parsed]
    if deep := [
        place for place, complaint in enumerate(complaints) if isinstance(complaint, dict) and is_deep(complaint)
    ]:
        raise ShapeError([{"where": [place], "fault": "nested far too deep"} for place in deep])
    try:
        COMPLAINTS.validate_python(complaints)
    except ValidationError as error:
        raise ShapeError([{"where": list(fault["loc"]), "fault": fault["type"]} for fault in error.errors()]) from None
    return complaints
