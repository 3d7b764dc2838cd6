from dataclasses import dataclass, field

import pandas as pd
import pytest

from include.act.propose import UNSEEN, Policy, propose_freezes
from include.core.frames import FRAME_NAMES, PROPOSAL, Evidence
from tests.unit.act.flows import at, payment_frame, snapshot_frame, transfer_frame

VICTIM, MULE, NEXT, SELLER, TERMINAL, EXCHANGE, FRIEND = range(7)
BANKS = ["901", "901", "902", "903", "000", "990", "902"]
HOLDERS = ["PERSON", "PERSON", "PERSON", "COMPANY", None, None, "PERSON"]
BAHT = 100
SURE = {VICTIM: 0.0, MULE: 0.95, NEXT: 0.9, SELLER: 0.01, TERMINAL: 0.0, EXCHANGE: 0.0, FRIEND: 0.02}


@dataclass
class World:
    """One victim's case; the report comes after an hour."""

    transfers: list[tuple[float, int, int, int]] = field(default_factory=list)
    snapshots: list[tuple[int, float, int]] = field(default_factory=list)
    scores: dict[int, float] = field(default_factory=lambda: dict(SURE))
    loss: int = 10_000 * BAHT
    claims: list[tuple[int, int, float]] = field(default_factory=list)

    def evidence(self) -> Evidence:
        accounts = pd.DataFrame({"account_id": range(7), "bank_code": BANKS, "holder_type": HOLDERS})
        complaints = pd.DataFrame(
            {
                "complaint_id": ["C1"],
                "reported_at": pd.to_datetime([at(60)], utc=True),
                "victim_account_id": [VICTIM],
                "loss_satang": [self.loss],
            }
        )
        frames = dict.fromkeys(FRAME_NAMES, pd.DataFrame())
        frames |= {"accounts": accounts, "complaints": complaints, "transfers": transfer_frame(self.transfers)}
        return Evidence(**frames | {"snapshots": snapshot_frame(self.snapshots)})

    def propose(self, policy: Policy | None = None) -> pd.DataFrame:
        booked = [
            ("C1", creditor, row, satang, minute)
            for row, (minute, debtor, creditor, satang) in enumerate(self.transfers)
            if debtor == VICTIM
        ]
        payments = payment_frame(
            booked + [("C1", account, -1, satang, minute) for account, satang, minute in self.claims]
        )
        risk = pd.DataFrame({"account_id": list(self.scores), "mule_score": list(self.scores.values())})
        found = propose_freezes(self.evidence(), payments, risk, policy)
        assert list(found.columns) == list(PROPOSAL)
        return found


def split(found: pd.DataFrame, status: str) -> dict[int, int]:
    chosen = found[found["status"] == status]
    return dict(zip(chosen["account_id"].tolist(), chosen["traced_satang"].tolist(), strict=True))


def test_money_in_mules_accounts_is_proposed() -> None:
    world = World([(0, VICTIM, MULE, 10_000 * BAHT), (9, MULE, NEXT, 6_000 * BAHT)])
    world.snapshots = [(MULE, -5, 0)]
    found = world.propose()
    assert split(found, "proposed") == {MULE: 4_000 * BAHT, NEXT: 6_000 * BAHT}
    assert found.set_index("account_id")["hop"].to_dict() == {MULE: 1, NEXT: 2}
    assert found["certainty"].tolist() == pytest.approx([0.99 * 0.95, 0.99 * 0.9 * UNSEEN], abs=1e-4)
    assert (found["as_of"] == at(60)).all()
    assert found.loc[0, "reason"] == (
        "4,000.00 THB of the victim's money lies here, paid here by the victim; "
        "the account looks like a mule's: its score is 0.95"
    )
    assert found.loc[1, "reason"].endswith("its bank delivers nothing, the money may have left unseen")


def test_innocents_and_what_is_gone_are_excluded_with_the_reason() -> None:
    world = World(
        [
            (0, VICTIM, MULE, 10_000 * BAHT),
            (1, MULE, SELLER, 1_000 * BAHT),
            (2, MULE, TERMINAL, 2_000 * BAHT),
            (3, MULE, EXCHANGE, 3_000 * BAHT),
            (4, MULE, FRIEND, 500 * BAHT),
            (5, SELLER, NEXT, 1_000 * BAHT),
        ]
    )
    found = world.propose()
    assert split(found, "proposed") == {MULE: 3_500 * BAHT}
    assert split(found, "excluded") == {
        SELLER: 1_000 * BAHT, TERMINAL: 2_000 * BAHT, EXCHANGE: 3_000 * BAHT, FRIEND: 500 * BAHT,
    }  # fmt: skip
    reasons = found.set_index("account_id")["reason"]
    assert "honest seller" in reasons[SELLER]
    assert "cash" in reasons[TERMINAL]
    assert "crypto exchange" in reasons[EXCHANGE]
    assert "nothing else speaks of a mule's account" in reasons[FRIEND]


