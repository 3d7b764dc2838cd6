"""Takes a reporter's contact out of a text, however it was typed again."""

import re
from typing import Any

MARK = "***"
HOST = re.compile(r"@[\w-]++(?:\.[\w-]++)++")
MAILBOX = re.compile(r"[\w.+-]")
INVISIBLE = "[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]*"
BETWEEN = r"[^0-9A-Za-zก-๙]{0,3}"  # what may stand between two digits of one number
LEAD = rf"(?<!\d)(?:[+(]{{0,2}}\d{{1,4}}{BETWEEN}){{0,3}}?"  # prefixes: 0, 66, +66 (0)
SIGNIFICANT_DIGITS = 8  # of a subscriber's number, whatever the prefix
SHORTEST_NAME = 5  # of a mailbox or LINE name that is looked for by itself


def redact_contact(text: str, contact: str) -> str:
    """Return `text` without the contact (also in other case, spacing, prefix or digits) and without any e-mail."""
    return _take_out_addresses(take_out(text, contact))


def take_out(text: str, contact: str) -> str:
    """Return `text` without the contact (also in other case, spacing, prefix or digits)."""
    for form in _list_forms(contact):
        spaced = INVISIBLE.join(re.escape(sign) for sign in form)
        text = re.sub(spaced, MARK, text, flags=re.IGNORECASE)
    digits = re.sub(r"\D", "", _plain_digits(contact))
    is_number = "@" not in contact and len(digits) >= SIGNIFICANT_DIGITS
    return _take_out_digits(text, digits[-SIGNIFICANT_DIGITS:]) if is_number else text


def redact_all(value: Any, contacts: list[str]) -> Any:
    """Return a JSON value whose texts are all redacted."""
    if isinstance(value, str):
        for contact in contacts or [""]:
            value = redact_contact(value, contact)
        return value
    if isinstance(value, list):
        return [redact_all(item, contacts) for item in value]
    if isinstance(value, dict):
        return {redact_all(name, contacts): redact_all(item, contacts) for name, item in value.items()}
    return value


def list_texts(value: Any) -> list[str]:
    """Return every text inside a JSON value; numbers as text."""
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in list_texts(part)]
    if isinstance(value, list):
        return [text for item in value for text in list_texts(item)]
    return [str(value)] if isinstance(value, str | int | float) and not isinstance(value, bool) else []


def _list_forms(contact: str) -> list[str]:
    whole = "".join(contact.split())
    mailbox = whole.partition("@")[0] if "@" in whole[1:] else whole.lstrip("@")
    return [form for form in dict.fromkeys([whole, mailbox]) if len(form) >= SHORTEST_NAME or form == whole != ""]


def _take_out_addresses(text: str) -> str:
    """Look for hosts, and from each back to where its mailbox begins: in linear time, whatever the public has typed."""
    places, end = [], 0
    for match in HOST.finditer(text):
        start = match.start()
        while start > end and MAILBOX.match(text[start - 1]):
            start -= 1
        if start < match.start():
            places.append((start, match.end()))
            end = match.end()
    return _mark(text, places)


def _take_out_digits(text: str, digits: str) -> str:
    pattern = LEAD + BETWEEN.join(digits)
    return _mark(text, [match.span() for match in re.finditer(pattern, _plain_digits(text))])


def _mark(text: str, places: list[tuple[int, int]]) -> str:
    """Return the text with MARK in these places, which come in their order."""
    ends = [0, *(end for _, end in places)]
    starts = [*(start for start, _ in places), len(text)]
    return MARK.join(text[end:start] for end, start in zip(ends, starts, strict=True))


def _plain_digits(text: str) -> str:
    """Write Thai and other digits as 0-9, one character for one, so that places agree."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
