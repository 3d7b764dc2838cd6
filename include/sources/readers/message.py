"""Reads messages in XML as columns of text: what a message is, is said by an envelope and an XPath per field."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import cast

import pandas as pd
import pyarrow as pa
from lxml import etree
from pyarrow import compute

from include.sources.readers.blocks import Envelope, Frame, follow, read_blocks
from include.sources.readers.layouts import Layouts
from include.sources.readers.text import UNREADABLE, mark_control_rows

NOT_GIVEN = pa.array(["", "NOTPROVIDED"])  # what ISO 20022 prescribes where a reference is mandatory and there is none
BETWEEN = "\ue000"  # XPath takes no control character; U+E000 is private, and refused in values
MOST_SINGLE = 16  # records of a block that are parsed one by one; more of them are parsed together

Row = tuple[str, ...]


@dataclass(frozen=True)
class MessageReader:
    """`fields` maps our names to XPath expressions (prefix `n`) from a row's element; a field the message lacks is empty.

    `rows` is the XPath of the rows' elements, `{record}` being the records'. Files of `plain_from` bytes and more are read by
    the layouts of their records, most of them without a parser: for messages in which each record is a row and all fields
    are plain paths. `derive` makes our columns from a frame of the message's own fields, which are then all read.
    """

    envelope: Envelope
    fields: Mapping[str, str] = field(default_factory=dict)
    rows: str = "{record}"
    plain_from: float = math.inf
    derive: Callable[[pd.DataFrame], pd.DataFrame] | None = None

    def batches(self, path: Path, columns: tuple[str, ...], rows: int) -> Iterator[pd.DataFrame]:
        """See `core.contract.Reader`."""
        if self.derive is None:
            yield from self._read(path, columns, rows)
            return
        for frame in self._read(path, tuple(self.fields), rows):
            yield self.derive(frame).reindex(columns=["row_no", *columns, "fault"])

    def _read(self, path: Path, columns: Row, rows: int) -> Iterator[pd.DataFrame]:
        reading = _Reading(self, columns, path.stat().st_size >= self.plain_from)
        seen, waiting = 0, list[Row]()
        for found in read_blocks(path, self.envelope, reading.read):
            waiting += found
            while len(waiting) >= rows:
                yield _to_frame(waiting[:rows], columns, seen)
                seen, waiting = seen + rows, waiting[rows:]
        if waiting:
            yield _to_frame(waiting, columns, seen)

    def raw_rows(self, path: Path, row_nos: frozenset[int]) -> dict[int, str]:
        """See `core.contract.Reader`; the row's element."""
        raw: dict[int, str] = {}
        last, seen = max(row_nos, default=0), 0
        blocks = read_blocks(path, self.envelope, self._read_texts)
        while seen < last and (texts := next(blocks, None)) is not None:
            raw |= {number: text for number, text in enumerate(texts, start=seen + 1) if number in row_nos}
            seen += len(texts)
        return raw

    def find_rows(self, root: etree._Element) -> list[etree._Element]:
        """Return the elements of the rows, in the order of the message."""
        space = etree.QName(root).namespace or ""
        steps = "".join(f"/n:{name}" for name in (*self.envelope.parents, self.envelope.record))
        return cast("list[etree._Element]", _compile(self.rows.format(record=steps), space)(root))

    def _read_texts(self, frame: Frame, block: str, is_last: bool) -> tuple[list[str], Frame]:
        root = frame.parse(block, is_last=is_last)
        texts = [etree.tostring(element, encoding="unicode", with_tail=False) for element in self.find_rows(root)]
        return texts, follow(frame, root, self.envelope)


@dataclass
class _Reading:
    """One file being read: remembers the layouts of its records."""

    reader: MessageReader
    columns: Row
    is_plain: bool
    layouts: Layouts | None = None

    def read(self, frame: Frame, block: str, is_last: bool) -> tuple[list[Row], Frame]:
        """Return the rows of a block, and the frame of the next one."""
        rows: list[Row] = []
        is_plain = self.is_plain and len(self.columns) > 1 and frame.after
        place = self._read_plain(frame, block, rows) if is_plain else 0
        if place == len(block) and not is_last:
            return rows, frame
        root = frame.parse(block[place:], is_last=is_last)
        rows += self._read_fields(root)
        return rows, follow(frame, root, self.reader.envelope)

    def _read_plain(self, frame: Frame, block: str, rows: list[Row]) -> int:
        """Read the records that come one after the other, most of them by their layout; return where they end."""
        self.layouts = self.layouts or Layouts(lambda record: self._read_example(frame, record))
        start, place = frame.record_end.replace("</", "<")[:-1], 0
        for _ in range(MOST_SINGLE):
            place = self.layouts.take(block, place, rows)
            blank = len(block[place : place + 100]) - len(block[place : place + 100].lstrip())
            end = block.find(frame.record_end, place) + len(frame.record_end)
            if end < len(frame.record_end) or not block.startswith(start, place + blank):
                return place
            record = block[place + blank : end]
            if not self.layouts.learn(record):
                try:
                    rows += self._read_fields(frame.parse(record))
                except etree.XMLSyntaxError:
                    return place
                place = end
        return place

    def _read_example(self, frame: Frame, record: str) -> list[str] | None:
        try:
            rows = self._read_fields(frame.parse(record))
        except etree.XMLSyntaxError:
            return None
        return list(rows[0]) if len(rows) == 1 else None

    def _read_fields(self, root: etree._Element) -> list[Row]:
        fields = (f"string({self.reader.fields.get(name, _NOTHING)})" for name in self.columns)
        together = f", '{BETWEEN}', ".join(fields)
        read = _compile(f"concat({together}, '')", etree.QName(root).namespace or "")
        return [tuple(str(read(element)).split(BETWEEN)) for element in self.reader.find_rows(root)]


_NOTHING = "''"


@lru_cache(64)
def _compile(expression: str, namespace: str) -> etree.XPath:
    if not namespace:
        return etree.XPath(expression.replace("n:", ""), smart_strings=False)
    return etree.XPath(expression, namespaces={"n": namespace}, smart_strings=False)


def _to_frame(rows: list[Row], columns: Row, seen: int) -> pd.DataFrame:
    """Return the rows as text columns, with a fault where a value holds control characters or the mark between values."""
    width = len(columns)
    odd = [place for place, row in enumerate(rows) if len(row) != width]
    for place in odd:
        rows[place] = rows[place][:width]
    texts = [pa.array(values, pa.string()) for values in zip(*rows, strict=True)]
    given = [compute.if_else(compute.is_in(text, NOT_GIVEN), None, text) for text in texts]
    frame: pd.DataFrame = pa.Table.from_arrays(given, names=list(columns)).to_pandas()
    frame.insert(0, "row_no", range(seen + 1, seen + len(rows) + 1))
    faults = mark_control_rows(frame, columns)
    faults.iloc[odd] = UNREADABLE
    return frame.assign(fault=faults)
