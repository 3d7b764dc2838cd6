"""The report rates what can be seen, says every measure on a line, and gives the same figures to programs."""

from pathlib import Path

import pandas as pd
import pytest

from include.evaluation.inputs import Frames, read_truth
from include.evaluation.report import Line, measure_mart


@pytest.fixture
def truth(tmp_path: Path) -> Frames:
    tables = {
        "accounts": "bank_code,account_no,is_mule,tier,gang_id,decoy,is_named,is_visible\n"
        "901,1,1,1,G1,,1,1\n901,2,1,2,G1,,0,1\n901,3,0,,,seller,0,1\n901,4,0,,,,0,1\n901,5,1,1,G1,,0,0\n",
        "phones": "msisdn,gang_id,role,is_visible\n+661,G1,CALLER,1\n+697,G1,SPOOFED,1\n+669,G1,OTP,0\n",
        "decoy_phones": "msisdn,decoy\n+662,rider\n",
        "taint": "complaint_id,bank_code,account_no,amount_at_report\nC1,901,1,100.00\n",
        "files": "agency,feed,file_name,status,rows,rows_loaded,rows_quarantined,rows_duplicate,reason\n"
        "bank-a,accounts,1.csv,loaded,2,1,1,0,\n",
        "dirt": "agency,feed,file_name,row_no,kind,reason\nbank-a,accounts,1.csv,2,bad,bad_date\n"
        "bank-a,accounts,1.csv,1,duplicate,same row again\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_truth(tmp_path)


@pytest.fixture
def mart() -> Frames:
    risk = ["key", "score", "is_flagged", "gang_id"]
    return {
        "accounts": pd.DataFrame(
            [
                ("901:1", 0.9, True, "g"),
                ("901:3", 0.8, True, "g"),
                ("901:5", 0.7, True, "g"),
                ("901:4", 0.0, False, None),
            ],
            columns=risk,
        ),
        "phones": pd.DataFrame(
            [("+661", 0.9, True, "g"), ("+669", 0.8, True, "g"), ("+662", 0.1, False, None)], columns=risk
        ),
        "members": pd.DataFrame([("g", "901:1"), ("g", "+661")], columns=["gang_id", "key"]),
        "proposals": pd.DataFrame(
            [("C1", "901:1", 80.0), ("C1", "901:3", 20.0)], columns=["complaint_id", "key", "amount"]
        ),
        "files": pd.DataFrame(
            [("bank-a", "accounts", "1.csv", "loaded", 2, 1, 1, 0)],
            columns=[
                "agency",
                "feed",
                "file_name",
                "status",
                "rows_read",
                "rows_loaded",
                "rows_quarantined",
                "rows_duplicate",
            ],
        ),
        "quarantine": pd.DataFrame(
            [("bank-a", "accounts", "1.csv", 2)], columns=["agency", "feed", "file_name", "row_no"]
        ),
    }


@pytest.fixture
def lines(mart: Frames, truth: Frames) -> dict[str, Line]:
    return {line.subject: line for line in measure_mart(mart, truth)}


def test_a_mule_that_no_feed_shows_is_neither_wanted_nor_wrong(lines: dict[str, Line]) -> None:
    figures = lines["mule accounts"].figures
    assert (figures["flagged"], figures["true"]) == (2, 2)
    assert (figures["precision"], figures["recall"]) == (0.5, 0.5)
    assert lines["unnamed mules"].figures == {"recall": 0.0, "true": 1}


def test_phones_from_abroad_count_and_hidden_ones_do_not(lines: dict[str, Line]) -> None:
    assert lines["phones"].figures["precision"] == 1.0
    assert lines["phones"].figures["recall"] == 0.5
    assert lines["phones, SPOOFED"].figures == {"recall": 0.0, "true": 1}


def test_innocents_are_told_by_kind(lines: dict[str, Line]) -> None:
    assert lines["innocents flagged"].figures == {"per_1000": 500.0, "flagged": 1, "innocents": 2}
    assert lines["innocents flagged, seller"].figures["per_1000"] == 1000.0
    assert lines["innocent phones flagged, rider"].figures["flagged"] == 0


def test_money_files_and_quarantine_have_their_lines(lines: dict[str, Line]) -> None:
    assert lines["money"].figures["covered"] == pytest.approx(0.8)
    assert lines["money"].figures["innocent_rows"] == 0.5
    assert lines["ingest"].text == "ingest: 1 of 1 files accounted for exactly"
    assert lines["quarantine"].text == "quarantine: precision 1.0000  recall 1.0000 of 1 planted rows"


def test_kinds_come_from_the_list_of_innocents_where_there_is_one(tmp_path: Path, mart: Frames, truth: Frames) -> None:
    told = {"accounts": "bank_code,account_no,is_mule,tier,gang_id\n901,1,1,1,G1\n901,3,0,,\n901,4,0,,\n"}
    told |= {"phones": "msisdn,gang_id,role\n", "taint": "complaint_id,bank_code,account_no,amount_at_report\n"}
    told["innocents"] = "bank_code,account_no,kind\n901,3,seller\n901,4,student\n"
    told["persons"] = "person_id,id_no,node_type,node_key\nP1,1,account,901:1\nP1,1,account,901:3\n"
    for name, text in told.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    mart["persons"] = pd.DataFrame({"record_key": ["account:901:1", "account:901:3"], "person_key": ["a", "b"]})
    lines = {line.subject: line for line in measure_mart(mart, read_truth(tmp_path))}
    assert lines["innocents flagged, seller"].figures["flagged"] == 1
    assert lines["innocents flagged, student"].figures["flagged"] == 0
    assert lines["persons"].figures["recall"] == 0.0


def test_each_signals_effect_is_told_for_each_kind(mart: Frames, truth: Frames) -> None:
    reasons = [[], [{"code": "relays", "weight": 2.0}, {"code": "salary", "weight": -0.5}], [], []]
    mart["accounts"]["reasons"] = reasons
    lines = {line.subject: line for line in measure_mart(mart, truth)}
    assert lines["effect of relays on seller"].figures["flagged"] == 1
    assert lines["effect of relays on seller"].figures["mean"] == 2.0
    assert lines["effect of salary on seller"].figures == {
        "mean": -0.5, "suspects": 1, "flagged": 0, "per_1000": 0.0, "weight": 0.0,
    }  # fmt: skip
    assert lines["effect of relays on all"].figures["mean"] == pytest.approx(1.0)
