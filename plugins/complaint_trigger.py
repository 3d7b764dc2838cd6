"""The trigger that wakes the fast lane: the kernel tells it of a complaint's file at once; it looks by itself only to be safe."""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

URGENT = (("tips", "complaints"),)
CONTROL_SUFFIX = ".ctl.json"
Marks = frozenset[tuple[str, str]]


class ComplaintTrigger(BaseEventTrigger):
    """Fires when a complaint's control file appears in a landing folder of this machine or in the inbox.

    inotify wakes it. Every `pause_s` seconds it looks all the same: for folders that are new, and for file systems of other
    machines, which do not tell. It fires at its start where fresh files lie there, so none is missed while the triggerer was down;
    the lane finds out for itself which are new.
    """

    def __init__(self, pause_s: float = 3.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.pause_s = pause_s

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return the class path and arguments."""
        return "plugins.complaint_trigger.ComplaintTrigger", {"pause_s": self.pause_s}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield an event per change of the set of complete files."""
        home = os.environ.get("RUKKHAT_HOME", ".rukkhat")
        for agency, feed in URGENT:
            (Path(home) / "inbox" / agency / feed).mkdir(parents=True, exist_ok=True, mode=0o700)
        seen: Marks = frozenset()
        watched: list[str] = []
        woken = watch(watched, self.pause_s)
        while True:
            marks, folders = await asyncio.to_thread(look, home)
            if new := marks - seen:
                yield TriggerEvent({"files": len(new)})  # type: ignore[no-untyped-call]
            seen = marks
            if folders != watched:
                await woken.aclose()
                watched, woken = folders, watch(folders, self.pause_s)
            await anext(woken)


def look(home: str) -> tuple[Marks, list[str]]:
    """Return a mark per complete fresh file, and the folders to watch."""
    from include.pipeline.places import list_fresh

    return list_fresh(os.environ.get("RUKKHAT_LANDING", ""), home, URGENT)


def watch(folders: list[str], pause_s: float) -> AsyncGenerator[Any, None]:
    """Yield whenever a control file changes in one of the folders, and after every pause."""
    from watchfiles import awatch

    return awatch(
        *folders,
        watch_filter=lambda _, path: path.endswith(CONTROL_SUFFIX),
        debounce=100,
        step=20,
        rust_timeout=int(pause_s * 1000),
        yield_on_timeout=True,
        recursive=False,
    )
