"""### decide

**What**: proposals become requests; a person is asked once per bank (*Required actions*), above 500,000 THB a second person
too; what is approved goes out at once. *Browse → Holds* has the evidence, a page per request. The form: *Approve*, *Reject* or
*Escalate* for all; `amounts` gives single requests another amount, 0 rejects one (`{"FR-...": 1500.00}`); `reason` is kept. Silence
for half an hour escalates: somebody else is asked, nothing is ever sent by silence, and *clocks* asks on until somebody decides.
`as_of` works by another clock.

**Reads** `action.freeze_proposal`, `core`. **Writes** `action.freeze_request`, `action.hold_event`, the outbox.

**Triage**: `record` fails: the form made no sense, its error says why; the requests are asked again after an hour. `settle` is
red: the second question stayed open too, or the same person answered both. `send` fails: the bank's place does not answer;
*clocks* tries again.
"""

import os
from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param, dag, task, task_group
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags.shared import DEFAULTS, ENGINE, NEXT_HOPS, PROPOSALS, UNASKED, read_dsn, run_once
from dags.urgent import ANSWERED, SOON
from plugins.landing_login import read_login

CLOCK = Param(None, type=["null", "string"], format="date-time", title="As of", description="work by this clock")
FORM = {
    "reason": Param("", type="string", title="Why", description="5 to 500 characters; stays in the ledger"),
    "amounts": Param({}, type=["object", "null"], title="Other amounts", description="by request, THB; 0 rejects it"),
}


def ask_person(task_id: str, source: str) -> HITLOperator:
    """Draw the question of a batch; silence answers Escalate."""
    pulled = "ti.xcom_pull(task_ids='" + source + "', map_indexes=ti.map_index)"
    return HITLOperator(
        task_id=task_id,
        subject="{{ " + pulled + "['subject'] }}",
        body="{{ " + pulled + "['body'] }}",
        options=["Approve", "Reject", "Escalate"],
        defaults="Escalate",
        params=FORM,
        response_timeout=timedelta(minutes=30),
        execution_timeout=timedelta(minutes=5),
    )


@dag(
    schedule=PROPOSALS | ANSWERED | NEXT_HOPS | UNASKED,
    catchup=False,
    max_active_runs=16,  # a question must not hold up others; a run ends when all its banks are answered
    dagrun_timeout=timedelta(days=8),  # a machine may be off while it asks
    default_args=DEFAULTS,
    params={"as_of": CLOCK},
    tags=["rukkhat", "action", "by hand"],
    doc_md=__doc__,
)
def decide() -> None:
    """Draw: open requests → per bank: ask → record → send → ask a second person where one is needed → record → settle, send."""

    @task
    def open_requests(params: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        from include.pipeline.decide import open_and_ask as work

        return run_once(work, read_dsn(ENGINE), (params or {}).get("as_of"))

    @task
    def show(batch: dict[str, Any]) -> dict[str, Any]:
        return batch

    @task(priority_weight=SOON, weight_rule="absolute")
    def record(batch: dict[str, Any], said: Any, params: dict[str, Any] | None = None) -> dict[str, Any]:
        from include.pipeline.decide import record_as_of as work

        return run_once(work, read_dsn(ENGINE), batch, said, (params or {}).get("as_of"))

    @task
    def pass_on(recorded: dict[str, Any], params: dict[str, Any] | None = None) -> dict[str, Any]:
        from include.pipeline.decide import ask_again as work

        batch = run_once(work, read_dsn(ENGINE), recorded["left"], (params or {}).get("as_of"))
        if not batch:
            raise AirflowSkipException("everything is decided")
        return batch

    @task(priority_weight=SOON, weight_rule="absolute")
    def send(recorded: dict[str, Any], params: dict[str, Any] | None = None) -> dict[str, int]:
        from include.pipeline.outbox import send as work

        outbox = os.environ.get("RUKKHAT_OUTBOX") or os.environ["RUKKHAT_HOME"] + "/outbox"
        return run_once(work, read_dsn(ENGINE), outbox, (params or {}).get("as_of"), read_login=read_login)

    @task
    def settle(recorded: dict[str, Any]) -> None:
        """End red where a batch is still undecided after a second person was asked, so that somebody is called."""
        if recorded["left"]:
            said = f"{len(recorded['left'])} requests wait for another person; "
            raise AirflowFailException(said + "; ".join(recorded["refused"]))

    @task_group
    def bank(batch: dict[str, Any]) -> None:
        shown = show(batch)
        person = ask_person("person", "bank.show")
        first = record(shown, person.output)  # type: ignore[arg-type]
        again = pass_on(first)  # type: ignore[arg-type]
        second_person = ask_person("second_person", "bank.pass_on")
        second = record.override(task_id="record_second")(again, second_person.output)  # type: ignore[arg-type]
        shown >> person
        again >> second_person
        send(first)  # type: ignore[arg-type]
        settle(second)  # type: ignore[arg-type]
        send.override(task_id="send_second")(second)  # type: ignore[arg-type]

    bank.expand(batch=open_requests())


decide()
