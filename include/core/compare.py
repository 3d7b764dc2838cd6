"""What differs between two versions of a contract, or between the headings agreed and delivered, in sentences."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from difflib import get_close_matches

from include.core.contract import Column, Feed, Reader

LONGEST_HEADING = 40
LONGEST_EXTRA = 80
SHOWN_EXTRA = 20
LIKE_NUMBER = re.compile(r"\d{5,}")  # of an account, a person, a phone
FEED_WORDS = {
    "suffixes": "file names end in",
    "times": "times are written",
    "reject_share": "files are refused above a share of bad rows of",
    "every_hours": "hours between files:",
    "min_rows": "least rows of a file:",
    "volume_band": "rows of a file (least, most):",
    "owner": "owner:",
    "contact": "contact:",
    "constants": "constants:",
}


def compare_contracts(old: Feed, new: Feed) -> list[str]:
    """Return a sentence per difference, from `old` to `new`: columns, their kinds, codes and rules, then the form."""
    before = {column.name: column for column in old.columns}
    after = {column.name: column for column in new.columns}
    renamed = _find_renamed(before, after)
    told = [f"column `{was}` is now called `{now}`" for was, now in renamed.items()]
    told += [f"column `{name}` is gone" for name in before if name not in after and name not in renamed]
    told += [_tell_new(after[name]) for name in after if name not in before and name not in renamed.values()]
    for name, column in before.items():
        if name in after:
            told += _compare_columns(column, after[name])
    return [*told, *_compare_readers(old.reader, new.reader), *_compare_terms(old, new)]


def describe_headings(found: Sequence[str], agreed: Sequence[str]) -> str:
    """Return what is wrong with the headings of a file; empty where all agreed ones stand there, once.

    Only what looks like a heading is repeated: a file without a heading line has values of persons in its place.
    """
    missing = [name for name in agreed if name not in found]
    extra = [name for name in found if name not in agreed]
    if missing and len(missing) == len(agreed):
        return f"none of the {len(agreed)} agreed headings stands there; the heading line may be missing, or the delimiter be another"
    told = [_tell_missing(name, extra) for name in missing]
    told += [f"`{name}` stands twice" for name in agreed if list(found).count(name) > 1]
    return "; ".join(told)


def describe_extra(found: Collection[str]) -> list[str]:
    """Return a sentence per column of a file that was not agreed; of very many, and of what is no heading, only how many."""
    shown = [name for name in sorted(found) if _is_heading(name)][:SHOWN_EXTRA]
    told = [f"column {name} is not in the contract" for name in shown]
    if rest := len(found) - len(shown):
        told.append(f"{rest} {'more ' if shown else ''}column{'s are' if rest > 1 else ' is'} not in the contract")
    return told


def _is_heading(name: str) -> bool:
    return 0 < len(name) <= LONGEST_EXTRA and name.isprintable() and not LIKE_NUMBER.search(name)


def _tell_missing(name: str, extra: Sequence[str]) -> str:
    shown = [heading for heading in extra if 0 < len(heading) <= LONGEST_HEADING and not any(map(str.isdigit, heading))]
    like = get_close_matches(name, shown, n=1, cutoff=0.7)
    return f"columns missing: {name}" + (f" (delivered is `{like[0]}`, perhaps the same)" if like else "")


def _find_renamed(before: Mapping[str, Column], after: Mapping[str, Column]) -> dict[str, str]:
    """Pair a column that went with one that came where each is the only one of its definition."""
    gone = [column for name, column in before.items() if name not in after]
    come = [column for name, column in after.items() if name not in before]
    pairs = {}
    for column in gone:
        alike = [other for other in come if replace(other, name=column.name) == column]
        rivals = [other for other in gone if replace(other, name=column.name) == column]
        if len(alike) == len(rivals) == 1:
            pairs[column.name] = alike[0].name
    return pairs


def _tell_new(column: Column) -> str:
    return f"column `{column.name}` is new ({column.kind}, {'required' if column.required else 'may be empty'})"


def _compare_columns(old: Column, new: Column) -> Iterator[str]:
    name = f"column `{old.name}`"
    if old.kind is not new.kind:
        yield f"{name} was {old.kind} and is {new.kind}"
    if old.required != new.required:
        yield f"{name} " + ("must now be filled" if new.required else "may now be empty")
    if come := sorted(new.codes - old.codes):
        yield f"{name} has new codes: {', '.join(come)}"
    if gone := sorted(old.codes - new.codes):
        yield f"{name} has lost codes: {', '.join(gone)}"
    for part in ("bounds", "positive", "signed", "form"):
        was, now = getattr(old, part), getattr(new, part)
        if was != now:
            yield f"{name}: {part} was {_show(was)} and is {_show(now)}"
    if (old.id_type, old.form_where) != (new.id_type, new.form_where):
        yield f"{name} is checked in other rows than before"


def _compare_readers(old: Reader, new: Reader) -> Iterator[str]:
    if type(old) is not type(new):
        yield f"files are read by {type(new).__name__} instead of {type(old).__name__}"
    elif is_dataclass(old) and is_dataclass(new):
        for part in fields(old):
            was, now = getattr(old, part.name), getattr(new, part.name)
            if part.name == "headings":
                yield from _compare_headings(*({name: said for said, name in words.items()} for words in (was, now)))
            elif part.name == "paths":
                yield from _compare_headings(was, now)
            elif was != now:
                yield f"{part.name} was {_show(was)} and is {_show(now)}"


def _compare_headings(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    """Compare what columns are called in the file; keys are our names, which stand for themselves where not named."""
    for name in sorted({*old, *new}):
        was, now = old.get(name, name), new.get(name, name)
        if was != now:
            yield f"column `{name}` is headed `{now}` instead of `{was}`"


def _compare_terms(old: Feed, new: Feed) -> Iterator[str]:
    for part, words in FEED_WORDS.items():
        was, now = getattr(old, part), getattr(new, part)
        if was != now:
            yield f"{words} {_show(now)} instead of {_show(was)}"


def _show(value: object) -> str:
    if isinstance(value, tuple):
        return " to ".join("open" if part is None else str(part) for part in value) or "none"
    return f"`{value}`" if value not in (None, "") else "none"
