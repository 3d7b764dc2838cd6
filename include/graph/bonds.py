"""Bonds between suspects: each kind of evidence that two of them serve the same gang, as weighted pairs of nodes.

Nodes are text: `account:KEY`, `phone:NUMBER`, and what they share: `device:ID`, `imei:ID`, `batch:N`, `cell:ID`,
`person:KEY`.
"""

import numpy as np
import pandas as pd

from include.graph import account_calls, account_ties, phone_ties
from include.graph.ground import HOUR, Bools, Floats, Ground, once
from include.graph.phone_patterns import rings_strangers
from include.graph.phone_signs import SPOOFED_PREFIXES, before_payments
from include.graph.signals import State
from include.graph.talks import STEADY, TALK, steady_pairs
from include.graph.tokens import unique_uses

BOND = ("source", "target", "kind", "weight", "ref")
CROWD = 400
WORKING_DAY = 8 * HOUR
PERSUASION = 6 * HOUR
FEW_CASES = 6
FEW_STRANGERS = 0.3
FEW_BUYERS = 10.0  # a dealer who sells to more suspects may sell to several gangs


@once
def account_names(ground: Ground) -> pd.Series:
    """Node names of all accounts, by position."""
    return "account:" + ground.accounts["key"].astype(str)


@once
def phone_names(ground: Ground) -> pd.Series:
    """Node names of all phones, by position."""
    return "phone:" + ground.phones["msisdn"].astype(str)


@once
def is_from_abroad_number(ground: Ground) -> Bools:
    """Which phones bear a prefix of disguised calls from abroad."""
    return np.asarray(ground.phones["msisdn"].astype(str).str.startswith(SPOOFED_PREFIXES), dtype=bool)


def frame(source: pd.Series, target: pd.Series, kind: str, weight: object, ref: object) -> pd.DataFrame:
    """Bonds in the columns of BOND."""
    columns = {"source": source.array, "target": target.array, "kind": kind, "weight": weight, "ref": ref}
    return pd.DataFrame(columns)


def money(ground: Ground, state: State, suspect: Bools) -> pd.DataFrame:
    """Transfers between suspects, hubs seen through.

    The weight grows with the logarithm of the sum, so one large one does not rule. What a holder paid after a caller had talked
    with him binds little: mules are called by other gangs too.
    """
    rows, names = ground.transfers, account_names(ground)
    rows = rows.assign(own=1.0 - account_calls.talked_into(ground, state))
    parts = []
    for payer in ("debtor", "origin"):
        kept = rows[suspect[rows[payer].to_numpy()] & suspect[rows["creditor"].to_numpy()]]
        kept = kept[(kept["debtor"] == kept[payer]) == (payer == "debtor")]
        weight = (0.4 + 0.4 * np.log1p(kept["baht"].to_numpy() / 1000.0)) * kept["own"].to_numpy()
        parts.append(frame(names.take(kept[payer]), names.take(kept["creditor"]), "paid", weight, kept["ref"].array))
    return pd.concat(parts, ignore_index=True)


def tokens(
    uses: pd.DataFrame, names: pd.Series, suspect: Bools, label: str, weight: float, few: float = np.inf
) -> pd.DataFrame:
    """What at least two suspects share.

    A thing that many others use as well binds in proportion to the suspects' share; one that more than `few` suspects share, of whatever
    gang, the less the more they are.
    """
    node, code = uses["node"].to_numpy(), uses["code"].to_numpy()
    is_mine = suspect[node]
    users = np.bincount(code)
    mine = np.bincount(code[is_mine], minlength=len(users))
    kept = np.flatnonzero(is_mine & (mine[code] >= 2) & (users[code] <= CROWD))
    token = label + ":" + uses["token"].take(kept).astype(str)
    weights = weight * np.minimum(mine, few)[code[kept]] / users[code[kept]]
    return frame(names.take(node[kept]), token, label, weights, token.array)


def talks(ground: Ground, suspect: Bools) -> pd.DataFrame:
    """Answered calls and messages between suspect phones.

    A single one of a number that rings strangers may be a scam call that met another scammer, so it counts little; whom a
    handler rings is his own.
    """
    rows = ground.calls[~ground.calls["is_voice"] | (ground.calls["seconds"] >= STEADY)]
    rows = rows[suspect[rows["caller"].to_numpy()] & suspect[rows["callee"].to_numpy()]]
    low = np.minimum(rows["caller"], rows["callee"])
    talks_of_pair = rows.groupby([low, np.maximum(rows["caller"], rows["callee"])])["ref"].transform("size").to_numpy()
    names = phone_names(ground)
    by_handler = rings_strangers(ground)[rows["caller"].to_numpy()] < FEW_STRANGERS
    weight = np.where((talks_of_pair >= 2) | by_handler, 0.8, 0.2)
    return frame(names.take(rows["caller"]), names.take(rows["callee"]), "called", weight, rows["ref"].array)


