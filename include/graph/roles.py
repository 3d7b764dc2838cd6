"""What each suspect does in its gang, and how many hops of money it stands from the victims."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from include.graph.bonds import is_from_abroad_number
from include.graph.brokers import find_brokers, steering, suspect_numbers
from include.graph.ground import CASH, DAY, EXCHANGE, Bools, Floats, Ground, Ints
from include.graph.phone_signs import per_phone
from include.graph.signals import Reading, share
from include.graph.talks import STEADY, call_pairs, steady_pairs

Texts = npt.NDArray[np.object_]
TIER_BAHT = 300.0
DEEPEST = 9
BOX, BOX_AT_ONCE = 4, 3
SIM_BOX, OPERATOR = "sim_box", "gambling_operator"
ROLE_SENTENCES = {
    "mule": "Takes the victims' money or hands it on; tier 1 is paid by victims.",
    "hub": "Collects from three or more of the suspects and pays two or more of them.",
    "cash_out": "Half or more of what it sends leaves as cash or to an exchange.",
    OPERATOR: "Named in tips on gambling, and its money goes to and fro with the gang's accounts.",
    "service": "A changer, wallet or exchange that several gangs use; no suspect itself.",
    "caller": "Rings the victims.",
    "spoofed": "Enters from abroad under a disguised number.",
    "otp": "Takes the one-time codes of accounts that other people hold.",
    "handler": "Steers callers and mules: in steady contact with several of them, and rings no strangers.",
    "recruiter": "In steady contact with handlers, more than with callers: serves several gangs.",
    SIM_BOX: "A handset in which four or more numbers sat, three or more of them on one day.",
    "shared_device": "Used by two or more members.",
    "account_holder": "Holds a member account; it may be rented or stolen.",
    "registrant": "A member phone's SIM is registered to this person; it may be rented or stolen.",
    "contact": "Named by the gang's victims.",
}


def degree(source: Ints, target: Ints, size: int) -> Floats:
    """Number of different targets per source."""
    pairs = pd.DataFrame({"source": source, "target": target}).drop_duplicates()
    return np.bincount(pairs["source"].to_numpy(), minlength=size).astype("float64")


def only(suspect: Bools, role: npt.NDArray[np.str_]) -> Texts:
    """The roles of suspects, None for the others."""
    found = role.astype(object)
    found[~suspect] = None
    return found


def account_roles(ground: Ground, suspect: Bools) -> Texts:
    """gambling_operator, hub, cash_out, else mule, each as ROLE_SENTENCES says; None for others."""
    rows, size = ground.transfers, ground.account_count
    debtor, creditor = rows["debtor"].to_numpy(), rows["creditor"].to_numpy()
    bank = ground.accounts["bank_code"].to_numpy()
    leaves = np.isin(bank[creditor], (CASH, EXCHANGE)) * rows["baht"].to_numpy()
    sent = np.bincount(debtor, weights=rows["baht"].to_numpy(), minlength=size).astype("float64")
    cash = share(np.bincount(debtor, weights=leaves, minlength=size).astype("float64"), sent)
    inside = suspect[debtor] & suspect[creditor]
    sources = degree(creditor[inside], debtor[inside], size)
    targets = degree(debtor[inside], creditor[inside], size)
    is_cash_out = (bank == EXCHANGE) | ((cash >= 0.5) & (sent > 0))
    is_hub = (sources >= 3) & (targets >= 2)
    is_operator = named_for_gambling(ground) & (sources + targets >= 1)
    return only(suspect, np.select([is_operator, is_hub, is_cash_out], [OPERATOR, "hub", "cash_out"], "mule"))


def gambling_tips(ground: Ground) -> pd.DataFrame:
    """What the public names in tips on gambling: the rows of `mentions`."""
    rows = ground.mentions
    return rows[(rows["source"] == "tip") & (rows["topic"] == "GAMBLING")]


def named_for_gambling(ground: Ground) -> Bools:
    """Accounts that tips on gambling name."""
    node = gambling_tips(ground)["account"].to_numpy()
    found = np.zeros(ground.account_count, dtype=bool)
    found[node[node >= 0]] = True
    return found


def sim_boxes(ground: Ground) -> frozenset[str]:
    """Names of handsets in which BOX or more numbers sat, BOX_AT_ONCE or more of them within a day.

    A phone whose owner changes numbers has as many in time, but not at once.
    """
    rows = ground.parties[ground.parties["is_own"]]
    numbers = rows.groupby("imei")["phone"].nunique()
    at_once = rows.groupby(["imei", rows["at"] // DAY])["phone"].nunique().groupby(level="imei").max()
    found = numbers.index[(numbers >= BOX) & (at_once.reindex(numbers.index) >= BOX_AT_ONCE)]
    return frozenset("imei:" + found.astype(str))


def paid_by_victims(ground: Ground, suspect: Bools, called: Floats) -> Bools:
    """Accounts that a complaint names, or whose receipts followed suspect calls, or that are fed by nobody suspect."""
    named = np.zeros(ground.account_count, dtype=bool)
    sure = ground.payments[ground.payments["certainty"] >= 0.5]
    named[sure["account"].to_numpy()] = True
    return suspect & (named | (called >= 0.2))


def account_tiers(ground: Ground, suspect: Bools, called: Floats) -> Ints:
    """1 = paid by a victim, then one more per hop of suspects' money; 0 for others. Breadth first, O(hops x
    transfers).

    A suspect account that no hop reaches counts as paid by victims who have not complained.
    """
    rows = ground.transfers[ground.transfers["baht"] >= TIER_BAHT]
    debtor, creditor = rows["debtor"].to_numpy(), rows["creditor"].to_numpy()
    inside = suspect[debtor] & suspect[creditor]
    debtor, creditor = debtor[inside], creditor[inside]
    tier = np.where(paid_by_victims(ground, suspect, called), 1, 0).astype("int64")
    for hop in range(1, DEEPEST):
        reached = creditor[(tier[debtor] == hop) & (tier[creditor] == 0)]
        tier[reached] = hop + 1
    return np.where(suspect & (tier == 0), 1, tier)


def steady_suspects(ground: Ground, suspect: Bools) -> tuple[Floats, Floats]:
    """Per phone, how many suspects it rings twice or more, and how many ring it so: handlers lead, callers follow."""
    pairs = call_pairs(ground)
    pairs = pairs[(pairs["calls"] >= 2) & (pairs["longest"] >= STEADY)]
    caller, callee = pairs["caller"].to_numpy(), pairs["callee"].to_numpy()
    leads = per_phone(ground, caller, suspect[callee].astype("float64"))
    return leads, per_phone(ground, callee, suspect[caller].astype("float64"))


def phone_roles(ground: Ground, suspect: Bools, accounts: Bools, readings: dict[str, Reading]) -> Texts:
    """spoofed, otp, recruiter, handler, else caller, each as ROLE_SENTENCES says; None for others."""
    serves = readings["serves_suspects"].values
    pairs = call_pairs(ground)
    strangers = per_phone(ground, pairs["caller"].to_numpy(), (~pairs["is_returned"]).to_numpy().astype("float64"))
    leads, follows = steady_suspects(ground, suspect_numbers(ground, suspect, accounts))
    is_otp = (serves >= 0.4) & (strangers < 8)
    victims = np.maximum(readings["called_victims"].values, readings["talked_into_paying"].values)
    is_handler = (leads >= 2) & (leads > follows) & (victims < 0.4)
    steers = steering(ground, suspect, accounts)
    is_recruiter = steers & find_brokers(ground, suspect, accounts)
    cases = [is_from_abroad_number(ground), is_otp, is_recruiter, is_handler | steers]
    role = np.select(cases, ["spoofed", "otp", "recruiter", "handler"], "caller")
    return with_recruiters(ground, only(suspect, role))


def with_recruiters(ground: Ground, role: Texts) -> Texts:
    """A handler in steady contact with more handlers than callers, in a gang that shows few, is a recruiter too."""
    steady = steady_pairs(ground)
    node, other = steady["node"].to_numpy(), steady["other"].to_numpy()
    callers = per_phone(ground, node, (role[other] == "caller").astype("float64"))
    handlers = per_phone(ground, node, (role[other] == "handler").astype("float64"))
    found = role.copy()
    found[(role == "handler") & (callers < handlers)] = "recruiter"
    return found
