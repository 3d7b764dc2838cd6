"""### publish

**What**: writes the public digest: complaints by month and type, in groups too large to point at anybody.

**Reads** `core`. **Writes** the folder `published` of the state.

**Triage**: a cell is empty: fewer than ten complaints, or the neighbour of such a cell; that is meant.
"""

import os
from datetime import timedelta

from airflow.sdk import dag, task

from dags.shared import DEFAULTS, ENGINE, PROPOSALS, read_dsn, run_once


@dag(
    schedule=[PROPOSALS],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=DEFAULTS,
    tags=["rukkhat", "publish"],
    doc_md=__doc__,
)
def publish() -> None:
    """Draw: publish."""

    @task
    def publish_digest() -> dict[str, int]:
        from include.pipeline.publish import publish as work

        return run_once(work, read_dsn(ENGINE), os.environ["RUKKHAT_HOME"])

    publish_digest()


publish()
