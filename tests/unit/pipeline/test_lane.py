"""The fast lane on a real PostgreSQL: answered at once, once, all together, and as the ordinary run would have it."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from include.core.errors import RukkhatError
from include.pipeline import freeze, ingest, lane
from include.pipeline.identity import resolve
from include.pipeline.inbox import ShapeError, hand_in
from include.pipeline.maintenance import maintain
from include.pipeline.network import build
from tests.complaints import MULE, complaint, put_complaints
from tests.conftest import Warehouse, execute
from tests.deliveries import posting, put_file, put_postings

STANDING = """
select complaint_id, account_no, traced_amount::integer from action.freeze_proposal inner join core.account using (account_id)
where superseded_at is null order by 1, 2
"""
LEDGER = "select count(*), count(superseded_at) from action.freeze_proposal"
SCORES = """
insert into network.account_risk (account_id, mule_score, is_flagged, reasons) select account_id, 0.9, true, '[]' from core.account
"""
WAITING = "select complaint_id from mart.complaint_delay where traced_at is null order by 1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def banks(warehouse: Warehouse, root: Path, home: Path) -> Warehouse:
    """What the banks delivered by then: the victim's payment to account 7, among others."""
    put_postings(root, "20240301T10.csv", [posting(number) for number in range(20)])
    ingest.land(warehouse.loader, str(root), str(home))
    ingest.load(warehouse.loader, "bank-a", str(home))
    execute(warehouse.owner, SCORES)
    return warehouse


def answer(warehouse: Warehouse, root: Path, home: Path) -> dict[str, int]:
    return lane.answer(warehouse.loader, warehouse.engine, str(root), str(home))


def run_chain(warehouse: Warehouse, root: Path, home: Path) -> None:
    """The ordinary run: ingest, network, freeze."""
    for agency in ingest.land(warehouse.loader, str(root), str(home)):
        ingest.load(warehouse.loader, agency, str(home))
    resolve(warehouse.engine)
    build(warehouse.engine)
    freeze.propose(warehouse.engine)


def test_a_complaint_that_has_landed_is_answered(banks: Warehouse, root: Path, home: Path) -> None:
    put_complaints(root, "20240301T10.jsonl", [complaint("C1")])
    counts = answer(banks, root, home)
    assert counts == {"files": 1, "rows_loaded": 1, "complaints": 1, "new": 1}
    assert banks.query(STANDING) == [("C1", MULE, 100)]
    assert banks.query(WAITING) == []
    assert banks.query("select file_name, delay_s >= 0 from mart.complaint_delay") == [("20240301T10.jsonl", True)]


def test_nothing_waits_nothing_happens(banks: Warehouse, root: Path, home: Path) -> None:
    put_complaints(root, "20240301T10.jsonl", [complaint("C1")])
    answer(banks, root, home)
    before = banks.query("select * from action.freeze_proposal")
    assert answer(banks, root, home) == {"files": 0, "rows_loaded": 0, "complaints": 0, "new": 0}
    assert banks.query("select * from action.freeze_proposal") == before


def test_only_complaints_are_touched(banks: Warehouse, root: Path, home: Path) -> None:
    put_postings(root, "20240301T11.csv", [posting(50)])
    put_file(root, "tips/public-tips/20240301.jsonl", "x\n")
    put_complaints(root, "20240301T10.jsonl", [complaint("C1")])
    put_file(root, "tips/complaints/20240301T11.jsonl", "half", control=None)
    answer(banks, root, home)
    assert banks.query("select file_name from landing.delivered_file order by file_id") == [
        ("20240301T10.csv",), ("20240301T10.jsonl",),
    ]  # fmt: skip


def test_the_ordinary_run_finds_nothing_to_do_again(banks: Warehouse, root: Path, home: Path) -> None:
    put_complaints(root, "20240301T10.jsonl", [complaint("C1"), complaint("C2", "2000000008")])
    answer(banks, root, home)
    standing = banks.query(STANDING)
    assert len(standing) == 2
    run_chain(banks, root, home)
    assert banks.query(STANDING) == standing
    assert banks.query("select count(*) from core.complaint_version") == [(2,)]
    assert banks.query("select rows_loaded, rows_duplicate from mart.feed_health where feed = 'complaints'") == [(2, 0)]
    assert banks.query("select count(*) from action.freeze_proposal where superseded_at is null") == [(2,)]


