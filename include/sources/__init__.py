"""Every feed, found by walking this package: one file per source, each with its `FEED`. There is no list to edit."""

import pkgutil
from functools import cache
from importlib import import_module

from include.core.contract import Feed
from include.core.errors import UnknownFeedError


@cache
def all_feeds() -> tuple[Feed, ...]:
    """Return the feeds of all sources, by agency, then in the order in which they load."""
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__) if not found.ispkg)
    return tuple(sorted((module.FEED for module in modules), key=lambda feed: (feed.agency, feed.order, feed.name)))


def find_feed(agency: str, name: str) -> Feed:
    """Return the feed of that agency and name.

    Raises:
        UnknownFeedError: no source has a contract for it.
    """
    for feed in all_feeds():
        if (feed.agency, feed.name) == (agency, name):
            return feed
    raise UnknownFeedError(f"no contract for {agency}/{name}; add a source for it, or move the folder away")
