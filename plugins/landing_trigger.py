"""The trigger that wakes ingest: fires when the set of complete files in one of the landing places has changed."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from plugins.landing_login import await_login

if TYPE_CHECKING:
    from include.landing.place import Place

CONTROL_SUFFIX = ".ctl.json"
FAILED = ("", "failed")
LOG = logging.getLogger("rukkhat.landing")
Marks = frozenset[tuple[str, str]]


class LandingTrigger(BaseEventTrigger):
    """Looks at every place of RUKKHAT_LANDING, each at its own pace and in a thread, and fires once per change.

    Folders are looked at every `pause_s` seconds, places on other machines every `remote_pause_s` (RUKKHAT_POLL_S, else a
    minute). It fires at its start where files lie there already, so that none is missed while the triggerer was down;
    ingest finds out for itself which are new. It fires once, too, when a place stops to answer, so that somebody is told, and
    when it answers again. Logins are read where they are used and are no part of what is stored.
    """

    def __init__(self, pause_s: float = 2.0, remote_pause_s: float | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.pause_s = pause_s
        self.remote_pause_s = remote_pause_s

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return the class path and arguments."""
        arguments = {"pause_s": self.pause_s, "remote_pause_s": self.remote_pause_s}
        return "plugins.landing_trigger.LandingTrigger", arguments

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield an event per change of a landing place."""
        found: asyncio.Queue[int | None] = asyncio.Queue()
        watches = [asyncio.create_task(self._watch(place, found)) for place in await _find_places()]
        for watch in watches:
            watch.add_done_callback(lambda _: found.put_nowait(None))
        try:
            while True:
                count = await found.get()
                if count is None:
                    _raise_first(watches)
                yield TriggerEvent({"files": count})  # type: ignore[no-untyped-call]
        finally:
            for watch in watches:
                watch.cancel()

    async def _watch(self, place: "Place", found: asyncio.Queue[int | None]) -> None:
        seen: Marks = frozenset()
        pause_s = (
            self.pause_s if place.is_local else self.remote_pause_s or float(os.environ.get("RUKKHAT_POLL_S") or 60)
        )
        while True:
            marks = await self._look(place)
            if new := marks - seen:
                found.put_nowait(len(new - {FAILED}))
            seen = marks
            await asyncio.sleep(pause_s)

    async def _look(self, place: "Place") -> Marks:
        if place.is_local and not place.scope:
            return await asyncio.to_thread(list_complete, place.path)
        from include.core.errors import RukkhatError
        from include.pipeline.places import list_marks

        try:
            fields = await await_login(place.connection_id) if place.connection_id else {}
            return await asyncio.to_thread(partial(list_marks, place, fields))
        except (RukkhatError, LookupError) as error:
            LOG.warning("landing place: %s", error)
            return frozenset({FAILED})


def list_complete(landing: str) -> Marks:
    """Return path and time of every control file below `landing`, empty where there is no folder."""
    if not landing:
        return frozenset()
    return frozenset((str(path), str(path.stat().st_mtime_ns)) for path in Path(landing).glob(f"*/*/*{CONTROL_SUFFIX}"))


async def _find_places() -> "list[Place]":
    from include.pipeline.places import find_places

    return await asyncio.to_thread(find_places, os.environ.get("RUKKHAT_LANDING", ""))


def _raise_first(watches: "list[asyncio.Task[None]]") -> None:
    for watch in watches:
        if watch.done():
            watch.result()
