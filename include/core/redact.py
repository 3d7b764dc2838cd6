"""Takes a reporter's contact out of a text, however it was typed again."""

import re

MARK = "***"
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
BETWEEN = r"[\s().+-]*"
SIGNIFICANT_DIGITS = 8  # of a subscriber's number, whatever the prefix


def redact_contact(text: str, contact: str) -> str:
    """Return `text` without the contact (letter by letter, or the same digits typed otherwise) and without any e-mail."""
    shown = text.replace(contact, MARK) if contact else text
    digits = re.sub(r"\D", "", contact.translate(THAI_DIGITS))
    if "@" not in contact and len(digits) >= SIGNIFICANT_DIGITS:
        shown = _redact_digits(shown, digits[-SIGNIFICANT_DIGITS:])
    return EMAIL.sub(MARK, shown)


def _redact_digits(text: str, digits: str) -> str:
    lead = rf"(?:[+(]?\d{{1,4}}[\s().-]*){{0,3}}?"
    pattern = lead + BETWEEN.join(digits)
    plain = text.translate(THAI_DIGITS)  # one character for one: places agree
    for match in reversed(list(re.finditer(pattern, plain))):
        text = text[: match.start()] + MARK + text[match.end() :]
    return text