def contacts(ground: Ground, accounts: Bools, phones: Bools) -> pd.DataFrame:
    """Suspect accounts that give a suspect phone as their number."""
    phone = ground.accounts["phone"].to_numpy()
    hit = np.flatnonzero(accounts & np.append(phones, False)[phone])
    source = account_names(ground).take(hit)
    return frame(source, phone_names(ground).take(phone[hit]), "contact", 3.0, source.array)


def holder_talks(ground: Ground, accounts: Bools, phones: Bools) -> pd.DataFrame:
    """Suspect phones in steady contact with the number of a suspect account's holder."""
    steady = steady_pairs(ground)
    steady = steady[phones[steady["node"].to_numpy()]]
    phone = ground.accounts["phone"].to_numpy()
    held = pd.DataFrame({"other": phone, "account": np.arange(len(phone))})[(phone >= 0) & accounts]
    met = steady.merge(held, on="other")
    met = met[~phones[met["other"].to_numpy()]]
    source, target = phone_names(ground).take(met["node"]), account_names(ground).take(met["account"])
    return frame(source, target, "talked_with_holder", 0.5 * np.minimum(met["talks"].to_numpy(), 4.0), source.array)


def by_delay(seconds: pd.Series) -> Floats:
    """What a talk before a payment weighs: 1 within PERSUASION; who pays a day later may have talked with others since."""
    return np.where(seconds.to_numpy() <= PERSUASION, 1.0, 0.5)


def complained(ground: Ground, accounts: Bools, phones: Bools) -> pd.DataFrame:
    """Phones and accounts of one complaint: named in it, or talked with its victim before the payment."""
    named = ground.mentions[(ground.mentions["source"] == "complaint") & (ground.mentions["phone"] >= 0)]
    named = named.rename(columns={"source_id": "complaint_id"})[["complaint_id", "phone"]].assign(weight=2.0)
    talked = before_payments(ground)
    talked = talked[["complaint_id", "phone"]].assign(weight=by_delay(talked["at_y"] - talked["at_x"]))
    both = pd.concat([named, talked]).sort_values(["complaint_id", "phone", "weight"], ascending=[True, True, False])
    both = both.drop_duplicates(["complaint_id", "phone"])
    paid = ground.payments[["complaint_id", "account", "certainty"]].drop_duplicates(["complaint_id", "account"])
    met = both.merge(paid, on="complaint_id")
    met = met[phones[met["phone"].to_numpy()] & accounts[met["account"].to_numpy()]]
    weight = met["weight"].to_numpy() * met["certainty"].to_numpy()
    source, target = phone_names(ground).take(met["phone"]), account_names(ground).take(met["account"])
    return frame(source, target, "same_complaint", weight, met["complaint_id"].array)


def one_victim(ground: Ground, accounts: Bools, phones: Bools) -> pd.DataFrame:
    """Accounts and phones that the same complaint names, each once however many payments there were."""
    paid = ground.payments[accounts[ground.payments["account"].to_numpy()]]
    paid = paid.groupby(["account", "complaint_id"])["certainty"].max().reset_index()
    named = ground.mentions[(ground.mentions["source"] == "complaint") & (ground.mentions["phone"] >= 0)]
    named = named[phones[named["phone"].to_numpy()]].drop_duplicates(["phone", "source_id"])
    node = pd.concat([account_names(ground).take(paid["account"]), phone_names(ground).take(named["phone"])])
    case = pd.concat([paid["complaint_id"], named["source_id"]]).astype(str)
    weight = np.append(paid["certainty"].to_numpy(), np.ones(len(named)))
    return frame(node, "complaint:" + case, "same_victim", weight, case.array)


def one_tip(ground: Ground, accounts: Bools, phones: Bools) -> pd.DataFrame:
    """Accounts and phones that the same tip of the public names."""
    tips = ground.mentions[ground.mentions["source"] == "tip"]
    parts = [
        tips[suspect[tips[kind].to_numpy()] & (tips[kind] >= 0)].assign(
            node=lambda rows, kind=kind, names=names: rows[kind].map(names)
        )
        for kind, suspect, names in (
            ("account", accounts, account_names(ground)),
            ("phone", phones, phone_names(ground)),
        )
    ]
    rows = pd.concat(parts).drop_duplicates(["node", "source_id"])
    case = rows["source_id"].astype(str)
    return frame(rows["node"], "tip:" + case, "same_tip", 0.75, case.array)


