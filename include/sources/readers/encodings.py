"""Opens a text that names its own encoding, as XML does: by its first bytes, else by its declaration, else UTF-8."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from include.core.errors import FileRejectedError
from include.sources.readers.text import find_undecodable, require_content

RESEND = "ask the agency to send it again"
FIRST_BYTES = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
NAMED = re.compile(rb"""<\?xml\s[^<>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
DECLARATION = re.compile(r"<\?xml\s[^<>]*?\?>")
KNOWN = frozenset(["utf-8", "ascii", "iso8859-1", "cp1252", "cp874", "tis-620", "iso8859-11"])


def open_text(path: Path, characters: int) -> Iterator[str]:
    """Yield the text in parts of so many characters, without byte order mark and XML declaration, lines kept.

    Raises:
        FileRejectedError: empty_file, wrong_encoding.
    """
    require_content(path)
    encoding = find_encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            first = file.read(characters)
            if declared := DECLARATION.match(first):
                first = "\n" * declared.group().count("\n") + first[declared.end() :]
            yield first
            while chunk := file.read(characters):
                yield chunk
    except UnicodeError as error:
        where = f"byte {find_undecodable(path, encoding)} is not {encoding}"
        raise FileRejectedError("wrong_encoding", f"{where}; ask the agency to export it again") from error


def find_encoding(path: Path) -> str:
    """Return the encoding that the file says it has. Raises FileRejectedError (wrong_encoding) for one we do not read."""
    with path.open("rb") as file:
        start = file.read(512)
    for mark, encoding in FIRST_BYTES.items():
        if start.startswith(mark):
            return encoding
    named = NAMED.match(start)
    try:
        encoding = codecs.lookup(named.group(1).decode()).name if named else "utf-8"
    except LookupError:
        encoding = ""
    if encoding not in KNOWN:
        raise FileRejectedError("wrong_encoding", "the declared encoding is none that we read; ask for UTF-8")
    return encoding
