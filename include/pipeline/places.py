"""The landing places as the trigger and the ingest DAG see them: found by the setting, opened with Airflow's connections."""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from include.core.errors import SettingError
from include.landing.folder import FreshFolder
from include.landing.inbox import find_inbox
from include.landing.opening import open_place
from include.landing.place import LIMITS, Limits, Place, parse_places

FRESH_S = 24 * 3600.0  # older files are the ordinary run's: it looks at all of them

ReadLogin = Callable[[str], Mapping[str, Any]]
"""Answers the id of a connection with its host, port, login, password and extra."""


def no_login(connection_id: str) -> Mapping[str, Any]:
    """Answer that there is no such connection; for places that need none."""
    raise LookupError(f"there is no connection {connection_id}")


def find_fields(place: Place, read_login: ReadLogin) -> Mapping[str, Any]:
    """Return the fields of a place's connection, none where it names none.

    Raises:
        SettingError: there is no such connection.
    """
    if not place.connection_id:
        return {}
    try:
        return read_login(place.connection_id)
    except LookupError as error:
        raise SettingError(f"{place.label}: there is no Airflow connection {place.connection_id}") from error


def find_places(text: str) -> list[Place]:
    """Return the landing places of a setting; see `landing.place.parse_places`."""
    return parse_places(text)


def list_marks(
    place: Place, fields: Mapping[str, Any] | None = None, limits: Limits = LIMITS
) -> frozenset[tuple[str, str]]:
    """Return a mark of each complete file of a place, another one when its control file is written again.

    Raises:
        PlaceError: it does not answer, or not as it should.
        SettingError: its connection does not fit.
    """
    with open_place(place, fields, limits) as opened:
        return opened.list_marks()


def find_fresh(text: str, home: str, feeds: Iterable[tuple[str, str]]) -> list[FreshFolder]:
    """Return the folders of this machine where these feeds' files land, as (agency, feed); the inbox first.

    They count files of the last day only, and may not be there yet.
    """
    local = [find_inbox(Path(home)), *(place for place in parse_places(text) if place.is_local)]
    parts = [place.narrow(*feed) for place in local for feed in feeds]
    return [FreshFolder(part, time.time() - FRESH_S) for part in parts if part is not None]


def list_fresh(text: str, home: str, feeds: Iterable[tuple[str, str]]) -> tuple[frozenset[tuple[str, str]], list[str]]:
    """Return a mark of each complete file in those folders, and the folders that are there."""
    folders = find_fresh(text, home, feeds)
    found = [folder.place.path for folder in folders if Path(folder.place.path).is_dir()]
    return frozenset().union(*(folder.list_marks() for folder in folders)), found
