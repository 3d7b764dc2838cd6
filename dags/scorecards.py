"""### scorecards

**What**: measures every police command by month: complaints, losses, money traced and proposed to be held.

**Reads** `core`, `resolved`, `action`. **Writes** `action.command_scorecard`.

**Triage**: figures of a month change when late complaints arrive; that is meant.
"""

from datetime import timedelta

from airflow.sdk import dag, task

from dags.shared import DEFAULTS, ENGINE, PROPOSALS, read_dsn, run_once


@dag(
    schedule=[PROPOSALS],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=DEFAULTS,
    tags=["rukkhat", "action"],
    doc_md=__doc__,
)
def scorecards() -> None:
    """Draw: score."""

    @task
    def score() -> dict[str, int]:
        from include.pipeline.scorecards import score as work

        return run_once(work, read_dsn(ENGINE))

    score()


scorecards()
