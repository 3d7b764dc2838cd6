"""Cuts an XML message into blocks of whole records, each readable by itself: memory is bounded whatever the file's size.

A DOCTYPE is refused before anything is parsed, so there are no entities, no external files and no network; heads, records,
texts and depths beyond all reason are refused. A block is read between the message's own head and the ends of what the
head leaves open. As every block is well-formed there, so is the message: a cut inside of a comment or of CDATA gives a
block that is not, and a longer one is tried.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar, cast

from lxml import etree

from include.core.errors import FileRejectedError
from include.sources.readers.encodings import RESEND, open_text

CHARACTERS = 1 << 18  # of a block
MOST_CHARACTERS = 8 << 20  # of a head, or of one record
MOST_CANDIDATES = 16
SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
PLAIN: dict[str, Any] = {"remove_comments": True, "remove_pis": True, **SAFE}
MISCELLANY = re.compile(r"\s*+(?:<!--.*?-->\s*+|<\?.*?\?>\s*+)*+", re.DOTALL)
HERE = "records-come-here"

T = TypeVar("T")


@dataclass(frozen=True)
class Envelope:
    """Where the records stand: `parents` are the local names from the root down, `record` is the repeated element's.

    `namespace` is the message's; where `any_version`, what it begins with. `title` is what to call the message.
    """

    title: str
    namespace: str
    parents: tuple[str, ...]
    record: str
    any_version: bool = False

    def require_root(self, root: etree._Element) -> None:
        """Raise FileRejectedError (wrong_root) where the message is another one."""
        name = etree.QName(root)
        space = name.namespace or ""
        fits = space.startswith(self.namespace) if self.any_version else space == self.namespace
        if not fits or name.localname != self.parents[0]:
            raise FileRejectedError(
                "wrong_root", f"the root element is not a {self.title} {self.parents[0]}; ask the agency to send that"
            )

    def require_body(self, root: etree._Element) -> None:
        """Raise FileRejectedError (wrong_root) where something else stands in the place of the message: it has no records."""
        if all(etree.QName(child).localname != self.parents[1] for child in root):
            raise FileRejectedError(
                "wrong_root",
                f"the message has no {self.parents[1]}, so it is no {self.title}; ask the agency to send that",
            )


@dataclass(frozen=True)
class Frame:
    """What stands around a block: `before` and `after` make it a message; `record_end` is how a record ends."""

    before: str = ""
    after: str = ""
    record_end: str = ""

    def parse(self, block: str, *, is_last: bool = False) -> etree._Element:
        """Return the root of the message that has this block alone; the last one brings its own end.

        Raises:
            etree.XMLSyntaxError: it is not well-formed.
        """
        whole = f"{self.before}{block}{'' if is_last else self.after}"
        return etree.fromstring(whole.encode(), etree.XMLParser(**PLAIN))


@dataclass
class _Source:
    """The text of a file on its way: `text` is read but not used, `line` is that of its first character."""

    chunks: Iterator[str]
    text: str = ""
    line: int = 1
    is_read: bool = False

    def read_more(self) -> bool:
        """Append the next chunk; False at the end of the file."""
        chunk = next(self.chunks, "")
        self.text += chunk
        self.is_read = not chunk
        return not self.is_read

    def cut(self, place: int) -> str:
        """Take the text up to `place`."""
        taken, self.text = self.text[:place], self.text[place:]
        self.line += taken.count("\n")
        return taken

    def take_block(self, end: str) -> tuple[str, bool]:
        """Take the text up to the last record's end in the next chunk, and tell whether it is the file's last."""
        known = 0
        while self.read_more():
            found = self.text.rfind(end, max(known - len(end), 0))
            if found >= 0:
                return self.cut(found + len(end)), False
            known = len(self.text)
            if known > MOST_CHARACTERS:
                raise FileRejectedError("malformed", f"the record at line {self.line} is far too long; {RESEND}")
        return self.cut(len(self.text)), True


def read_blocks(path: Path, envelope: Envelope, read: Callable[[Frame, str, bool], tuple[T, Frame]]) -> Iterator[T]:
    """Yield what `read(frame, block, is_last)` makes of each block; it returns also the frame of the next block.

    Raises:
        FileRejectedError: empty_file, wrong_encoding, wrong_root, malformed.
    """
    source = _Source(open_text(path, CHARACTERS))
    frame, is_last = _open_frame(source, envelope), False
    while not is_last:
        line = source.line
        block, is_last = source.take_block(frame.record_end) if frame.after else (source.cut(len(source.text)), True)
        while True:
            try:
                result, following = read(frame, block, is_last)
                break
            except etree.XMLSyntaxError as error:
                if is_last or len(block) > MOST_CHARACTERS:
                    raise _explain(error, line - frame.before.count("\n")) from error
                more, is_last = _take_more(source, frame, len(block))
                block += more
        yield result
        frame = following


def follow(frame: Frame, root: etree._Element, envelope: Envelope) -> Frame:
    """Return the frame of what follows a block: another one where the block ended a parent and began the next."""
    if not frame.after:
        envelope.require_body(root)
    parent, is_other = root, False
    for name in envelope.parents[1:]:
        same = [child for child in parent if etree.QName(child).localname == name]
        if not same:
            return frame
        for child in same[:-1]:
            parent.remove(child)
        parent, is_other = same[-1], is_other or len(same) > 1
    if not is_other:
        return frame
    for record in [child for child in parent if etree.QName(child).localname == envelope.record]:
        parent.remove(record)
    parent.append(etree.Comment(HERE))
    before, after = etree.tostring(root, encoding="unicode").split(f"<!--{HERE}-->")
    return Frame(before, after, frame.record_end)


def _take_more(source: _Source, frame: Frame, characters: int) -> tuple[str, bool]:
    """Take about as much again as there is."""
    taken, size, is_last = [], 0, False
    while size < characters and not is_last:
        more, is_last = source.take_block(frame.record_end)
        taken.append(more)
        size += len(more)
    return "".join(taken), is_last


def _open_frame(source: _Source, envelope: Envelope) -> Frame:
    """Take the head and return the frame that it makes; where there is no record, leave all for one last block."""
    start = re.compile(rf"<((?:[\w.-]+:)?{envelope.record})(?=[\s/>])")
    known = 0
    while start.search(source.text, max(known - 100, 0)) is None and len(source.text) <= MOST_CHARACTERS:
        known = len(source.text)
        if not source.read_more():
            break
    _refuse_doctype(source.text)
    try:
        envelope.require_root(_open_elements(source.text)[0])
        for found in islice(start.finditer(source.text), MOST_CANDIDATES):
            if frame := _try_frame(source.text[: found.start()], found.group(1), envelope):
                source.cut(found.start())
                return frame
    except etree.XMLSyntaxError as error:
        raise _explain(error, 0) from error
    if len(source.text) > MOST_CHARACTERS:
        raise FileRejectedError("malformed", f"no {envelope.record} after {MOST_CHARACTERS:,} characters; {RESEND}")
    while source.read_more():
        pass
    return Frame()


def _try_frame(before: str, record: str, envelope: Envelope) -> Frame | None:
    """Return the frame of a head, None where the record found after it is none of ours, or stands in a comment."""
    stack = _open_elements(before)[1:]
    if tuple(etree.QName(element).localname for element in stack) != envelope.parents:
        return None
    names = (f"{f'{element.prefix}:' if element.prefix else ''}{etree.QName(element).localname}" for element in stack)
    frame = Frame(before, "".join(f"</{name}>" for name in reversed(list(names))), f"</{record}>")
    try:
        frame.parse("")
    except etree.XMLSyntaxError:
        return None
    return frame


def _open_elements(text: str) -> list[etree._Element]:
    """Return the root, then the elements that the beginning of a message leaves open, root first."""
    parser = etree.XMLPullParser(events=("start", "end"), **PLAIN)
    parser.feed(text.encode())
    seen: list[etree._Element] = []
    stack: list[etree._Element] = []
    for event, element in cast("Iterator[tuple[str, etree._Element]]", parser.read_events()):
        if event == "start":
            seen = seen or [element]
            stack.append(element)
        else:
            stack.pop()
    if not seen:
        parser.close()  # raises: there is no element
    return [*seen, *stack]


def _refuse_doctype(text: str) -> None:
    if text.startswith("<!DOCTYPE", MISCELLANY.match(text).end()):  # type: ignore[union-attr]
        raise FileRejectedError("malformed", "the message has a DOCTYPE, which is refused; ask for the message without")


def _explain(error: etree.XMLSyntaxError, lines_before: int) -> FileRejectedError:
    place = f"line {error.lineno + lines_before}" if error.lineno else "the start"
    return FileRejectedError("malformed", f"not well-formed XML at {place}; {RESEND}")
