import pandas as pd

from include.act.scorecard import COLUMNS, score_commands
from include.core.records import COMMANDS


def complaints(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["complaint_id", "command_code", "reported_at", "loss_satang"])
    return frame.assign(reported_at=pd.to_datetime(frame["reported_at"], utc=True))


def payments(*rows: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["complaint_id", "paid_at"])
    return frame.assign(paid_at=pd.to_datetime(frame["paid_at"], utc=True))


def proposals(*rows: tuple[str, int, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["complaint_id", "traced_satang", "status"])
    return frame.astype({"traced_satang": "int64"})


TWO = complaints(
    ("A", "CCIB", "2024-03-31T18:00:00Z", 500),  # already April in Thailand
    ("B", "MPB", "2024-02-10T01:00:00Z", 900),
    ("C", "MPB", "2024-02-10T03:00:00Z", 100),
)


def test_every_command_has_every_month() -> None:
    found = score_commands(TWO, payments(), proposals())
    assert list(found.columns) == COLUMNS
    assert len(found) == len(COMMANDS) * 3
    assert set(found["command_code"]) == COMMANDS
    assert found["complaint_count"].sum() == 3
    april = found[(found["command_code"] == "CCIB") & (found["complaint_count"] == 1)].iloc[0]
    assert (april["period_start"], april["period_end"]) == ("2024-04-01", "2024-04-30")
    february = found[(found["command_code"] == "MPB") & (found["complaint_count"] == 2)].iloc[0]
    assert (february["period_start"], february["period_end"]) == ("2024-02-01", "2024-02-29")


def test_figures_are_summed_per_command() -> None:
    told = proposals(("B", 300, "proposed"), ("B", 50, "excluded"), ("C", 20, "proposed"))
    paid = payments(("B", "2024-02-10T00:30:00Z"), ("B", "2024-02-10T00:50:00Z"), ("C", "2024-02-10T02:50:00Z"))
    found = score_commands(TWO, paid, told)
    row = found[(found["command_code"] == "MPB") & (found["period_start"] == "2024-02-01")].iloc[0]
    assert row["loss_satang"] == 1000
    assert row["traced_satang"] == 370
    assert row["proposed_satang"] == 320
    assert row["proposal_count"] == 2
    assert row["median_report_delay_s"] == 1200
    assert found["proposed_satang"].dtype == "int64"


def test_no_wait_is_invented() -> None:
    found = score_commands(TWO, payments(("A", "2024-04-02T00:00:00Z")), proposals())
    assert found["median_report_delay_s"].isna().all()


def test_no_complaints_no_periods() -> None:
    empty = score_commands(complaints(), payments(), proposals())
    assert empty.empty
    assert list(empty.columns) == COLUMNS
