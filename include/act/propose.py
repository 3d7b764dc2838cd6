"""Proposes what to hold for every complaint: the victim's money that lies in accounts that look like a mule's."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from include.act.conduct import rate_conduct
from include.act.trace import Rule, Trace, list_reached
from include.core.frames import PROPOSAL

CASH = "000"
EXCHANGE = "990"
SERVES = 40  # so many payers and so many payees whom other banks show: a wallet company; so many payers: a company that sells
PAYS_OUT = 3  # an exchange's account that pays so many is its own; a customer's pays that customer, at a bank or two
UNSEEN = 0.8  # belief that money still lies where its own bank delivers nothing, so that it may have left unseen

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Policy:
    """What a hold takes.

    `least_score`: an account below it is not held; a doubt is the holder's where less than `small_satang` is at stake, and
    a company's, whose customers' money lies there too: that takes `sure_score`. `least_satang`: crumbs below 50 THB are
    not worth a bank's work, and spare those whom a mule paid for a coffee. `doubt_s`: victims remember times to the quarter
    of an hour, so a payment that no bank shows may be that much older, and be gone already.
    """

    rule: Rule = Rule.FIFO
    least_score: float = 0.5
    least_satang: int = 50_00
    small_satang: int = 1_000_00
    sure_score: float = 0.9
    doubt_s: int = 15 * 60


def propose_freezes(trace: Trace, policy: Policy | None = None) -> pd.DataFrame:
    """Return one row per complaint and account that its money lies in, or left through, by the time of the report.

    Accounts without a score are judged by their own conduct. Columns PROPOSAL of `core.frames`; rows that are not to be
    held have the status `excluded` and say why. What is traced is never more than the victim lost; what is proposed is
    never more than an account's balance, where that is known. Transfers booked after the report play no part.
    """
    policy = policy or Policy()
    reached = list_reached(trace.stretches, trace.seeds)
    lies = reached[reached["satang"] >= policy.least_satang].merge(trace.ground, on=["complaint_id", "account_id"])
    lies = lies.assign(sure=_rate_payments(trace.seeds, lies) * lies["certainty"], score=_score(lies))
    lies = _limit_to_balance(_judge(lies, policy))
    lies = lies[(lies["satang"] >= policy.least_satang) | (lies["status"] == "excluded")]
    return _present(lies.sort_values(["complaint_id", "hop", "account_id"], kind="stable"))


def _rate_payments(seeds: pd.DataFrame, lies: pd.DataFrame) -> Floats:
    """How sure the victim's payments are, by amount."""
    weighed = seeds.assign(sure=seeds["certainty"] * seeds["amount_satang"]).groupby("complaint_id")
    share = weighed["sure"].sum() / weighed["amount_satang"].sum()
    return np.asarray(lies["complaint_id"].map(share).fillna(0.0), np.float64)


def _score(lies: pd.DataFrame) -> Floats:
    """The accounts' scores; by their conduct before the victim's first payment where nobody has scored them."""
    conduct = np.where(lies["holder_type"] == "COMPANY", 0.0, rate_conduct(lies))
    return np.asarray(np.where(lies["mule_score"].isna(), conduct, lies["mule_score"]), np.float64)


