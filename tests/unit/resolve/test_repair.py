import pandas as pd
import pytest

from include.core.frames import Evidence
from include.resolve import repair_mentions
from tests.scenarios.world import World

VICTIM, VICTIM_PHONE = "901:1000000001", "+66810000001"


def case(named: str, claimed: float = 5000.0, said: str = "2024-03-02T10:20:00", victim: str = VICTIM) -> Evidence:
    """A victim who paid 5000 to 902:7712345678 at 10:00 and 700 to a shop at 10:05."""
    world = World()
    world.account("902:7712345678", opened_on="2024-02-01", holder_id="1234567890123", name_th="ก ข")
    world.pay(VICTIM, "902:7712345678", 5000.0, "2024-03-02T10:00:00")
    world.pay(VICTIM, "902:8800000001", 700.0, "2024-03-02T10:05:00")
    world.complaint("C1", victim, VICTIM_PHONE, "2024-03-02T12:00:00", [(named, claimed, said)])
    return world.evidence()


def repaired(evidence: Evidence) -> pd.Series:
    rows = repair_mentions(evidence)
    assert len(rows) == 1
    keys = (evidence.accounts["bank_code"] + ":" + evidence.accounts["account_no"]).set_axis(
        evidence.accounts["account_id"]
    )
    row = rows.iloc[0]
    return pd.concat([row, pd.Series({"key": keys[row["account_id"]]})])


@pytest.mark.parametrize(
    "named", ["902:7712345678", "902:7712345687", "902:7712345978", "902:771234567", "903:7712345678"]
)
def test_the_victims_own_payment_tells_the_account(named: str) -> None:
    row = repaired(case(named))
    assert row["key"] == "902:7712345678"
    assert row["transfer_id"] == 1
    assert row["certainty"] >= 0.95
    assert row["paid_at"] == pd.Timestamp("2024-03-02T10:00:00Z")


def test_nearly_the_amount_is_enough() -> None:
    assert repaired(case("902:7712345678", claimed=5000.5))["transfer_id"] == 1


def test_the_very_amount_is_enough_where_number_and_time_are_wrong() -> None:
    row = repaired(case("902:3333333333", said="2024-03-02T12:50:00"))
    assert (row["transfer_id"], row["how"], row["certainty"]) == (1, "victim_paid_other", 0.7)
    assert repaired(case("902:3333333333", claimed=5000.5, said="2024-03-02T12:50:00"))["how"] == "as_named"


def test_another_amount_is_not_taken() -> None:
    row = repaired(case("902:7712345678", claimed=9000.0))
    assert (row["transfer_id"], row["how"], row["amount_satang"]) == (-1, "as_named", 900_000)


def test_a_victim_of_an_unknown_bank_is_matched_at_the_receiver() -> None:
    row = repaired(case("902:7712345687", victim="915:5555555555"))
    assert (row["key"], row["how"]) == ("902:7712345678", "mistyped_received")
    assert row["certainty"] < 0.95


def test_two_rival_accounts_are_left_alone() -> None:
    world = World()
    for number in ("7712345678", "7712345679"):
        world.account(f"902:{number}", opened_on="2024-02-01")
        world.pay("915:5555555555", f"902:{number}", 5000.0, "2024-03-02T10:00:00")
    claim = [("902:7712345677", 5000.0, "2024-03-02T10:00:00")]
    world.complaint("C1", "915:9", VICTIM_PHONE, "2024-03-02T12:00:00", claim)
    row = repair_mentions(world.evidence()).iloc[0]
    assert row["how"] == "as_named"
    assert row["certainty"] <= 0.5


def test_a_payment_booked_after_the_report_is_not_meant() -> None:
    world = World()
    world.pay(VICTIM, "902:7712345678", 5000.0, "2024-03-02T15:00:00")
    claim = [("902:7712345678", 5000.0, "2024-03-02T11:00:00")]
    world.complaint("C1", VICTIM, VICTIM_PHONE, "2024-03-02T12:00:00", claim)
    assert repair_mentions(world.evidence())["transfer_id"].tolist() == [-1]


def test_one_booked_row_serves_one_claim() -> None:
    world = World()
    world.pay(VICTIM, "902:7712345678", 5000.0, "2024-03-02T10:00:00")
    claims = [("902:7712345678", 5000.0, "2024-03-02T10:00:00"), ("902:7712345678", 5000.0, "2024-03-02T10:02:00")]
    world.complaint("C1", VICTIM, VICTIM_PHONE, "2024-03-02T12:00:00", claims)
    rows = repair_mentions(world.evidence())
    assert sorted(rows["transfer_id"]) == [-1, 1]
    assert rows["seq"].tolist() == [0, 1]
