"""### freeze

**What**: follows the money of every complaint as known when it was reported, and proposes what to hold.

**Reads** `core`, `resolved`, `network`. **Writes** `action.freeze_proposal`.

**Triage**: proposals look wrong: `mart.freeze_exclusion` shows what was left out and why; it can
simply run again: a proposal that did not change stays as it is.
"""

from datetime import timedelta

from airflow.sdk import dag, task

from dags.shared import DEFAULTS, ENGINE, NETWORK, PROPOSALS, end_within, read_dsn, run_once


@dag(
    schedule=[NETWORK],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    deadline=end_within(30),
    default_args=DEFAULTS,
    tags=["rukkhat", "action"],
    doc_md=__doc__,
)
def freeze() -> None:
    """Draw: propose."""

    @task(outlets=[PROPOSALS])
    def propose() -> dict[str, int]:
        from include.pipeline.freeze import propose as work

        return run_once(work, read_dsn(ENGINE))

    propose()


freeze()