def _judge(lies: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Add status, the sentence that explains it (without the amounts), and how sure it is that the money is a mule's to hold."""
    is_gone = (lies["bank_code"] == CASH).to_numpy(bool) | _serve_many(lies)
    is_delicate = (lies["satang"] < policy.small_satang) | (lies["holder_type"] == "COMPANY")
    needed = np.where(is_delicate, policy.sure_score, policy.least_score)
    is_held = (lies["score"] >= needed).to_numpy(bool) & ~is_gone & ~_is_shop(lies)
    belief = lies["score"] * np.where(lies["is_unseen"].to_numpy(bool), UNSEEN, 1.0)
    return lies.assign(
        status=np.where(is_held, "proposed", "excluded"),
        reason=_explain(lies, is_held, policy.least_score),
        belief=np.where(is_gone, 1.0, belief),
    )


def _explain(lies: pd.DataFrame, is_held: Truths, least_score: float) -> Texts:
    """Why money is held or left, from "lies here" or "came here" on."""
    score = lies["score"].map("{:.2f}".format).to_numpy(object)
    steps = np.where(lies["hop"] == 1, "paid here by the victim", "after " + lies["hop"].astype(str) + " payments")
    rated = np.where(lies["mule_score"].isna(), "its conduct rates ", "its score is ") + score
    keeper = np.where(lies["bank_code"] == EXCHANGE, "the exchange", "its bank")
    unseen = np.where(lies["is_unseen"], "; " + keeper + " delivers nothing, the money may have left unseen", "")
    looks_honest = (lies["score"] < least_score).to_numpy(bool)
    is_company = (lies["holder_type"] == "COMPANY").to_numpy(bool)
    causes = [
        ((lies["bank_code"] == CASH).to_numpy(bool), "was drawn as cash, " + steps + ": nothing is left to hold"),
        (_serve_many(lies), "went to a service that many use, " + steps + ": ask it for which customer"),
        (is_held, "lies here, " + steps + "; the account looks like a mule's: " + rated + unseen),
        (
            is_company & looks_honest,
            "came here, " + steps + ", to a company without a sign of a mule: an honest seller",
        ),
        (_is_shop(lies), "came here, " + steps + ", to a company that many pay: perhaps an honest seller, " + rated),
        (
            is_company,
            "came here, " + steps + ", to a company whose signs are too weak: perhaps an honest seller, " + rated,
        ),
        (looks_honest, "came here, " + steps + ", but nothing else speaks of a mule's account: " + rated),
    ]
    little = "came here, " + steps + ", too little to doubt its holder for: " + rated
    return np.select([cause for cause, _ in causes], [text for _, text in causes], little)


def _serve_many(lies: pd.DataFrame) -> Truths:
    """Accounts of wallet companies and exchanges, where everybody's money lies; no bank tells whose they are."""
    pays_out = (lies["bank_code"] == EXCHANGE) & (lies["receivers"] >= PAYS_OUT)
    crowded = (lies["senders"] >= SERVES) & (lies["receivers"] >= SERVES)
    return np.asarray(lies["is_unseen"].astype(bool) & (pays_out | crowded), dtype=bool)


def _is_shop(lies: pd.DataFrame) -> Truths:
    """Companies that dozens paid before, and that the victim did not pay: whoever buys there says nothing of them."""
    return np.asarray((lies["holder_type"] == "COMPANY") & (lies["payers"] >= SERVES) & (lies["hop"] > 1), dtype=bool)


def _limit_to_balance(lies: pd.DataFrame) -> pd.DataFrame:
    """A hold beyond the balance would show the account holder negative money."""
    balance = lies["balance_satang"].astype("Float64")
    is_over = (balance < lies["satang"]).fillna(False) & (lies["status"] == "proposed")
    return lies.assign(satang=lies["satang"].mask(is_over.astype(bool), balance.fillna(0)).astype("int64"))


def _present(lies: pd.DataFrame) -> pd.DataFrame:
    baht = (lies["satang"] / 100).map("{:,.2f} THB of the victim's money ".format).astype("str")
    found = pd.DataFrame(
        {
            "complaint_id": lies["complaint_id"],
            "account_id": lies["account_id"],
            "hop": lies["hop"],
            "traced_satang": lies["satang"],
            "certainty": (lies["sure"] * lies["belief"]).round(4),
            "as_of": pd.to_datetime(lies["as_of"], utc=True),
            "status": lies["status"],
            "reason": baht + lies["reason"],
        }
    )
    return found.loc[:, list(PROPOSAL)].reset_index(drop=True)
