"""The design with one part left out, and the evidence with one feed missing: what `make ablation` compares."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from unittest.mock import patch

import numpy as np
import pandas as pd

from include.core.frames import Evidence
from include.graph import beliefs
from include.graph.account_signals import ACCOUNT_SIGNALS
from include.graph.ground import Ground
from include.resolve import People, repair_mentions, resolve_people
from include.resolve.repair import COMPLAINT_PAYMENT

HOLDER = ("holder_id", "name_th", "name_en", "phone", "opened_on", "device_id", "status", "holder_type", "account_type")
SIGNALS = tuple(
    f"include.graph.{module}.ACCOUNT_SIGNALS" for module in ("beliefs", "facts", "reach", "readings", "stock")
)
ACCOUNTS = {
    "names in complaints and tips": ("named_in_complaint", "named_repeatedly", "named_in_tip"),
    "lists and the bank's own freezes": ("watchlisted", "frozen"),
    "age and flow of the account": (
        "opened_lately", "passes_at_once", "passes_in_days", "serial_cash", "gathers_and_scatters", "swept_empty",
        "wakes_and_bursts", "border_cash", "keeps_balance",
    ),
    "shapes of laundering": ("hand_to_hand", "round_trip", "several_ways"),
    "what speaks for the holder": (
        "opened_long_ago", "paid_by_many", "open_both_ways", "never_used", "one_of_many", "salary", "pays_for_living",
        "complainant", "old_company", "cash_machine", "quarrel",
    ),
    "shared device, contact, holder": ("shared_device", "shared_contact", "suspect_contact", "same_holder", "same_remark"),
    "money from and to suspects": (
        "paid_by_suspects", "paid_by_suspects_alone", "paid_by_several", "takes_most", "relays", "feeds_suspects", "only_money",
        "test_payment", "suspects_wallet", "forwards_reported",
    ),
    "calls before payments": ("called_then_paid", "talks_with_suspects", "forwards_lured"),
    "signs that speak together": (
        "tried_and_steered", "paid_and_steered", "shares_without_money", "spends_savings", "spends_with_suspects", "shares_household",
        "loses_to_suspects", "shares_all_at_home",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What a variant is built from."""

    evidence: Evidence
    people: People
    payments: pd.DataFrame


@dataclass(frozen=True)
class Variant:
    """A part left out: how it changes what is given, and what it patches while the network is built."""

    name: str
    change: Callable[[Given], Given] = lambda given: given
    patches: tuple[tuple[str, object], ...] = ()

    @contextmanager
    def apply(self) -> Iterator[None]:
        """Leave the part out within the block."""
        with ExitStack() as stack:
            for target, value in self.patches:
                stack.enter_context(patch(target, value))
            yield


def give(evidence: Evidence) -> Given:
    """Resolve the evidence as the program does."""
    return Given(evidence, resolve_people(evidence), repair_mentions(evidence))


def list_parts() -> list[Variant]:
    """Return the whole design first, then the variants without one part of it."""
    groups = [
        Variant(f"signals: {name}", patches=tuple((target, _mute(codes)) for target in SIGNALS))
        for name, codes in ACCOUNTS.items()
    ]
    return [
        Variant("whole design"),
        *groups,
        Variant("identity of holders", _part_people),
        Variant("repair of mistyped payments", _keep_claims),
        Variant("seeing through hubs", patches=(("include.graph.laying.ends", _see_no_ends),)),
        Variant("second look at services", patches=(("include.graph.findings.serves_several", _serve_nobody),)),
        Variant(
            "relational rounds after the first",
            patches=(("include.graph.findings.settle", partial(beliefs.settle, rounds=1)),),
        ),
    ]


def list_missing() -> list[Variant]:
    """Return the variants without one feed."""
    banks = [Variant(f"postings of bank {code}", partial(_drop_postings, bank=code)) for code in ("901", "902", "903")]
    masters = [Variant(f"accounts of bank {code}", partial(_drop_holders, bank=code)) for code in ("901", "902", "903")]
    telcos = [
        Variant(f"{name} of {agency}", partial(drop, agency=agency))
        for agency in ("telco-a", "telco-b")
        for name, drop in (("calls", _drop_calls), ("subscribers", _drop_sims))
    ]
    return [
        *banks,
        *masters,
        *telcos,
        Variant("complaints", _drop_complaints),
        Variant("tips", _drop_tips),
        Variant("watch lists", lambda given: _refine(given, watchlist=given.evidence.watchlist.iloc[:0])),
    ]


def _mute(codes: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(replace(signal, weight=0.0) if signal.code in codes else signal for signal in ACCOUNT_SIGNALS)


def _see_no_ends(transfers: pd.DataFrame, size: int) -> tuple[object, object]:
    return transfers["debtor"].to_numpy().copy(), transfers["creditor"].to_numpy().copy()


def _serve_nobody(ground: Ground, patron: pd.DataFrame) -> object:
    return np.zeros(ground.account_count, dtype=bool)


def _part_people(given: Given) -> Given:
    accounts = given.people.person_account
    apart = accounts.assign(person_id=np.arange(len(accounts)) + 10_000_000)
    return replace(given, people=replace(given.people, person_account=apart))


def _keep_claims(given: Given) -> Given:
    """Take complaints at their word."""
    claims = given.evidence.complaint_transfers.assign(transfer_id=-1, certainty=1.0, how="as told")
    return replace(given, payments=claims[list(COMPLAINT_PAYMENT)])


def _refine(given: Given, **frames: pd.DataFrame) -> Given:
    return give(replace(given.evidence, **{name: frame.reset_index(drop=True) for name, frame in frames.items()}))


def _drop_postings(given: Given, bank: str) -> Given:
    """Only what another delivering bank reports as well is left of this one's transfers."""
    code = given.evidence.accounts.set_index("account_id")["bank_code"]
    rows = given.evidence.transfers
    sides = rows["debtor_id"].map(code), rows["creditor_id"].map(code)
    others = [side.isin({"901", "902", "903"} - {bank}) for side in sides]
    touches = (sides[0] == bank) | (sides[1] == bank)
    return _refine(given, transfers=rows[~touches | others[0] | others[1]])


def _drop_holders(given: Given, bank: str) -> Given:
    accounts = given.evidence.accounts.copy()
    there = accounts["bank_code"] == bank
    for column in HOLDER:
        accounts[column] = accounts[column].where(~there)
    gone = accounts.loc[there, "account_id"]
    snapshots = given.evidence.snapshots
    return _refine(given, accounts=accounts, snapshots=snapshots[~snapshots["account_id"].isin(gone)])


def _drop_calls(given: Given, agency: str) -> Given:
    calls, parties = given.evidence.calls, given.evidence.call_parties
    kept = calls[~calls["source_ref"].str.startswith(f"{agency}:")]
    return _refine(given, calls=kept, call_parties=parties[parties["call_id"].isin(kept["call_id"])])


def _drop_sims(given: Given, agency: str) -> Given:
    return _refine(given, sims=given.evidence.sims[given.evidence.sims["agency"] != agency])


def _drop_complaints(given: Given) -> Given:
    mentions = given.evidence.mentions
    return _refine(
        given,
        complaints=given.evidence.complaints.iloc[:0],
        complaint_transfers=given.evidence.complaint_transfers.iloc[:0],
        mentions=mentions[mentions["source"] != "complaint"],
    )


def _drop_tips(given: Given) -> Given:
    mentions = given.evidence.mentions
    return _refine(given, mentions=mentions[mentions["source"] != "tip"])
