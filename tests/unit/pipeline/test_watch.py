"""The watch on a real PostgreSQL: a bank falls silent and sends again; a file waits; a run takes too long; nothing is doubled."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2
import pytest

from include.core.errors import RukkhatError
from include.pipeline import ingest
from include.pipeline.watch import report_deadline, watch
from tests.conftest import Warehouse, execute
from tests.deliveries import posting, put_file, put_postings

NOON = datetime.fromisoformat("2024-03-01T12:00+07:00").astimezone(UTC)
OPEN = "select agency, feed, kind, since, remedy <> '' from mart.feed_alert order by agency, feed, kind"
STEPS = "select kind, step from landing.feed_alert order by event_id"


@dataclass
class Desk:
    """A warehouse, a landing folder, and what was told."""

    warehouse: Warehouse
    root: Path
    home: Path
    told: list[str] = field(default_factory=list)

    def watch(self, hours: float) -> list[str]:
        """Watch that many hours after noon; return the labels of what is open."""
        shown = watch(
            self.warehouse.loader, str(self.root), NOON + timedelta(hours=hours), lambda line, _: self.told.append(line)
        )
        return [alert["label"] for alert in shown]

    def send(self, bank: str, first: int, last: int) -> None:
        """Deliver the hours of a morning and load them."""
        for hour in range(first, last + 1):
            lines = [posting(100 * hour + number) for number in range(3)]
            put_postings(self.root, f"20240301T{hour:02d}.csv", lines) if bank == "bank-a" else put_file(
                self.root, f"{bank}/transactions/20240301T{hour:02d}.xml", f"<broken {hour}/>"
            )
        for agency in ingest.land(self.warehouse.loader, str(self.root), str(self.home)):
            ingest.load(self.warehouse.loader, agency, str(self.home))


@pytest.fixture
def desk(warehouse: Warehouse, tmp_path: Path) -> Desk:
    (tmp_path / "in").mkdir()
    return Desk(warehouse, tmp_path / "in", tmp_path / "home")


def test_a_bank_silent_since_noon_then_it_sends(desk: Desk) -> None:
    desk.send("bank-a", 6, 11)
    assert desk.watch(1.0) == []
    assert desk.watch(2.0) == ["bank-a silent agency"]
    assert desk.warehouse.query(OPEN) == [("bank-a", "", "silent_agency", NOON, True)]
    assert desk.watch(2.25) == desk.watch(2.5) == ["bank-a silent agency"]
    assert len(desk.told) == 1
    desk.send("bank-a", 12, 13)
    assert desk.watch(2.75) == []
    assert desk.warehouse.query(OPEN) == []
    assert desk.warehouse.query(STEPS) == [("silent_agency", "opened"), ("silent_agency", "closed")]
    assert [line.split(":")[0] for line in desk.told] == ["opened", "closed"]


def test_a_silence_is_repeated_daily_and_given_up_after_two_weeks(desk: Desk) -> None:
    desk.send("bank-a", 6, 11)
    for hours in range(2, 15 * 24, 6):
        desk.watch(float(hours))
    steps = [step for _, step in desk.warehouse.query(STEPS)]
    assert steps == ["opened", *["repeated"] * 13, "closed"]
    assert "given up, not mended" in desk.told[-1]
    assert desk.warehouse.query(
        "select state from mart.feed_freshness where feed = 'transactions' and agency = 'bank-a'"
    ) == [("dormant",)]


def test_replayed_history_is_dormant_and_raises_no_storm(desk: Desk) -> None:
    desk.send("bank-a", 0, 3)
    desk.send("bank-a", 9, 10)
    assert watch(desk.warehouse.loader, str(desk.root), datetime.now(UTC), lambda *_: None) == []
    states = dict(desk.warehouse.query("select agency || '/' || feed, state from mart.feed_freshness"))
    assert states.pop("bank-a/transactions") == "dormant"
    assert set(states.values()) == {"never"}


def test_an_hour_left_out_is_missing_until_it_comes(desk: Desk) -> None:
    desk.send("bank-a", 6, 8)
    desk.send("bank-a", 10, 11)
    assert desk.watch(0.2) == ["bank-a/transactions missing hour"]
    rows = desk.warehouse.query("select words, evidence from mart.feed_alert")
    assert rows == [("1 hour did not arrive although later ones did: 20240301T09", {"hours": ["20240301T09"]})]
    desk.send("bank-a", 9, 9)
    assert desk.watch(0.3) == []


def test_a_file_that_comes_alone_is_found_though_ingest_sleeps(desk: Desk) -> None:
    put_file(desk.root, "bank-b/transactions/20240301T12.xml", "<x/>", control=None)
    put_file(desk.root, "bank-b/transactions/.part", "<x/>", control=None)
    now = datetime.now(UTC)
    assert watch(desk.warehouse.loader, str(desk.root), now, lambda *_: None) == []
    assert desk.warehouse.query("select file_name, status, reason from mart.feed_health") == [
        ("20240301T12.xml", "incomplete", "no control file yet; left alone")
    ]
    later = now + timedelta(minutes=31)
    shown = watch(desk.warehouse.loader, str(desk.root), later, lambda *_: None)
    assert [alert["label"] for alert in shown] == ["bank-b/transactions control missing"]
    rows = desk.warehouse.query("select reason from mart.feed_health")
    assert str(rows[0][0]).startswith("control file missing for more than 30 minutes, since ")
    put_file(desk.root, "bank-b/transactions/20240301T12.xml", "<x/>")
    ingest.land(desk.warehouse.loader, str(desk.root), str(desk.home))
    assert watch(desk.warehouse.loader, str(desk.root), later, lambda *_: None) == []


def test_a_resend_of_known_content_adds_no_line_to_the_ledger(desk: Desk) -> None:
    desk.send("bank-a", 6, 6)
    (desk.root / "bank-a/transactions/20240301T06.csv.ctl.json").unlink()
    desk.watch(0.0)
    assert desk.warehouse.query("select status from mart.feed_health") == [("loaded",)]


def test_a_refused_file_is_open_until_it_is_replaced(desk: Desk) -> None:
    put_postings(desk.root, "20240301T10.csv", [posting(1, amount="x")])
    desk.send("bank-a", 11, 11)
    now = datetime.now(UTC) + timedelta(minutes=1)

    def look() -> list[str]:
        return [alert["label"] for alert in watch(desk.warehouse.loader, str(desk.root), now, lambda *_: None)]

    assert look() == ["bank-a/transactions rejected"]
    put_postings(desk.root, "20240301T10-2.csv", [posting(1)])
    desk.send("bank-a", 12, 12)
    assert look() == []


def test_what_is_told_and_shown_names_no_file_and_no_strange_folder(desk: Desk) -> None:
    put_file(desk.root, "bank-{{x}}\n/feed/0812345678.csv", "x")
    ingest.land(desk.warehouse.loader, str(desk.root), str(desk.home))
    shown = watch(desk.warehouse.loader, str(desk.root), datetime.now(UTC), lambda line, _: desk.told.append(line))
    assert [alert["label"] for alert in shown] == ["bank-??x???/feed rejected"]
    assert "0812345678" not in str(shown) + str(desk.told)
    assert "0812345678.csv" in str(desk.warehouse.query("select evidence from mart.feed_alert"))


def test_two_watches_at_once_open_one_alert(desk: Desk) -> None:
    desk.send("bank-a", 6, 11)
    with ThreadPoolExecutor(4) as pool:
        shown = list(pool.map(desk.watch, [2.0] * 4))
    assert shown == [["bank-a silent agency"]] * 4
    assert desk.warehouse.query(STEPS) == [("silent_agency", "opened")]
    assert len(desk.told) == 1


def test_a_lost_telling_leaves_nothing_and_is_told_again(desk: Desk) -> None:
    desk.send("bank-a", 6, 11)

    def fail(_line: str, _is_closed: bool) -> None:
        raise RukkhatError("the log's disk is full")

    with pytest.raises(RukkhatError):
        watch(desk.warehouse.loader, str(desk.root), NOON + timedelta(hours=2), fail)
    assert desk.warehouse.query(STEPS) == []
    assert desk.watch(2.0) == ["bank-a silent agency"]
    assert len(desk.told) == 1


def test_a_run_that_takes_too_long_is_told_once_and_closed_when_it_is_over(desk: Desk) -> None:
    def tell(line: str, _is_closed: bool) -> None:
        desk.told.append(line)

    for _ in range(2):
        report_deadline(desk.warehouse.loader, "ingest", "run 1", 60, NOON, tell)
    assert desk.told == [
        "opened: rukkhat/ingest deadline missed: run run 1 has not ended 60 minutes after it was queued"
    ]
    assert desk.watch(1.0) == ["rukkhat/ingest deadline missed"]
    asked = []
    watch(desk.warehouse.loader, "", NOON + timedelta(hours=1), tell, lambda *run: bool(asked.append(run)) or True)
    assert asked == [("ingest", "run 1")]
    assert desk.warehouse.query(OPEN) == []
    assert "the run has ended" in desk.told[-1]


@pytest.mark.parametrize("statement", ["update landing.feed_alert set words = ''", "delete from landing.feed_alert"])
def test_the_ledger_of_alerts_only_grows(warehouse: Warehouse, statement: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        execute(warehouse.loader, statement)


def test_the_analyst_reads_alerts_and_freshness(warehouse: Warehouse) -> None:
    execute(warehouse.analyst, "select * from mart.feed_alert", "select * from mart.feed_freshness")
