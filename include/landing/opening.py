"""Opens a landing place by its scheme; what a scheme needs is imported only where it is used."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from include.landing.access import Login, read_login
from include.landing.folder import FolderPlace
from include.landing.listing import LandingPlace
from include.landing.place import LIMITS, Limits, Place


@contextmanager
def open_place(
    place: Place, fields: Mapping[str, Any] | None = None, limits: Limits = LIMITS
) -> Iterator[LandingPlace]:
    """Open a place with the fields of its connection (host, port, login, password, extra); close it at the end.

    Raises:
        SettingError: the connection does not fit the place.
    """
    opened = _open(place, read_login(fields or {}), limits)
    try:
        yield opened
    finally:
        opened.close()


def _open(place: Place, login: Login, limits: Limits) -> LandingPlace:
    if place.is_local:
        return FolderPlace(place)
    if place.scheme in ("https", "http"):
        from include.landing.paged import PagedPlace

        return PagedPlace(place, login, limits)
    from include.landing.remote import RemotePlace

    return RemotePlace(place, login, limits)
