"""What the fast lane has of its own: its Assets, a pool in which nobody else waits, and the patience of everybody else."""

import os
from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, AssetWatcher

from plugins.complaint_trigger import ComplaintTrigger

COMPLAINTS = Asset(
    name="complaints",
    uri="rukkhat://landing/complaints",
    watchers=[AssetWatcher(name="complaint_folder", trigger=ComplaintTrigger())],
)
URGENT_PROPOSALS = Asset(name="urgent_proposals", uri="rukkhat://warehouse/action/traced_complaint")
ANSWERED = Asset(name="answered", uri="rukkhat://warehouse/action/traced_complaint/answered")

POOL = "urgent"  # also the queue that its own workers serve, where there are queues
AT_ONCE = {"retry_delay": timedelta(seconds=2), "max_retry_delay": timedelta(minutes=1), "pre_execute": None}
PATIENCE = 10
SOON = 50  # absolute weight of what a person has decided: Airflow puts first what has many tasks after it, and sending has none


def give_way(_context: Any) -> None:
    """Run a task below the fast lane: where cores are short, the lane has what it asks for."""
    os.nice(PATIENCE)
