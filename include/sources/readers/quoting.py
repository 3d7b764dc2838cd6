"""Cuts delimited text into records as the parser does: a quote counts only where a field begins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Grammar:
    """`whole` matches a line that is a record; `rest` one that ends a record whose quote is open. Possessive: linear cost."""

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


def iterate_records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, str]]:
    """Yield (line on which it begins, text) of each record that is not blank; the first is the heading."""
    for begins, record, _ in _cut(path, encoding, delimiter):
        if record.strip("\r\n"):
            yield begins, record


def find_open_quote(path: Path, encoding: str, delimiter: str) -> int | None:
    """Return the line of the record whose quote is never closed, None where all are."""
    return next((begins for begins, _, is_open in _cut(path, encoding, delimiter) if is_open), None)


def _cut(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, str, bool]]:
    grammar = grammar_of(delimiter)
    lines: list[str] = []
    begins = 1
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        for number, line in enumerate(file, start=1):
            begins = begins if lines else number
            ends = (grammar.rest if lines else grammar.whole).fullmatch(line) is not None
            lines.append(line)
            if ends:
                yield begins, "".join(lines), False
                lines = []
    if lines:
        yield begins, "".join(lines), True