def test_a_report_knows_nothing_of_what_came_later() -> None:
    before = World([(0, VICTIM, MULE, 10_000 * BAHT)], [(VICTIM, -5, 0)])
    after = World([*before.transfers, (61, MULE, NEXT, 10_000 * BAHT)], [*before.snapshots, (MULE, 90, 0)])
    assert before.propose().equals(after.propose())


def test_never_more_than_the_balance() -> None:
    world = World([(0, VICTIM, MULE, 10_000 * BAHT)], [(MULE, -5, 0), (MULE, 30, 2_500 * BAHT)])
    found = world.propose()
    assert split(found, "proposed") == {MULE: 2_500 * BAHT}
    assert found["reason"].str.startswith("2,500.00 THB").all()


def test_an_emptied_account_is_not_proposed() -> None:
    world = World([(0, VICTIM, MULE, 10_000 * BAHT)], [(MULE, -5, 0), (MULE, 30, 10 * BAHT)])
    assert split(world.propose(), "proposed") == {}


def test_never_more_than_the_loss() -> None:
    rows = [(0.0, VICTIM, MULE, 6_000 * BAHT), (5.0, VICTIM, NEXT, 6_000 * BAHT)]
    assert split(World(rows, loss=10_000 * BAHT).propose(), "proposed") == {MULE: 6_000 * BAHT, NEXT: 4_000 * BAHT}
    assert split(World(rows, loss=0).propose(), "proposed") == {MULE: 6_000 * BAHT, NEXT: 6_000 * BAHT}


def test_money_back_home_is_not_shown() -> None:
    world = World([(0, VICTIM, MULE, 10_000 * BAHT), (9, MULE, VICTIM, 3_000 * BAHT)])
    assert set(world.propose()["account_id"]) == {MULE}


def test_crumbs_are_left() -> None:
    world = World([(0, VICTIM, MULE, 10_000 * BAHT), (9, MULE, NEXT, 49 * BAHT)])
    assert set(world.propose()["account_id"]) == {MULE}
    assert set(world.propose(Policy(least_satang=1 * BAHT))["account_id"]) == {MULE, NEXT}


def test_a_remembered_time_may_be_a_quarter_of_an_hour_late() -> None:
    world = World([(10, MULE, NEXT, 4_000 * BAHT)], claims=[(MULE, 4_000 * BAHT, 20)])
    assert split(world.propose(), "proposed") == {NEXT: 4_000 * BAHT}
    assert split(world.propose(Policy(doubt_s=0)), "proposed") == {MULE: 4_000 * BAHT}


def test_accounts_without_a_score_are_judged_by_their_conduct() -> None:
    paid = [(0.0, VICTIM, MULE, 10_000 * BAHT), (9.0, MULE, NEXT, 6_000 * BAHT), (10.0, MULE, SELLER, 1_000 * BAHT)]
    world = World([*paid, (11.0, MULE, FRIEND, 900 * BAHT)], scores={})
    found = world.propose()
    assert split(found, "proposed") == {MULE: 2_100 * BAHT, NEXT: 6_000 * BAHT}
    assert split(found, "excluded") == {SELLER: 1_000 * BAHT, FRIEND: 900 * BAHT}
    assert "its conduct rates" in found.set_index("account_id")["reason"][FRIEND]


def test_payments_of_unknown_complaints_are_left() -> None:
    world = World([(0, VICTIM, MULE, 100 * BAHT)])
    payments = payment_frame([("C9", MULE, 0, 100 * BAHT, 0)])
    risk = pd.DataFrame({"account_id": list(SURE), "mule_score": list(SURE.values())})
    assert propose_freezes(world.evidence(), payments, risk).empty


def test_no_complaints_no_rows() -> None:
    world = World([(0, VICTIM, MULE, 100 * BAHT)])
    evidence = world.evidence()
    frames = {name: getattr(evidence, name) for name in FRAME_NAMES}
    nobody = Evidence(**frames | {"complaints": evidence.complaints[:0]})
    risk = pd.DataFrame({"account_id": pd.Series(dtype="int64"), "mule_score": pd.Series(dtype="float64")})
    assert propose_freezes(nobody, payment_frame([]), risk).empty


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [(0.0, VICTIM, MULE, 10_000 * BAHT), (9.0, MULE, NEXT, 6_000 * BAHT), (9.0, MULE, FRIEND, 3_000 * BAHT)]
    world = World(rows, [(MULE, -5, 700 * BAHT), (NEXT, -5, 0)])
    evidence = world.evidence()
    frames = {name: getattr(evidence, name) for name in FRAME_NAMES}
    turned = Evidence(**{name: frame[::-1].reset_index(drop=True) for name, frame in frames.items()})
    payments = payment_frame([("C1", MULE, 0, 10_000 * BAHT, 0)])
    risk = pd.DataFrame({"account_id": list(SURE), "mule_score": list(SURE.values())})
    assert propose_freezes(evidence, payments, risk).equals(propose_freezes(turned, payments, risk[::-1]))
