"""What is proposed of a planted case: the trace is the warehouse's, the judgement is ours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.act.propose import PAYS_OUT, SERVES, UNSEEN, Policy, propose_freezes
from include.core.frames import PROPOSAL
from include.pipeline.tracing import follow_money
from tests.ledger import at, payment_frame, plant_accounts, plant_scores, plant_snapshots, plant_transfers

VICTIM, MULE, NEXT, SELLER, TERMINAL, EXCHANGE, FRIEND = range(7)
BANKS = ["901", "901", "902", "903", "000", "990", "902"]
CROWD = range(len(BANKS), len(BANKS) + SERVES)
BAHT = 100
SURE = {VICTIM: 0.0, MULE: 0.95, NEXT: 0.9, SELLER: 0.01, TERMINAL: 0.0, EXCHANGE: 0.0, FRIEND: 0.02}
LEAST = 0.9  # how sure a trace is of what an account held before, where only its transfers tell


@dataclass
class World:
    """One victim's case; the report comes after an hour. Only bank 901 delivers."""

    transfers: list[tuple[float, int, int, int]] = field(default_factory=list)
    snapshots: list[tuple[int, float, int]] = field(default_factory=list)
    scores: dict[int, float] = field(default_factory=lambda: dict(SURE))
    loss: int = 10_000 * BAHT
    claims: list[tuple[int, int, float]] = field(default_factory=list)
    names: tuple[str, ...] = ("C1",)
    is_turned: bool = False
    book: ClassVar[Connection]

    def plant(self) -> None:
        self.book.rollback()
        plant_accounts(self.book, [*BANKS, *["904"] * len(CROWD)])
        plant_transfers(self.book, self.transfers[::-1] if self.is_turned else self.transfers)
        plant_snapshots(self.book, [(SELLER, -99, None)], "COMPANY")
        plant_snapshots(self.book, self.snapshots)
        plant_scores(self.book, self.scores)

    def complaints(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "complaint_id": pd.Series(self.names, dtype="str"),
                "reported_at": pd.Series([at(60)] * len(self.names)).astype("datetime64[us, UTC]"),
                "victim_account_id": VICTIM,
                "loss_satang": self.loss,
            }
        )

    def propose(self, policy: Policy | None = None) -> pd.DataFrame:
        booked = [
            ("C1", creditor, row, satang, minute)
            for row, (minute, debtor, creditor, satang) in enumerate(self.transfers)
            if debtor == VICTIM
        ]
        payments = payment_frame(
            booked + [("C1", account, -1, satang, minute) for account, satang, minute in self.claims]
        )
        self.plant()
        trace = follow_money(self.book, self.complaints(), payments, policy or Policy())
        found = propose_freezes(trace, policy)
        assert list(found.columns) == list(PROPOSAL)
        return found


@pytest.fixture(autouse=True)
def _planted_in(book: Connection) -> Iterator[None]:
    World.book = book
    yield
    book.rollback()


def split(found: pd.DataFrame, status: str) -> dict[int, int]:
    chosen = found[found["status"] == status]
    return dict(zip(chosen["account_id"].tolist(), chosen["traced_satang"].tolist(), strict=True))


def test_money_in_mules_accounts_is_proposed() -> None:
    world = World([(0, VICTIM, MULE, 10_000 * BAHT), (9, MULE, NEXT, 6_000 * BAHT)])
    world.snapshots = [(MULE, -5, 0)]
    found = world.propose()
    assert split(found, "proposed") == {MULE: 4_000 * BAHT, NEXT: 6_000 * BAHT}
    assert found.set_index("account_id")["hop"].to_dict() == {MULE: 1, NEXT: 2}
    assert found["certainty"].tolist() == pytest.approx([0.99 * 0.95, 0.99 * 0.9 * UNSEEN * LEAST], abs=1e-4)
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
            (5, SELLER, NEXT, 700 * BAHT),
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
    assert "nothing else speaks of a mule's account" in reasons[EXCHANGE]
    assert "nothing else speaks of a mule's account" in reasons[FRIEND]


def test_a_mules_account_at_an_exchange_is_held() -> None:
    """Digital asset businesses hold as banks do (Emergency Decree, No. 2, B.E. 2568)."""
    rows = [(0.0, VICTIM, MULE, 10_000 * BAHT), (3.0, MULE, EXCHANGE, 9_900 * BAHT)]
    found = World(rows, scores=SURE | {EXCHANGE: 0.9}).propose()
    assert split(found, "proposed") == {MULE: 100 * BAHT, EXCHANGE: 9_900 * BAHT}
    reason = found.set_index("account_id")["reason"][EXCHANGE]
    assert reason.endswith("its score is 0.90; the exchange delivers nothing, the money may have left unseen")


