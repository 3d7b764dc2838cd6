"""A small case for the tests of holds: accounts, proposals, answers, and people who decide."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from include.pipeline import decide, follow, outbox
from tests.conftest import Warehouse, execute

REPORTED = datetime(2024, 4, 4, 12, tzinfo=UTC)
NOW = REPORTED + timedelta(minutes=5)


def add_account(warehouse: Warehouse, bank_code: str, account_no: str) -> int:
    execute(warehouse.owner, f"insert into core.account (bank_code, account_no) values ('{bank_code}', '{account_no}')")
    rows = warehouse.query(
        "select account_id from core.account where bank_code = %s and account_no = %s", (bank_code, account_no)
    )
    return int(str(rows[0][0]))


def propose(
    warehouse: Warehouse,
    account_id: int,
    amount: str,
    complaint: str = "C1",
    certainty: float = 0.9,
    channel: str = "WEB",
) -> None:
    complain(warehouse, complaint, channel)
    execute(
        warehouse.owner,
        "update action.freeze_proposal set superseded_at = now() where superseded_at is null"
        f" and complaint_id = '{complaint}' and account_id = {account_id}",
        "insert into action.freeze_proposal (complaint_id, account_id, hop, traced_amount, certainty, as_of, status, reason)"
        f" values ('{complaint}', {account_id}, 1, {amount}, {certainty}, '{REPORTED.isoformat()}', 'proposed', 'lies here')",
    )


def complain(warehouse: Warehouse, complaint: str = "C1", channel: str = "WEB", at: datetime = REPORTED) -> None:
    """A victim's report as the loader would have put it into core; the same one twice is one."""
    execute(
        warehouse.owner,
        "insert into core.complaint_version (complaint_id, content, reported_at, complaint_type, channel, transfers, phones, line_ids,"
        f" domains, urls, names, file_id, row_no) select '{complaint}', md5('{channel}{at}')::uuid, '{at}', 'JOB', '{channel}', '[]', '[]',"
        " '[]', '[]', '[]', '[]', 1, count(*) from core.complaint_version on conflict do nothing",
    )


def say(choice: str, by: str = "somchai", why: str = "checked the evidence", **amounts: str) -> dict[str, Any]:
    return {
        "chosen_options": [choice],
        "params_input": {"reason": why, "amounts": amounts},
        "responded_by_user": {"id": by, "name": by},
        "responded_at": NOW + timedelta(minutes=1),
    }


def answer(
    warehouse: Warehouse, request_id: str, outcome: str, held: str = "0", at: datetime = NOW, **other: str
) -> None:
    """A bank's answer as the loader would have put it into core."""
    row = {"bank_code": "901", "account_no": "1111111111"} | other
    execute(
        warehouse.owner,
        "insert into core.freeze_response_version select"
        f" '{request_id}', md5('{outcome}{held}{at.isoformat()}')::uuid, '{row['bank_code']}', '{row['account_no']}',"
        f" '{at.isoformat()}', '{outcome}', {held}, null, 1, count(*) + 1 from core.freeze_response_version",
    )


def run_desk(warehouse: Warehouse, response: dict[str, Any] | None = None, now: datetime = NOW) -> list[dict[str, Any]]:
    """Open, ask, record the same response for every bank; return what was recorded."""
    decide.open_requests(warehouse.engine, now)
    response = response or say("Approve")
    return [decide.record(warehouse.engine, batch, response, now) for batch in decide.ask(warehouse.engine, now)]


def send(warehouse: Warehouse, folder: Path, now: datetime = NOW) -> dict[str, int]:
    outbox.write_down(warehouse.engine, now)
    return outbox.deliver(warehouse.engine, str(folder), now)


def read_lines(folder: Path, kind: str = "freeze-requests") -> list[dict[str, Any]]:
    files = sorted(folder.glob(f"*/{kind}/*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def states(warehouse: Warehouse) -> dict[str, str]:
    rows = warehouse.query(
        "select distinct on (request_id) request_id, state from action.hold_event order by request_id, seq desc"
    )
    return {str(request): str(state) for request, state in rows}


def take(warehouse: Warehouse, now: datetime = NOW) -> dict[str, int]:
    return follow.take_answers(warehouse.engine, now)