def test_what_the_ordinary_run_sees_better_supersedes(banks: Warehouse, root: Path, home: Path) -> None:
    put_complaints(root, "20240301T10.jsonl", [complaint("C1")])
    answer(banks, root, home)
    paid_on = posting(
        60, debtor_bank="902", debtor_account=MULE, creditor_bank="903", creditor_account="3000000001",
        booked_at="2024-03-01T10:20:00+07:00",
    )  # fmt: skip
    put_postings(root, "20240301T11.csv", [paid_on])
    run_chain(banks, root, home)
    assert banks.query(STANDING) == [("C1", "3000000001", 100)]
    per_account = (
        "select count(*) from action.freeze_proposal where superseded_at is null group by complaint_id, account_id"
    )
    assert set(banks.query(per_account)) == {(1,)}


def test_an_ordinary_run_that_began_before_leaves_the_answer_alone(banks: Warehouse, root: Path, home: Path) -> None:
    put_complaints(root, "20240301T10.jsonl", [complaint("C1")])
    run_chain(banks, root, home)
    put_complaints(root, "20240301T11.jsonl", [complaint("C2", "2000000008")])
    answer(banks, root, home)
    standing = banks.query("select * from action.freeze_proposal order by 1")
    freeze.propose(banks.engine)  # its payments were resolved before C2 came
    assert banks.query("select * from action.freeze_proposal order by 1") == standing
    assert [name for name, *_ in banks.query(STANDING)] == ["C1", "C2"]


def test_a_lane_that_died_after_the_load_finds_what_it_owes(banks: Warehouse, root: Path, home: Path) -> None:
    put_complaints(root, "20240301T10.jsonl", [complaint("C1")])
    assert lane.land_urgent(banks.loader, str(root), str(home)) == []
    lane.load_urgent(banks.loader, str(home))
    assert banks.query(WAITING) == [("C1",)]
    assert answer(banks, root, home)["complaints"] == 1
    assert banks.query(WAITING) == []


def test_a_complaint_that_the_ordinary_load_took_first_is_answered(banks: Warehouse, root: Path, home: Path) -> None:
    put_complaints(root, "20240301T10.jsonl", [complaint("C1")])
    ingest.land(banks.loader, str(root), str(home))
    ingest.load(banks.loader, "tips", str(home))
    assert answer(banks, root, home) == {"files": 0, "rows_loaded": 0, "complaints": 1, "new": 1}


def test_before_the_first_network_the_ordinary_run_answers(banks: Warehouse, root: Path, home: Path) -> None:
    execute(banks.owner, "truncate network.account_risk")
    put_complaints(root, "20240301T10.jsonl", [complaint("C1")])
    assert answer(banks, root, home) == {"files": 1, "rows_loaded": 1, "complaints": 0, "new": 0}
    assert banks.query(WAITING) == [("C1",)]
    run_chain(banks, root, home)
    assert banks.query(WAITING) == []


def test_what_was_handed_in_leaves_the_inbox_once_it_is_settled(banks: Warehouse, root: Path, home: Path) -> None:
    for name in ("C1", "C2"):
        hand_in(str(home), json.dumps(complaint(name)).encode(), "desk")
        if name == "C1":
            answer(banks, root, home)
    for path in (home / "inbox").rglob("*.jsonl"):
        os.utime(path, (0, 0))
    assert maintain(banks.loader, str(home))["taken_out"] == 1
    assert answer(banks, root, home)["complaints"] == 1


def test_a_corrected_complaint_is_answered_again(banks: Warehouse, root: Path, home: Path) -> None:
    put_complaints(root, "20240301T10.jsonl", [complaint("C1")])
    answer(banks, root, home)
    put_complaints(root, "20240301T11.jsonl", [complaint("C1", "2000000009")])
    answer(banks, root, home)
    assert banks.query(STANDING) == [("C1", "2000000009", 100)]
    assert banks.query(LEDGER) == [(2, 1)]


def test_lane_and_ordinary_load_at_once_load_once(banks: Warehouse, root: Path, home: Path) -> None:
    names = [f"C{number:03d}" for number in range(40)]
    for name in names:
        put_complaints(root, f"20240301T10-{name}.jsonl", [complaint(name)])

    def load_ordinarily() -> None:
        for agency in ingest.land(banks.loader, str(root), str(home)):
            ingest.load(banks.loader, agency, str(home))

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(load_ordinarily), pool.submit(answer, banks, root, home)]
    assert [one.exception() for one in running] == [None, None]
    answer(banks, root, home)
    assert banks.query("select count(*), sum(rows_loaded), sum(rows_duplicate) from mart.feed_health where feed = 'complaints'") == [
        (40, 40, 0)
    ]  # fmt: skip
    assert banks.query(WAITING) == []