@pytest.mark.parametrize(("payees", "is_held"), [(PAYS_OUT - 1, True), (PAYS_OUT, False)])
def test_an_exchanges_own_account_pays_many(payees: int, is_held: bool) -> None:
    paid_out = [(-9.0 - n, EXCHANGE, CROWD[n], 700 * BAHT) for n in range(payees)]
    rows = [*paid_out, (0.0, VICTIM, MULE, 10_000 * BAHT), (3.0, MULE, EXCHANGE, 9_000 * BAHT)]
    found = World(rows, scores=SURE | {EXCHANGE: 0.9}).propose()
    assert (EXCHANGE in split(found, "proposed")) == is_held
    assert ("a service that many use" in found.set_index("account_id")["reason"][EXCHANGE]) != is_held


@pytest.mark.parametrize(("customers", "is_held"), [(SERVES - 1, True), (SERVES, False)])
def test_an_unseen_account_that_dozens_pay_and_that_pays_dozens_serves_everybody(customers: int, is_held: bool) -> None:
    dozens = [
        row for n, one in enumerate(CROWD[:customers]) for row in ((-99.0 + n, one, NEXT, 1), (-50.0 + n, NEXT, one, 1))
    ]
    rows = [*dozens, (0.0, VICTIM, MULE, 10_000 * BAHT), (3.0, MULE, NEXT, 9_000 * BAHT)]
    assert (NEXT in split(World(rows).propose(), "proposed")) == is_held


@pytest.mark.parametrize(("satang", "is_held"), [(1_000 * BAHT, True), (999 * BAHT, False)])
def test_where_little_is_at_stake_a_doubt_is_the_holders(satang: int, is_held: bool) -> None:
    rows = [(0.0, VICTIM, MULE, 10_000 * BAHT), (3.0, MULE, NEXT, satang)]
    found = World(rows, scores=SURE | {NEXT: 0.8}).propose()
    assert (NEXT in split(found, "proposed")) == is_held
    assert ("too little to doubt its holder for" in found.set_index("account_id")["reason"][NEXT]) != is_held
    assert NEXT in split(World(rows, scores=SURE | {NEXT: 0.9}).propose(), "proposed")


@pytest.mark.parametrize(("score", "is_held"), [(0.89, False), (0.9, True)])
def test_a_company_takes_surer_signs(score: float, is_held: bool) -> None:
    rows = [(0.0, VICTIM, MULE, 10_000 * BAHT), (3.0, MULE, SELLER, 5_000 * BAHT)]
    found = World(rows, scores=SURE | {SELLER: score}).propose()
    assert (SELLER in split(found, "proposed")) == is_held
    assert ("whose signs are too weak" in found.set_index("account_id")["reason"][SELLER]) != is_held


@pytest.mark.parametrize(
    ("customers", "payer", "is_held"), [(SERVES - 1, MULE, True), (SERVES, MULE, False), (SERVES, VICTIM, True)]
)
def test_a_company_that_dozens_pay_is_held_only_for_what_the_victim_paid_it(
    customers: int, payer: int, is_held: bool
) -> None:
    dozens = [(-99.0 + n, one, SELLER, 1) for n, one in enumerate(CROWD[:customers])]
    rows = [*dozens, (0.0, VICTIM, MULE, 10_000 * BAHT), (3.0, payer, SELLER, 5_000 * BAHT)]
    found = World(rows, scores=SURE | {SELLER: 0.95}, loss=15_000 * BAHT).propose()
    assert (SELLER in split(found, "proposed")) == is_held
    assert ("a company that many pay" in found.set_index("account_id")["reason"][SELLER]) != is_held


def test_what_a_business_passed_on_is_held_where_it_went() -> None:
    rows = [(0.0, VICTIM, MULE, 10_000 * BAHT), (3.0, MULE, SELLER, 9_000 * BAHT), (20.0, SELLER, NEXT, 8_900 * BAHT)]
    found = World(rows).propose()
    assert split(found, "proposed") == {MULE: 1_000 * BAHT, NEXT: 8_900 * BAHT}
    assert split(found, "excluded") == {}


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


@pytest.mark.parametrize("names", [("C9",), ()])
def test_payments_of_unknown_complaints_are_left(names: tuple[str, ...]) -> None:
    assert World([(0, VICTIM, MULE, 100 * BAHT)], names=names).propose().empty


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [(0.0, VICTIM, MULE, 10_000 * BAHT), (9.0, MULE, NEXT, 6_000 * BAHT), (9.0, MULE, FRIEND, 3_000 * BAHT)]
    known = [(MULE, -5.0, 700 * BAHT), (NEXT, -5.0, 0)]
    assert World(rows, known).propose().equals(World(rows, known, is_turned=True).propose())
