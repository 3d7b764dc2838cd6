"""Landing places that are an HTTPS API: pages of JSON that list files, contents by GET.

`GET <place>?cursor=...` answers `{"files": [{"agency", "feed", "file", "url", "control": {...} or null}], "next": cursor or null}`;
a url may be relative to the place; control is what the control file would say, null while the file is not complete.
"""

import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

from include.landing.access import Login
from include.landing.delivery import DeliveredFile, order_files
from include.landing.listing import Listing
from include.landing.patience import Deadline, try_again
from include.landing.place import LIMITS, Limits, Place, PlaceError, TransientError, check_name
from include.landing.store import keep_stream
from include.landing.web import Web

JSON_TYPE = "application/json"
JSON_NAMES = (".json", ".jsonl", ".ndjson", ".gz")


class PagedPlace:
    """A place behind a paged listing."""

    def __init__(self, place: Place, login: Login, limits: Limits = LIMITS) -> None:
        self.place, self.limits = place, limits
        self.web = Web(place, login, limits)

    def list_files(self) -> Listing:
        """Return what all pages list; see LandingPlace.

        Raises:
            PlaceError: a page is no listing, a cursor comes again, or there are too many pages.
        """
        files: list[DeliveredFile] = []
        refused: list[str] = []
        for entry in self._entries():
            file = self._read_entry(entry)
            if isinstance(file, DeliveredFile):
                files.append(file)
            else:
                refused.append(f"{self.place.label}: {file}")
        return Listing(order_files(files), refused)

    def list_marks(self) -> frozenset[tuple[str, str]]:
        """Return name and control of every complete file."""
        return frozenset(
            (file.path.as_posix(), hashlib.sha256(json.dumps(file.control, sort_keys=True).encode()).hexdigest())
            for file in self.list_files().files
            if file.control is not None
        )

    def keep(self, file: DeliveredFile, store: Path) -> tuple[str, int]:
        """Copy a listed file into the store, from the start again where it breaks off; see LandingPlace."""
        deadline = Deadline(self.limits.file_s, f"{self.place.label}: {file.path.as_posix()}")
        return try_again(lambda: self._keep(file, store, deadline), self.limits, deadline)

    def close(self) -> None:
        """End the session."""
        self.web.close()

    def _keep(self, file: DeliveredFile, store: Path, deadline: Deadline) -> tuple[str, int]:
        body = self.web.get(file.address, deadline, file.path.as_posix(), self.limits.file_bytes)
        try:
            if body.content_type == JSON_TYPE and not file.name.endswith(JSON_NAMES):
                raise TransientError(f"{body.label}: answered with JSON, not with the file")
            return keep_stream(body, store, file.path.as_posix())
        finally:
            body.close()

    def _entries(self) -> list[Any]:
        deadline = Deadline(self.limits.listing_s, f"{self.place.label}: the listing")
        entries: list[Any] = []
        cursor, seen, left = "", {""}, self.limits.listing_bytes
        for _ in range(self.limits.pages):
            page, size = self._page(cursor, deadline, left)
            entries += page["files"]
            left -= size
            if page["next"] is None:
                return entries
            cursor = str(page["next"])
            if cursor in seen:
                raise PlaceError(f"{self.place.label}: the listing repeats a cursor and would never end")
            seen.add(cursor)
        raise PlaceError(f"{self.place.label}: the listing has more than {self.limits.pages} pages")

    def _page(self, cursor: str, deadline: Deadline, cap: int) -> tuple[dict[str, Any], int]:
        url = f"{self.place.url}?{urlencode({'cursor': cursor})}" if cursor else self.place.url
        return try_again(lambda: self._get_page(url, deadline, cap), self.limits, deadline)

    def _get_page(self, url: str, deadline: Deadline, cap: int) -> tuple[dict[str, Any], int]:
        body = self.web.get(url, deadline, "the listing", cap)
        try:
            if body.content_type != JSON_TYPE:
                raise TransientError(f"{body.label}: has not the type {JSON_TYPE}")
            content = body.read_all()
        finally:
            body.close()
        return _parse_page(content, body.label), len(content)

    def _read_entry(self, entry: Any) -> DeliveredFile | str:
        """Return the file that an entry lists, or in words why it is refused; what it says itself is not quoted."""
        if not isinstance(entry, dict):
            return "an entry of the listing is no object"
        names = [entry.get(name) for name in ("agency", "feed", "file")]
        if not all(isinstance(name, str) and check_name(name) for name in names):
            return "an entry of the listing is refused, its agency, feed or file is no plain name"
        agency, feed, name = (str(name) for name in names)
        if (agency, feed)[: len(self.place.scope)] != self.place.scope:
            return "an entry of the listing is refused, the place may not speak for its agency or feed"
        control, url = entry.get("control"), entry.get("url")
        if not isinstance(url, str):
            return "an entry of the listing is refused, it has no url"
        try:
            address = urljoin(self.place.url, url)
            self.web.must_be_ours(address, "url")
        except (PlaceError, ValueError):
            return "an entry of the listing is refused, its url leads to another host"
        if control is not None and not isinstance(control, dict):
            control = {}
        return DeliveredFile(agency, feed, Path(agency, feed, name), control, address)


def _parse_page(content: bytes, label: str) -> dict[str, Any]:
    try:
        page = json.loads(content)
    except (ValueError, RecursionError):
        raise TransientError(f"{label}: is no JSON") from None
    if not isinstance(page, dict) or not isinstance(page.get("files"), list) or "next" not in page:
        raise PlaceError(f"{label}: is JSON but no listing; it must hold `files` and `next`")
    if not isinstance(page["next"], str | int | None) or page["next"] == "":
        raise PlaceError(f"{label}: has a cursor that is no text")
    return page
