"""Every feed, found by walking this package: one file per source, each with its `FEED`. There is no list to edit.

A source whose contract has changed has `VERSIONS = (v1, v2)` instead: the versions live side by side, each from its day.
"""

import pkgutil
from datetime import date
from functools import cache
from importlib import import_module
from itertools import pairwise
from types import ModuleType

from include.core.contract import Feed
from include.core.errors import ContractError, UnknownFeedError, UnknownVersionError

REMEDY = "ask the agency for a version that we know, or add it to the source"


def all_versions() -> tuple[tuple[Feed, ...], ...]:
    """Return the versions of every source, oldest first; sources by agency, then in the order in which they load.

    Raises:
        ContractError: the versions of a source contradict each other.
    """
    return _walk(tuple(__path__))


@cache
def _walk(path: tuple[str, ...]) -> tuple[tuple[Feed, ...], ...]:
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(path) if not found.ispkg)
    sources = [_read_versions(module) for module in modules]
    return tuple(sorted(sources, key=lambda source: (source[-1].agency, source[-1].order, source[-1].name)))


@cache
def all_feeds() -> tuple[Feed, ...]:
    """Return the newest version of every feed, by agency, then in the order in which they load."""
    return tuple(source[-1] for source in all_versions())


def find_versions(agency: str, name: str) -> tuple[Feed, ...]:
    """Return the versions of the feed of that agency and name, oldest first.

    Raises:
        UnknownFeedError: no source has a contract for it.
    """
    for source in all_versions():
        if (source[-1].agency, source[-1].name) == (agency, name):
            return source
    raise UnknownFeedError(f"no contract for {agency}/{name}; add a source for it, or move the folder away")


def find_feed(agency: str, name: str) -> Feed:
    """Return the newest version of the feed; raises as `find_versions`."""
    return find_versions(agency, name)[-1]


def choose_version(agency: str, name: str, day: date, named: str | None = None) -> Feed:
    """Return the version that a file is judged by: the one that it names, else the one in force on its day.

    Raises:
        UnknownFeedError: no source has a contract for it.
        UnknownVersionError: there is no such version, or none is in force on that day.
    """
    versions = find_versions(agency, name)
    if named is not None:
        chosen = [feed for feed in versions if feed.version == named.removeprefix("v")]
        wrong = f"the control file names contract {named[:20]!r}"
    else:
        chosen = [feed for feed in versions if (not feed.since or feed.since <= day) and not _is_over(feed, day)]
        wrong = f"no contract is in force on {day}"
    if chosen:
        return chosen[-1]
    raise UnknownVersionError(f"{wrong}, known are {_list_versions(versions)}; {REMEDY}")


def _is_over(feed: Feed, day: date) -> bool:
    return feed.until is not None and feed.until < day


def _list_versions(versions: tuple[Feed, ...]) -> str:
    return ", ".join(f"v{feed.version}" + (f" from {feed.since}" if feed.since else "") for feed in versions)


def _read_versions(module: ModuleType) -> tuple[Feed, ...]:
    versions: tuple[Feed, ...] = module.VERSIONS if hasattr(module, "VERSIONS") else (module.FEED,)
    for earlier, later in pairwise(versions):
        if (earlier.key, earlier.record) != (later.key, later.record):
            raise ContractError(f"{later.key} v{later.version}: versions share agency, name and record")
        if later.since is None or (earlier.since is not None and later.since <= earlier.since):
            raise ContractError(f"{later.key} v{later.version}: it begins after the version before it, oldest first")
    if len({feed.version for feed in versions}) != len(versions):
        raise ContractError(f"{versions[-1].key}: two versions have the same number")
    return versions
