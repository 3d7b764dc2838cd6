"""### network

**What**: resolves who is who and which payments victims meant, then builds the network: edges, scores, gangs.

**Reads** `core`. **Writes** `resolved`, `network`, `RUKKHAT_HOME/network` (what `build` read, so that the next run reads what
was written since; it may be removed at any time).

Scores come from the model in use, or from the rules where it is missing, stale or out of bounds (the log of `build` says which).

**Triage**: memory or a lost warehouse session; it can simply run again: results are replaced
in one transaction, readers see the old ones until then.
"""

import os
from datetime import timedelta

from airflow.sdk import dag, task

from dags.shared import CORE, DEFAULTS, ENGINE, MODEL, NETWORK, end_within, read_dsn, run_once


@dag(
    schedule=(CORE | MODEL),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    deadline=end_within(30),
    default_args=DEFAULTS,
    tags=["rukkhat", "resolved", "network"],
    doc_md=__doc__,
)
def network() -> None:
    """Draw: resolve → build."""

    @task
    def resolve() -> dict[str, int]:
        from include.pipeline.identity import resolve as work

        return run_once(work, read_dsn(ENGINE))

    @task(outlets=[NETWORK])
    def build() -> dict[str, int]:
        from include.pipeline.network import build as work

        return run_once(work, read_dsn(ENGINE), os.environ["RUKKHAT_HOME"])

    resolve() >> build()


network()
