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


def asking(**tasks: int) -> Picture:
    """A run of decide beside one that has ended."""
    return Picture({("freeze", "run"): "success", ("decide", "run"): "running"}, {("decide", "run"): Counter(tasks)}, 0)


def test_a_run_that_only_waits_for_people_is_at_rest_and_says_so() -> None:
    seen = asking(success=4, awaiting_input=3, waiting=9)
    assert (seen.is_calm, seen.questions) == (True, 3)
    assert describe(seen, is_detailed=False)[-1] == "decide       asking   3 wait for a person"


def test_a_run_that_lets_time_pass_is_at_rest_unless_something_waits_for_its_end() -> None:
    rest = asking(success=1, deferred=1)
    assert (rest.is_calm, rest.questions) == (True, 0)
    assert not Picture(rest.runs, rest.tasks, 1).is_calm


@pytest.mark.parametrize("state", ["running", "queued", "scheduled", "up_for_retry"])
def test_a_run_that_also_works_is_not_at_rest(state: str) -> None:
    assert not asking(awaiting_input=3, **{state: 1}).is_calm
    assert not asking(waiting=3).is_calm


def test_failed_runs_are_named_once_in_order() -> None:
    assert picture(publish="failed", freeze="failed", ingest="success").failed == ["freeze", "publish"]


def test_a_run_is_shown_when_it_starts_and_ends_and_in_detail_per_task() -> None:
    assert describe(picture(ingest="running"), is_detailed=False) == ["ingest       running"]
    assert describe(picture(ingest="running"), is_detailed=True) == ["ingest       running  3 of 4 tasks"]
    assert describe(picture(ingest="success"), is_detailed=False) == ["ingest       success  3 of 4 tasks"]
    assert describe(picture(ingest="queued"), is_detailed=False) == []
