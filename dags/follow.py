"""### follow

**What**: matches banks' answers to requests, and traces on what a bank could not hold; the next hop is asked for like any other.

**Reads** `core`, `resolved`, `network`, `action`. **Writes** `action.hold_event`, `action.freeze_request`.

**Triage**: an answer is missing from `mart.freeze_request`: `mart.hold_stray` says why it was not taken (unknown request,
another account, older than the answer that stands).
"""

from datetime import timedelta

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import CORE, DEFAULTS, ENGINE, HELD, NEXT_HOPS, read_dsn, run_once


@dag(
    schedule=[CORE],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=DEFAULTS,
    tags=["rukkhat", "action"],
    doc_md=__doc__,
)
def follow() -> None:
    """Draw: take answers → trace on → announce the next hop; answers → tell."""

    @task
    def take_answers() -> dict[str, int]:
        from include.pipeline.follow import take_answers_now as work

        return run_once(work, read_dsn(ENGINE))

    @task
    def trace_on() -> dict[str, int]:
        from include.pipeline.follow import trace_on_now as work

        return run_once(work, read_dsn(ENGINE))

    @task(outlets=[HELD])
    def tell_of_answers(counts: dict[str, int]) -> None:
        """Wake give_back; skipped where no bank has answered."""
        if not counts["taken"]:
            raise AirflowSkipException("no answer")

    @task(outlets=[NEXT_HOPS])
    def announce(counts: dict[str, int]) -> None:
        """Wake decide; skipped where there is no next hop."""
        if not counts["opened"]:
            raise AirflowSkipException("no next hop")

    taken, traced = take_answers(), trace_on()
    tell_of_answers(taken)  # type: ignore[arg-type]  # a drawing joins what tasks will return
    taken >> traced
    announce(traced)  # type: ignore[arg-type]


follow()
