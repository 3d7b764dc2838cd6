"""### give_back

**What**: divides the money that banks hold among the victims whose money it is, and writes an order per complaint to sign.

**Reads** `core`, `resolved`, `action`. **Writes** `action.give_back`, `action.give_back_rest`, the folder `orders` of the state.

**Triage**: an account is missing: no bank has answered that it holds money there, see `core.freeze_response`; a victim is
missing: the trace proposes nothing, see `mart.freeze_proposal` and `mart.freeze_exclusion`.
"""

import os
from datetime import timedelta

from airflow.sdk import dag, task

from dags.shared import DEFAULTS, ENGINE, HELD, PROPOSALS, read_dsn, run_once


@dag(
    schedule=PROPOSALS | HELD,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=DEFAULTS,
    tags=["rukkhat", "action"],
    doc_md=__doc__,
)
def give_back() -> None:
    """Draw: plan."""

    @task
    def plan() -> dict[str, int]:
        from include.pipeline.give_back import plan as work

        return run_once(work, read_dsn(ENGINE), os.environ["RUKKHAT_HOME"])

    plan()


give_back()
