"""When a job is done, and what is shown of it."""

from collections import Counter

import pytest

from include.runner.progress import Picture, describe


def picture(queued: int = 0, **states: str) -> Picture:
    runs = {(dag, "run"): state for dag, state in states.items()}
    return Picture(runs, {("ingest", "run"): Counter(success=2, skipped=1, running=1)}, queued)


@pytest.mark.parametrize(
    ("seen", "is_calm"),
    [
        (picture(), False),
        (picture(ingest="running"), False),
        (picture(ingest="success", network="queued"), False),
        (picture(queued=1, ingest="success"), False),
        (picture(ingest="success"), True),
        (picture(ingest="success", network="failed"), True),
    ],
)
def test_calm_is_when_nothing_runs_or_is_about_to(seen: Picture, is_calm: bool) -> None:
    assert seen.is_calm is is_calm


def test_failed_runs_are_named_once_in_order() -> None:
    assert picture(publish="failed", freeze="failed", ingest="success").failed == ["freeze", "publish"]


def test_a_run_is_shown_when_it_starts_and_ends_and_in_detail_per_task() -> None:
    assert describe(picture(ingest="running"), is_detailed=False) == ["ingest       running"]
    assert describe(picture(ingest="running"), is_detailed=True) == ["ingest       running  3 of 4 tasks"]
    assert describe(picture(ingest="success"), is_detailed=False) == ["ingest       success  3 of 4 tasks"]
    assert describe(picture(ingest="queued"), is_detailed=False) == []
