"""A synthetic delivery is what FEEDS asks for, the same for the same seed, and its truth is true."""

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from include.core.contract import Record
from include.core.errors import FileRejectedError
from include.sources import all_feeds
from include.synthesis.cases import make_cases
from include.synthesis.delivery import make_delivery
from include.synthesis.gangs import make_gangs
from include.synthesis.people import make_country
from include.synthesis.plan import DAY, STYLES, Plan


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("delivery")
    make_delivery(Plan(0.03, 5, 3, 0.02, "2024-03-01", STYLES["ordinary"]), folder)
    return folder


def read_all(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_seed_gives_the_same_bytes(delivery: Path, tmp_path: Path) -> None:
    make_delivery(Plan(0.03, 5, 3, 0.02, "2024-03-01", STYLES["ordinary"]), tmp_path)
    assert read_all(tmp_path) == read_all(delivery)


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_makes_gangs_and_complaints(style: str, tmp_path: Path) -> None:
    counts = make_delivery(Plan(0.02, 3, 3, 0.0, "2024-03-01", STYLES[style]), tmp_path)
    assert counts["gangs"] >= 3
    assert counts["complaints"] >= 3


def rung(plan: Plan) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The callers' numbers with their cards, and first_at and last_at (days) of the calls that each made."""
    gangs = make_gangs(plan, make_country(plan))
    calls = pd.DataFrame(make_cases(plan, gangs).calls, columns=["at", "sim", "b", "duration_s", "type", "msisdn"])
    callers = gangs.phones[gangs.phones["role"] == "CALLER"].merge(
        gangs.country.sims.drop(columns="msisdn"), left_on="sim", right_index=True
    )
    calls["at"] = (calls["at"] - plan.start_s) / DAY
    return callers, calls.groupby("sim")["at"].agg(first_at="min", last_at="max").reindex(callers["sim"])


@pytest.mark.parametrize(("style", "numbers"), [("ordinary", 1), ("burner", 3)])
def test_callers_throw_their_numbers_away_only_where_the_style_says_so(style: str, numbers: int) -> None:
    plan = Plan(0.1, 3, 8, 0.0, "2024-03-01", STYLES[style])
    callers, made = rung(plan)
    per_gang = callers.groupby("gang_id").size()
    assert ((per_gang % numbers == 0) & per_gang.between(5 * numbers, 10 * numbers)).all()
    lived = made["last_at"] - made["first_at"]
    assert (lived.median() > 6) == (numbers == 1)
    assert (lived.median() < 4) == (numbers > 1)


def test_a_new_number_is_a_new_card_in_the_same_handset_or_in_a_new_one() -> None:
    plan = Plan(0.1, 3, 8, 0.0, "2024-03-01", STYLES["burner"])
    callers, made = rung(plan)
    assert callers["msisdn"].is_unique
    assert callers["holder"].is_unique
    bought = ((callers["activated_s"] - plan.start_s) / DAY).to_numpy()
    assert (bought < made["first_at"].to_numpy()).all()
    place = (callers["used_from"] == 0).cumsum()
    follows = place.duplicated()
    assert (callers["used_from"][follows].to_numpy() == callers["used_until"].shift()[follows].to_numpy()).all()
    is_same = (callers["imei"] == callers["imei"].shift())[follows]
    assert 0.2 < is_same.mean() < 0.8


def test_a_card_bought_later_is_delivered_on_the_day_when_it_was_bought(tmp_path: Path) -> None:
    make_delivery(Plan(0.03, 5, 6, 0.0, "2024-03-01", STYLES["burner"]), tmp_path)
    files = sorted((tmp_path / "telco-a/subscribers").glob("*.csv"))
    for path in files[1:]:
        sims = pd.read_csv(path, dtype=str)
        bought = sims.loc[sims["status"] == "ACTIVE", "activated_at"].str[:10].str.replace("-", "")
        assert (bought == path.stem).all()
    assert len(files) > 2


# Answers of banks: they follow from holds and payments that a delivery does not make.
ANSWERS = (Record.FREEZE_RESPONSE, Record.REVERSAL)  # of banks, to what the project sent
NOT_GENERATED = {feed.key for feed in all_feeds() if feed.record in ANSWERS}


def test_every_feed_is_there_and_its_reader_reads_what_the_truth_says(delivery: Path) -> None:
    files = pd.read_csv(delivery / "truth/files.csv", keep_default_na=False)
    for feed in all_feeds():
        expected = files[(files["agency"] == feed.agency) & (files["feed"] == feed.name)]
        assert (len(expected) == 0) == (feed.key in NOT_GENERATED), feed.key
        for line in expected[expected["status"] == "loaded"].to_dict("records"):
            path = delivery / feed.agency / feed.name / line["file_name"]
            names = tuple(column.name for column in feed.columns)
            assert sum(map(len, feed.reader.batches(path, names, 1000))) == line["rows"], path.name


def test_control_files_are_right_but_where_the_truth_says_so(delivery: Path) -> None:
    files = pd.read_csv(delivery / "truth/files.csv", keep_default_na=False)
    for line in files.to_dict("records"):
        path = delivery / line["agency"] / line["feed"] / line["file_name"]
        control = path.with_name(path.name + ".ctl.json")
        assert control.exists() == (line["status"] != "incomplete")
        if control.exists():
            claims = json.loads(control.read_text())
            right = claims["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
            assert right == (line["reason"] != "control_mismatch"), path.name


@pytest.mark.parametrize("reason", ["wrong_root", "wrong_encoding"])
def test_broken_files_are_broken(delivery: Path, reason: str) -> None:
    files = pd.read_csv(delivery / "truth/files.csv", keep_default_na=False)
    line = files[files["reason"] == reason].to_dict("records")[0]
    feed = next(feed for feed in all_feeds() if (feed.agency, feed.name) == (line["agency"], line["feed"]))
    path = delivery / feed.agency / feed.name / line["file_name"]
    with pytest.raises(FileRejectedError):
        list(feed.reader.batches(path, tuple(column.name for column in feed.columns), 1000))


def test_no_more_money_lies_anywhere_than_was_paid(delivery: Path) -> None:
    taint = pd.read_csv(delivery / "truth/taint.csv").groupby("complaint_id")["amount_at_report"].sum()
    spent = pd.read_csv(delivery / "truth/spent.csv").groupby("complaint_id")["amount"].sum()
    losses = {}
    for path in (delivery / "tips/complaints").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            losses[record["complaint_id"]] = float(record["loss_amount"])
    total = taint.add(spent, fill_value=0)
    assert len(total) > 0
    assert (total <= pd.Series(losses).reindex(total.index) + 0.005).all()