def same_contacts(ground: Ground, cases: pd.DataFrame) -> pd.DataFrame:
    """Complaints and tips that name the same site or LINE id: `cases` are bonds whose targets are complaints and tips.

    What a third of all complaints or tips name is a public place.
    """
    rows = ground.mentions[ground.mentions["kind"].isin(["domain", "line_id"])]
    rows = rows.drop_duplicates(["source", "source_id", "kind", "value"])
    rows = rows.assign(case=rows["source"].astype(str) + ":" + rows["source_id"].astype(str))
    told = rows.groupby(["source", "kind", "value"])["case"].transform("size")
    most = rows.groupby("source")["source_id"].transform("nunique").astype("float64")
    rows = rows[rows["case"].isin(set(cases["target"])) & (told <= np.maximum(FEW_CASES, most / 3))]
    weight = np.where(rows["source"] == "complaint", 1.5, 0.75)
    contact = rows["kind"].astype(str) + ":" + rows["value"].astype(str)
    return frame(rows["case"], contact, "named_contact", weight, rows["source_id"].array)


def talked_into(ground: Ground, state: State, phones: Bools, accounts: Bools) -> pd.DataFrame:
    """Suspect phones and the suspect accounts that were paid within a day of their talk."""
    rows = phone_ties.talks_before_suspect_payments(ground, state)
    rows = rows[phones[rows["phone"].to_numpy()] & accounts[rows["account"].to_numpy()]]
    rows = rows.sort_values(["phone", "callee", "account", "delay"], kind="stable")
    rows = rows.drop_duplicates(["phone", "callee", "account"])
    source, target = phone_names(ground).take(rows["phone"]), account_names(ground).take(rows["account"])
    ref = ground.calls["ref"].take(rows["call"])
    return frame(source, target, "called_then_paid", by_delay(rows["delay"]), ref.array)


def same_targets(ground: Ground, phones: Bools) -> pd.DataFrame:
    """Suspect phones that work on the same number: both talk with it within a working day, or one does and a disguised call
    from abroad reaches it within the hour.

    Rings that nobody takes say nothing: who dials at random meets the numbers of others, and by chance one who listens to both. Of three
    such pairs one is of two gangs.
    """
    calls = ground.calls[ground.calls["is_voice"] & phones[ground.calls["caller"].to_numpy()]]
    calls = calls[~phones[calls["callee"].to_numpy()]][["caller", "callee", "at", "seconds", "ref"]]
    is_abroad = is_from_abroad_number(ground)[calls["caller"].to_numpy()]
    calls = calls.assign(is_abroad=is_abroad, is_talk=calls["seconds"] >= TALK)
    met = calls[calls["is_talk"]].merge(calls, on="callee", suffixes=("", "_other"))
    gap, both = (met["at_other"] - met["at"]).abs(), met["is_talk_other"]
    worked = both & (met["caller"] < met["caller_other"]) & (gap <= WORKING_DAY)
    rang = ~both & (met["is_abroad"] | met["is_abroad_other"]) & (met["caller"] != met["caller_other"]) & (gap <= HOUR)
    met = met.assign(weight=np.where(both, 1.0, 0.67))[worked | rang].drop_duplicates(
        ["caller", "caller_other", "callee"]
    )
    names, weight = phone_names(ground), met["weight"].to_numpy()
    return frame(names.take(met["caller"]), names.take(met["caller_other"]), "same_target", weight, met["ref"].array)


def all_bonds(ground: Ground, state: State, accounts: Bools, phones: Bools) -> pd.DataFrame:
    """Every bond between suspect accounts and phones, columns BOND, one row per piece of evidence."""
    names, numbers = account_names(ground), phone_names(ground)
    person = pd.Series(ground.accounts["person"].to_numpy())
    held = unique_uses(pd.Series(np.arange(len(person))), person.where(person >= 0))
    cases = pd.concat([one_victim(ground, accounts, phones), one_tip(ground, accounts, phones)], ignore_index=True)
    parts = [
        cases,
        same_contacts(ground, cases),
        money(ground, state, accounts),
        tokens(account_ties.device_uses(ground), names, accounts, "device", 2.5),
        tokens(account_ties.contact_uses(ground), names, accounts, "contact_number", 2.0),
        tokens(held, names, accounts, "person", 1.0),
        tokens(phone_ties.handset_uses(ground), numbers, phones, "imei", 2.5),
        tokens(phone_ties.batch_uses(ground), numbers, phones, "batch", 2.5),
        tokens(phone_ties.room_uses(ground), numbers, phones, "cell", 1.5),
        tokens(phone_ties.dealer_uses(ground), numbers, phones, "dealer", 1.0, FEW_BUYERS),
        talks(ground, phones),
        contacts(ground, accounts, phones),
        holder_talks(ground, accounts, phones),
        complained(ground, accounts, phones),
        talked_into(ground, state, phones, accounts),
        same_targets(ground, phones),
    ]
    return pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=list(BOND))], ignore_index=True)
