"""Cuts delimited text into records as the parser does: a quote counts only where a field begins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LONGEST_LINE = 16 << 20  # characters; more than any line of a file that is accepted


@dataclass(frozen=True)
class Grammar:
    """`whole` matches a line that is a record, `rest` one that ends a record with an open quote; in linear time."""

    whole: re.Pattern[str]
    rest: re.Pattern[str]


@cache
def grammar_of(delimiter: str) -> Grammar:
    """Return how records with this delimiter are cut."""
    mark = re.escape(delimiter)
    plain = rf"[^{mark}\r\n]*+"
    quoted = rf'(?:[^"]|"")*+"{plain}'
    more = rf'(?:{mark}(?:"{quoted}|(?!"){plain}))*+[\r\n]*'
    return Grammar(re.compile(rf'(?:"{quoted}|(?!"){plain}){more}'), re.compile(quoted + more))


def iterate_records(path: Path, encoding: str, delimiter: str) -> Iterator[str]:
    """Yield the text of each record that is not blank; the first is the heading."""
    lines: list[str] = []
    for line, ends in _walk(path, encoding, delimiter):
        lines.append(line)
        if ends:
            if (record := "".join(lines)).strip("\r\n"):
                yield record
            lines = []
    if lines:
        yield "".join(lines)


def find_open_quote(path: Path, encoding: str, delimiter: str) -> int | None:
    """Return the line of the record whose quote is never closed, None where all are; holds one line in memory."""
    begins = closed = 0
    for number, (_, ends) in enumerate(_walk(path, encoding, delimiter), start=1):
        begins = number if begins == closed else begins
        closed = begins if ends else closed
    return begins if begins != closed else None


def _walk(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[str, bool]]:
    """Yield each line and whether a record ends with it."""
    grammar = grammar_of(delimiter)
    is_open = False
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        while line := file.readline(LONGEST_LINE):
            is_open = (grammar.rest if is_open else grammar.whole).fullmatch(line) is None
            yield line, not is_open
