"""### freeze_now

**What**: the fast lane: lands, loads and traces complaints by themselves within seconds, and proposes what to hold. All
that waits is taken together. The ordinary run later does the same with a fresh network; what stays as it was, stays.

**Reads** the inbox (`POST /complaints`) and the complaints' folders of `RUKKHAT_LANDING` on this machine, `core`, `network`.
**Writes** `landing`, `core`, `action.freeze_proposal`, `action.traced_complaint`.

**Triage**: `answer` fails: a folder, a file or the warehouse; the others were answered, it runs again by itself and doubles
nothing. `mart.complaint_delay` shows who waits (`traced_at` is empty) and how long it took. A complaint that was refused stands
in `mart.feed_health`.
"""

import os
from datetime import timedelta

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import DEFAULTS, ENGINE, LOADER, end_within, read_dsn, run_once
from dags.urgent import AT_ONCE, COMPLAINTS, POOL, URGENT_PROPOSALS


@dag(
    schedule=[COMPLAINTS],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=30),
    deadline=end_within(5),
    default_args=DEFAULTS | AT_ONCE,
    tags=["rukkhat", "landing", "action"],
    doc_md=__doc__,
)
def freeze_now() -> None:
    """Draw: answer. One task: a second one would cost every victim another second."""

    @task(
        outlets=[URGENT_PROPOSALS],
        pool=POOL,
        queue=POOL,
        priority_weight=100,
        execution_timeout=timedelta(minutes=10),
    )
    def answer() -> dict[str, int]:
        """Answer what waits; skipped, and nobody is woken, where nothing does."""
        from include.pipeline.lane import answer as work

        home, places = os.environ["RUKKHAT_HOME"], os.environ["RUKKHAT_LANDING"]
        counts = run_once(work, read_dsn(LOADER), read_dsn(ENGINE), places, home)
        if not counts["complaints"]:
            raise AirflowSkipException("nothing waits")
        return counts

    answer()


freeze_now()
