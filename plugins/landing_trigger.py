"""The trigger that wakes ingest: fires when the set of complete files in the landing folder has changed."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

CONTROL_SUFFIX = ".ctl.json"


class LandingTrigger(BaseEventTrigger):
    """Looks at the control files below RUKKHAT_LANDING every `pause_s` seconds, in a thread, and fires once per change.

    It fires at its start where files lie there already, so that none is missed while the triggerer was down; ingest
    finds out for itself which are new.
    """

    def __init__(self, pause_s: float = 2.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.pause_s = pause_s

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return the class path and arguments."""
        return "plugins.landing_trigger.LandingTrigger", {"pause_s": self.pause_s}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield an event per change of the landing folder."""
        seen: frozenset[tuple[str, int]] = frozenset()
        while True:
            found = await asyncio.to_thread(list_complete, os.environ.get("RUKKHAT_LANDING", ""))
            if found - seen:
                yield TriggerEvent({"files": len(found - seen)})  # type: ignore[no-untyped-call]
            seen = found
            await asyncio.sleep(self.pause_s)


def list_complete(landing: str) -> frozenset[tuple[str, int]]:
    """Return path and time of every control file below `landing`, empty where there is no folder."""
    if not landing:
        return frozenset()
    return frozenset((str(path), path.stat().st_mtime_ns) for path in Path(landing).glob(f"*/*/*{CONTROL_SUFFIX}"))
