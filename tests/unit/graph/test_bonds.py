"""What binds suspects, and what is chance."""

import numpy as np
import pandas as pd

from include.graph import bonds
from include.graph.ground import Ground
from include.graph.laying import lay_ground
from include.graph.signals import State
from include.resolve import repair_mentions, resolve_people
from tests.scenarios.world import World

SPOOFED, CALLER, OTHER, VICTIM = "+69700000001", "+66920000001", "+66920000002", "+66810000001"


def laid(world: World) -> Ground:
    evidence = world.evidence()
    return lay_ground(evidence, resolve_people(evidence), repair_mentions(evidence))


def all_but(values: pd.Series, *others: str) -> np.ndarray:
    return (~values.isin(others)).to_numpy()


def met(calls: list[tuple[str, str, int]]) -> list[tuple[str, str, float]]:
    """Pairs that `same_targets` binds when these ring the victim: caller, time, seconds."""
    world = World()
    for caller, at, seconds in calls:
        world.call(caller, VICTIM, at, seconds)
    ground = laid(world)
    found = bonds.same_targets(ground, all_but(ground.phones["msisdn"], VICTIM))
    return [(str(a), str(b), float(w)) for a, b, w in found[["source", "target", "weight"]].to_numpy()]


def test_who_both_talk_with_a_number_on_one_day_work_together() -> None:
    found = met([(CALLER, "2024-03-02T09:00:00", 300), (OTHER, "2024-03-02T14:00:00", 200)])
    assert [row[2] for row in found] == [1.0]
    assert met([(CALLER, "2024-03-02T09:00:00", 300), (OTHER, "2024-03-02T19:00:00", 200)]) == []


def test_rings_that_nobody_takes_bind_nobody() -> None:
    assert met([(CALLER, "2024-03-02T09:00:00", 0), (OTHER, "2024-03-02T09:10:00", 10)]) == []
    assert met([(SPOOFED, "2024-03-02T09:00:00", 0), (CALLER, "2024-03-02T09:10:00", 10)]) == []


def test_a_disguised_ring_binds_only_close_to_a_talk() -> None:
    assert [row[2] for row in met([(SPOOFED, "2024-03-02T09:00:00", 5), (CALLER, "2024-03-02T09:40:00", 300)])] == [
        0.67
    ]
    assert met([(SPOOFED, "2024-03-02T09:00:00", 5), (CALLER, "2024-03-02T10:40:00", 300)]) == []
    assert met([(OTHER, "2024-03-02T09:00:00", 5), (CALLER, "2024-03-02T09:40:00", 300)]) == []


def test_a_complaint_of_many_payments_binds_an_account_once() -> None:
    world = World()
    paid = [("901:1", 900.0, f"2024-03-02T10:{minute:02d}:00") for minute in range(20)]
    for account, baht, at in paid:
        world.pay("908:5", account, baht, at)
    world.complaint("C1", "908:5", VICTIM, "2024-03-02T20:00:00", paid, [CALLER])
    ground = laid(world)
    found = bonds.one_victim(ground, all_but(ground.accounts["key"], "908:5"), all_but(ground.phones["msisdn"], VICTIM))
    assert found["source"].tolist() == ["account:901:1", f"phone:{CALLER}"]
    assert set(found["target"]) == {"complaint:C1"}
    assert (found["weight"] <= 1.0).all()


def test_complaints_that_name_one_line_id_are_of_one_gang_but_not_those_that_name_a_public_place() -> None:
    world = World()
    for number in range(30):
        paid = [(f"901:{number}", 900.0, "2024-03-02T10:00:00")]
        world.complaint(f"C{number:02d}", f"908:{number}", f"+6681000{number:04d}", "2024-03-02T20:00:00", paid)
        names = [("domain", "everybody.example")] + [("line_id", "@ours")] * (number < 3)
        for kind, value in names:
            row = {
                "source": "complaint",
                "source_id": f"C{number:02d}",
                "mentioned_at": None,
                "kind": kind,
                "value": value,
            }
            world.add("mentions", row | {"phone_id": -1, "account_id": -1})
    ground = laid(world)
    suspect = ground.accounts["bank_code"].eq("901").to_numpy()
    cases = bonds.one_victim(ground, suspect, np.zeros(ground.phone_count, dtype=bool))
    found = bonds.same_contacts(ground, cases)
    assert set(found["target"]) == {"line_id:@ours"}
    assert found["source"].tolist() == ["complaint:C00", "complaint:C01", "complaint:C02"]


def test_who_pays_a_day_after_a_talk_may_have_talked_with_others_since() -> None:
    weights = bonds.by_delay(pd.Series([60, 6 * 3600, 6 * 3600 + 1, 80_000]))
    assert weights.tolist() == [1.0, 1.0, 0.5, 0.5]


def bound_by_talk(caller: str, callee: str) -> list[float]:
    """Weights of the bonds of one talk; CALLER rings thirty strangers besides."""
    world = World()
    world.call(caller, callee, "2024-03-02T09:00:00", 60)
    for number in range(30):
        world.call(CALLER, f"+668300000{number:02d}", "2024-03-02T12:00:00", 15)
    ground = laid(world)
    found = bonds.talks(ground, ground.phones["msisdn"].isin([CALLER, OTHER]).to_numpy())
    return [float(weight) for weight in found["weight"]]


def test_whom_a_handler_rings_once_is_his_own_whom_a_caller_rings_may_be_anybody() -> None:
    assert bound_by_talk(OTHER, CALLER) == [0.8]
    assert bound_by_talk(CALLER, OTHER) == [0.2]


def test_what_a_holder_was_talked_into_paying_binds_little() -> None:
    world = World()
    world.account("901:1", phone=VICTIM, opened_on="2019-01-01")
    for number in range(30):
        world.call(CALLER, f"+668300000{number:02d}", "2024-03-02T08:00:00", 15)
    world.call(CALLER, VICTIM, "2024-03-02T09:00:00", 600)
    for at in ("2024-03-02T10:00:00", "2024-03-04T10:00:00"):
        world.pay("901:1", "902:2", 20_000, at)
    ground = laid(world)
    guilty = State(
        np.ones(ground.account_count),
        (ground.phones["msisdn"] == CALLER).to_numpy().astype("float64"),
        np.zeros(ground.account_count),
    )
    found = bonds.money(ground, guilty, np.ones(ground.account_count, dtype=bool)).sort_values("ref")
    lured, own = found["weight"].tolist()
    assert lured < 0.1 * own


def test_a_dealer_of_many_suspects_binds_each_of_them_less() -> None:
    names = pd.Series([f"phone:{number:02d}" for number in range(40)])
    suspect = np.ones(40, dtype=bool)
    for buyers, weight in ((4, 1.0), (40, 0.25)):
        uses = pd.DataFrame({"node": range(buyers), "token": "D1", "code": 0})
        found = bonds.tokens(uses, names, suspect, "dealer", 1.0, bonds.FEW_BUYERS)
        assert found["weight"].tolist() == [weight] * buyers
        assert bonds.tokens(uses, names, suspect, "imei", 2.5)["weight"].tolist() == [2.5] * buyers


def test_a_message_binds_as_a_talk_does() -> None:
    world = World()
    world.text(OTHER, CALLER, "2024-03-02T09:00:00")
    world.call(CALLER, SPOOFED, "2024-03-02T09:00:00", 3)
    ground = laid(world)
    found = bonds.talks(ground, np.ones(ground.phone_count, dtype=bool))
    assert found[["source", "target", "weight"]].to_numpy().tolist() == [[f"phone:{OTHER}", f"phone:{CALLER}", 0.8]]