def test_a_burst_is_taken_together_and_whole(banks: Warehouse, root: Path, home: Path) -> None:
    names = [f"C{number:04d}" for number in range(300)]
    for name in names[:150]:
        put_complaints(root, f"20240301T10-{name}.jsonl", [complaint(name, f"2{int(name[1:]) % 20:09d}")])
    for name in names[150:]:
        hand_in(str(home), json.dumps(complaint(name, f"2{int(name[1:]) % 20:09d}")).encode(), "desk")
    began = time.monotonic()
    counts = answer(banks, root, home)
    assert (counts["files"], counts["complaints"]) == (300, 300)
    assert time.monotonic() - began < 120
    assert banks.query("select count(distinct complaint_id), count(*) from core.complaint_version") == [(300, 300)]
    assert banks.query("select count(*) from action.traced_complaint") == [(300,)]


def test_a_bad_file_holds_nobody_up(banks: Warehouse, root: Path, home: Path) -> None:
    put_complaints(root, "20240301T09.jsonl", [complaint("C0", complaint_type="NONE")])
    put_complaints(root, "20240301T10.jsonl", [complaint("C1")], sha256="0" * 64)
    put_complaints(root, "20240301T11.jsonl", [complaint("C2")])
    assert answer(banks, root, home)["complaints"] == 1
    assert banks.query("select file_name, status from mart.feed_health where feed = 'complaints' order by 1") == [
        ("20240301T09.jsonl", "rejected"), ("20240301T10.jsonl", "rejected"), ("20240301T11.jsonl", "loaded"),
    ]  # fmt: skip


def test_a_file_that_cannot_be_kept_is_told_after_the_others_are_answered(
    banks: Warehouse, root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_complaints(root, "20240301T10.jsonl", [complaint("C1")])
    hand_in(str(home), json.dumps(complaint("C2")).encode(), "desk")
    from include.landing.folder import FreshFolder
    from include.landing.store import StoreError

    keep = FreshFolder.keep

    def fail_once(self: FreshFolder, file: object, store: Path) -> tuple[str, int]:
        if "inbox" in self.place.path:
            raise StoreError("no space")
        return keep(self, file, store)  # type: ignore[arg-type]

    monkeypatch.setattr(FreshFolder, "keep", fail_once)
    with pytest.raises(RukkhatError, match="no space"):
        answer(banks, root, home)
    assert banks.query(STANDING) == [("C1", MULE, 100)]
    monkeypatch.undo()
    answer(banks, root, home)
    assert [name for name, *_ in banks.query(STANDING)] == ["C1", "C2"]


def test_what_is_handed_in_lands_like_a_file(banks: Warehouse, root: Path, home: Path) -> None:
    body = [complaint("C1"), complaint("C2", seen_by="an officer")]
    receipt = hand_in(str(home), json.dumps(body).encode(), "desk-7")
    assert receipt.complaints == 2
    assert answer(banks, root, home)["complaints"] == 2
    told = banks.query(
        "select file_name, control ->> 'handed_in_by', reason from landing.delivered_file where feed = 'complaints'"
    )
    assert told[0][:2] == (receipt.file_name, "desk-7")
    assert receipt.receipt in receipt.file_name
    assert "seen_by" in str(told[0][2])


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b'"canary"', "model_type"),
        (b"[]", "too_short"),
        (b'{"complaint_id": "canary"}', "missing"),
        (json.dumps(complaint("canary") | {"transfers": "canary"}).encode(), "list_type"),
        (json.dumps([complaint("canary")] * 1001).encode(), "too_long"),
        (json.dumps(complaint("canary") | {"complaint_id": 7}).encode(), "string_type"),
        (b'{"complaint_id": NaN}', "no JSON"),
        (b"[" * 5000, "no JSON"),
        (
            json.dumps(complaint("canary"))[:-1].encode() + b', "x": ' + b"[" * 500 + b"]" * 500 + b"}",
            "nested far too deep",
        ),
    ],
)
def test_a_body_that_is_no_complaint_is_refused_without_a_value(home: Path, body: bytes, fault: str) -> None:
    with pytest.raises(ShapeError) as caught:
        hand_in(str(home), body, "desk")
    assert fault in {found["fault"] for found in caught.value.faults}
    assert "canary" not in str(caught.value.faults) + str(caught.value)
    assert not (home / "inbox").exists()
