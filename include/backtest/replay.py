"""Handles every complaint again as of its minute, and holds what was proposed against what lay there when the bank got the request.

A complaint wakes the network, as in the pipeline: it is built from what had been delivered by then, once for all complaints of a few
minutes. A hold takes at most what is proposed, and at most what of the victim's money still lies in the account.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.act.trace import Rule, list_seeds
from include.backtest.known import cut_evidence, last_delivered
from include.backtest.policies import POLICIES, Desk
from include.core.frames import Evidence
from include.graph import build_network
from include.resolve import repair_mentions, resolve_people
from include.warehouse.trace import trace_payments

LEAVES = ("cash", "passed")


@dataclass(frozen=True)
class Question:
    """What to replay: minutes from report to hold, names of policies, minutes whose complaints share a network, bookings live or by the
    hour.
    """

    minutes: tuple[int, ...] = (0, 5, 15, 30, 60, 120, 240, 480, 1440)
    policies: tuple[str, ...] = tuple(POLICIES)
    network_minutes: int = 30
    is_live: bool = True


@dataclass(frozen=True)
class Result:
    """One policy at one delay, over all true complaints: satang lost, satang that an oracle could still hold, held, proposed, and what hits
    accounts that are no mule's.
    """

    policy: str
    minutes: int
    lost: int
    possible: int
    held: int
    proposed: int
    proposals: int
    innocent_proposals: int
    innocent: int


def replay(
    warehouse: Connection,
    evidence: Evidence,
    mules: frozenset[int],
    false_complaints: frozenset[str],
    question: Question,
) -> Iterator[Result]:
    """Yield a result per delay and policy; `evidence` is the warehouse's.

    `mules` are account ids, the only truth that is used, to judge and not to propose.
    """
    risks = score_in_time(evidence, question)
    complaints = evidence.complaints
    true = ~complaints["complaint_id"].isin(list(false_complaints))
    payments = repair_mentions(evidence)
    for minutes in question.minutes:
        held_at = complaints["reported_at"] + pd.Timedelta(minutes=minutes)
        lies = find_money(warehouse, complaints, payments, held_at, mules)
        lies = lies[lies["complaint_id"].isin(complaints.loc[true, "complaint_id"])]
        proposals = list(propose_in_time(warehouse, evidence, held_at, risks, question))
        for policy in question.policies:
            found = pd.concat([part for name, part in proposals if name == policy], ignore_index=True)
            yield rate(policy, minutes, found, lies, int(complaints.loc[true, "loss_satang"].sum()), mules)


def score_in_time(evidence: Evidence, question: Question) -> dict[pd.Timestamp, pd.DataFrame]:
    """Return account_id and mule_score of the networks that complaints woke, by the moment up to which each of them knew."""
    risks = {}
    for moment in _windows(evidence, question).drop_duplicates().sort_values():
        known = cut_evidence(evidence, moment, is_live=question.is_live)
        network = build_network(known, resolve_people(known), repair_mentions(known))
        risks[moment] = network.account_risk[["account_id", "mule_score"]]
    return risks


def _windows(evidence: Evidence, question: Question) -> pd.Series:
    windows: pd.Series = evidence.complaints["reported_at"].dt.ceil(f"{question.network_minutes}min")
    return windows


def find_money(
    warehouse: Connection, complaints: pd.DataFrame, payments: pd.DataFrame, at: pd.Series, mules: frozenset[int]
) -> pd.DataFrame:
    """Return what of each victim's money truly lies in mules' accounts at its moment: complaint_id, account_id, satang."""
    booked = payments[payments["transfer_id"] >= 0]
    seeds = list_seeds(booked, complaints.assign(reported_at=at, loss_satang=0), 0)
    found = trace_payments(warehouse, seeds, Rule.FIFO, passes_sellers=True)
    lies = found[found["creditor_id"].isin(list(mules)) & ~found["ending"].isin(LEAVES) & (found["still_satang"] > 0)]
    lies = lies.rename(columns={"creditor_id": "account_id", "still_satang": "satang"})
    return lies.groupby(["complaint_id", "account_id"], as_index=False).agg(satang=("satang", "sum"))


def propose_in_time(
    warehouse: Connection,
    evidence: Evidence,
    held_at: pd.Series,
    risks: dict[pd.Timestamp, pd.DataFrame],
    question: Question,
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield (policy, proposals) of the complaints that share a network, from what was known when they were handled."""
    moments = np.array(sorted(risks), dtype="datetime64[us]")
    windows = _windows(evidence, question)
    at = held_at.where(held_at >= windows, windows).to_numpy("datetime64[us]")
    span = np.searchsorted(moments, at, side="right") - 1
    for number in np.unique(span):
        chosen = evidence.complaints[span == number]
        risk = risks[sorted(risks)[number]]
        desk = lay_desk(warehouse, evidence, chosen, held_at[span == number], risk, question)
        for policy in question.policies:
            yield policy, POLICIES[policy](desk)


def lay_desk(
    warehouse: Connection,
    evidence: Evidence,
    complaints: pd.DataFrame,
    held_at: pd.Series,
    risk: pd.DataFrame,
    question: Question,
) -> Desk:
    """Return the desk on which these complaints are handled at `held_at`: bookings until the last delivered."""
    known = last_delivered(held_at, is_live=question.is_live)
    asked = complaints.assign(reported_at=known)
    latest = held_at.max()
    cut = cut_evidence(evidence, latest, is_live=question.is_live)
    told = evidence.complaint_transfers[evidence.complaint_transfers["complaint_id"].isin(asked["complaint_id"])]
    cut = replace(cut, complaints=asked, complaint_transfers=told)
    payments = repair_mentions(cut, grace=pd.Timedelta(0))
    moment = payments["complaint_id"].map(asked.set_index("complaint_id")["reported_at"])
    payments = payments.assign(paid_at=payments["paid_at"].where(payments["paid_at"] <= moment, moment))
    return Desk(warehouse, cut, payments, risk)


def rate(
    policy: str, minutes: int, found: pd.DataFrame, lies: pd.DataFrame, lost: int, mules: frozenset[int]
) -> Result:
    """Hold what was proposed against what lay there."""
    both = found.merge(lies, on=["complaint_id", "account_id"], how="left", suffixes=("", "_true"))
    held = int(np.minimum(both["satang"], both["satang_true"].fillna(0)).sum())
    is_innocent = ~found["account_id"].isin(list(mules))
    return Result(
        policy,
        minutes,
        lost,
        int(lies["satang"].sum()),
        held,
        int(found["satang"].sum()),
        len(found),
        int(is_innocent.sum()),
        int(found.loc[is_innocent, "satang"].sum()),
    )
