"""Reads records by their layout: a record whose tags were seen before needs a pattern, not a parser.

Banks' programs write millions of records of a few layouts. The first record of a layout is parsed with its texts replaced by
their numbers, so that the fields' own paths say which text is which field. A pattern matches plain text only: what has an
entity, a comment, CDATA, a namespace of its own or an odd character has no layout, and is left to the parser.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_LAYOUTS = 16  # a file of more layouts gains nothing by them
ODD = "<>&\r\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ue000\\ufffe\\uffff"
TEXT = f"[^{ODD}]*+"
VALUE = {'"': f'[^"\\t\\n{ODD}]*+', "'": f"[^'\\t\\n{ODD}]*+"}
TAG = re.compile(r"(<[^<>]*>)")
ATTRIBUTE = re.compile(r"""(?<=[\w.-])=(["'])(.*?)\1""", re.DOTALL)
BLANK = "[ \\t\\n]*+"

NOTHING = re.compile("(?!)")

ReadFields = Callable[[str], list[str] | None]


@dataclass(frozen=True)
class Layout:
    """`pieces` are the tags and texts of a record, `wanted` the number of each field's text, empty where there is none."""

    pieces: list[tuple[str, int | None]]
    wanted: list[str]


@dataclass
class Layouts:
    """The layouts of one file so far. `read_fields` parses a record: its fields (two or more), None if it is none."""

    read_fields: ReadFields
    known: list[Layout] = field(default_factory=list)
    pattern: re.Pattern[str] = NOTHING
    groups: dict[int, tuple[int, ...]] = field(default_factory=dict)  # by a match's last group, those of the fields

    def take(self, text: str, start: int, rows: list[tuple[str, ...]]) -> int:
        """Append the fields of the records from `start` on, as far as their layouts are known; return where it stopped."""
        match_next = self.pattern.scanner(text, start).match  # type: ignore[attr-defined]
        groups, matched = self.groups, None
        for matched in iter(match_next, None):
            rows.append(matched.group(*groups[matched.lastindex]))
        return start if matched is None else int(matched.end())

    def learn(self, record: str) -> bool:
        """Tell whether the record's layout could be learnt."""
        if len(self.known) >= MOST_LAYOUTS or (pieces := _number(record)) is None:
            return False
        shown = self.read_fields("".join(piece if mark is None else f"{mark};" for piece, mark in pieces))
        if shown is None or not all(re.fullmatch(r"(?:[0-9]+;)?", text) for text in shown):
            return False
        self.known.append(Layout(pieces, [text[:-1] for text in shown]))
        self._compile()
        return True

    def _compile(self) -> None:
        """Join the layouts to one pattern. The wanted texts are groups; an empty one ends each layout, and tells which it is."""
        ways, self.groups, last = [], {}, 0
        for layout in self.known:
            wanted = set(layout.wanted)
            numbers = [str(mark) for _, mark in layout.pieces if mark is not None and str(mark) in wanted]
            places = {mark: last + place for place, mark in enumerate([*numbers, ""], start=1)}
            last += len(places)
            self.groups[last] = tuple(places[mark] for mark in layout.wanted)
            parts = (_write(piece, mark, str(mark) in wanted) for piece, mark in layout.pieces)
            ways.append(f"{''.join(parts)}()")
        self.pattern = re.compile(f"{BLANK}(?:{'|'.join(ways)})")


def _write(piece: str, mark: int | None, is_wanted: bool) -> str:
    if mark is None:
        return re.escape(piece)
    return f"({piece})" if is_wanted else piece


def _number(record: str) -> list[tuple[str, int | None]] | None:
    """Cut a record into tags and texts; a text (also an attribute's) has its pattern and a number, a tag has None."""
    if any(sign in record for sign in ("&", "<!", "<?", "xmlns")):
        return None
    pieces: list[tuple[str, int | None]] = []
    for place, piece in enumerate(TAG.split(record)):
        if place % 2 == 0:
            if re.fullmatch(TEXT, piece) is None:
                return None
            pieces.append((TEXT, len(pieces)))
        else:
            _number_attributes(piece, pieces)
    return pieces[1:-1]  # nothing stands before the first tag and after the last


def _number_attributes(tag: str, pieces: list[tuple[str, int | None]]) -> None:
    parts = ATTRIBUTE.split(tag)
    for before, quote, _ in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
        pieces.append((f"{before}={quote}", None))
        pieces.append((VALUE[quote], len(pieces)))
        pieces.append((quote, None))
    pieces.append((parts[-1], None))
