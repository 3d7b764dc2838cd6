"""The part of all evidence that suspects reach: their rows and tokens whole, and of everybody else what touches them.

Suspicion below `beliefs.HEARD_AT` is not heard, so nothing that lies farther away can say anything.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from include.core.frames import Evidence
from include.graph import account_ties
from include.graph.archive import Archive, believe_chains, column, marked, number_of, touched
from include.graph.facts import Facts, believe_facts
from include.graph.ground import Bools, Ground, memo_key
from include.graph.laying import lay_ground
from include.graph.prices import price_level
from include.graph.talks import PAID, TALK
from include.graph.tokens import unique_uses

SIDES = ("debtor_id", "creditor_id", "origin_id", "destination_id")
LEAST_PAID = round(PAID * 100)  # satang; talks are held against no smaller payments


@dataclass(frozen=True)
class Core:
    """Who is heard, by number of account and of phone."""

    accounts: Bools
    phones: Bools

    def __or__(self, other: "Core") -> "Core":
        """Those of both."""
        return Core(self.accounts | other.accounts, self.phones | other.phones)

    def within(self, other: "Core") -> "Core":
        """The same marks among as many numbers as the other has."""
        sizes = len(other.accounts), len(other.phones)
        return Core(marked(sizes[0], np.flatnonzero(self.accounts)), marked(sizes[1], np.flatnonzero(self.phones)))

    def covers(self, other: "Core") -> bool:
        """Whether all of the other are here too."""
        return not (other.accounts & ~self.accounts).any() and not (other.phones & ~self.phones).any()

    def without(self, other: "Core") -> "Core":
        """Those that are not of the other."""
        return Core(self.accounts & ~other.accounts, self.phones & ~other.phones)

    def equals(self, other: "Core") -> bool:
        """Whether both hold the same."""
        return self.covers(other) and other.covers(self)


def nobody_of(core: Core) -> Core:
    """None of as many numbers as the core has."""
    return core.without(core)


def choose_calls(archive: Archive, core: Core) -> tuple[Bools, Bools]:
    """Calls of suspects and of the numbers that suspect accounts give; and who listened to a suspect, by number of phone."""
    calls, size = archive.evidence.calls, len(core.phones)
    near = core.phones | marked(size, archive.contact[np.flatnonzero(core.accounts)])
    talked = (calls["duration_s"].fillna(0).to_numpy() >= TALK) & core.phones[column(calls, "a_phone_id")]
    return touched(calls, near, ("a_phone_id", "b_phone_id")), marked(size, column(calls, "b_phone_id")[talked])


def choose_transfers(archive: Archive, core: Core, listeners: Bools) -> Bools:
    """Transfers of suspects, also those seen through a hub, and what people paid who had listened to a suspect."""
    rows = archive.evidence.transfers
    steered = listeners[archive.contact]
    paid = column(rows, "amount_satang") >= LEAST_PAID
    return touched(rows, core.accounts, SIDES) | (paid & steered[column(rows, "debtor_id")])


def calls_to_payers(archive: Archive, core: Core) -> Bools:
    """Talks with people who paid suspects."""
    rows, calls = archive.evidence.transfers, archive.evidence.calls
    paid = core.accounts[column(rows, "creditor_id")] & (column(rows, "amount_satang") >= LEAST_PAID)
    payer = marked(len(core.phones), archive.contact[np.unique(column(rows, "debtor_id")[paid])])
    return payer[column(calls, "b_phone_id")] & (calls["duration_s"].fillna(0).to_numpy() >= TALK)


def sharers(rows: pd.DataFrame, node: str, token: str, mark: Bools) -> Bools:
    """Rows whose token a marked node uses, in these rows."""
    mine = rows[token][mark[column(rows, node)]].dropna().unique()
    return np.asarray(rows[token].isin(mine) if len(mine) else np.zeros(len(rows)), dtype=bool)


def uses_of(uses: pd.DataFrame, core: Core) -> pd.DataFrame:
    """Uses, by everybody, of what suspects use."""
    mine = uses["token"][core.accounts[column(uses, "node")]].unique()
    found: pd.DataFrame = uses[uses["token"].isin(mine)]
    return found


def in_words(uses: pd.DataFrame, numbers: list[pd.Series], texts: list[pd.Series]) -> pd.DataFrame:
    """Uses with their tokens in words, as the same rows tell them in numbers and in texts."""
    spoken = pd.Series(pd.concat(texts).to_numpy(), index=pd.Index(pd.concat(numbers)))
    known = spoken[spoken.index.notna() & ~spoken.index.duplicated()]
    return uses.assign(token=uses["token"].map(known))


def choose_sims(archive: Archive, core: Core, facts: Facts) -> Bools:
    """SIM cards of suspects, those that their buyers bought too, and new ones of the same dealers."""
    sims = archive.evidence.sims
    own = core.phones[column(sims, "phone_id")]
    people = archive.buyer[own]
    age = facts.phones["sim_age"].reindex(sims["phone_id"]).to_numpy()
    dealers = sims["dealer_code"][own & (age <= 60.0)].dropna().unique()
    bought = np.isin(archive.buyer, people[people >= 0])
    return own | bought | (sims["dealer_code"].isin(dealers).to_numpy() & (age <= 60.0))


def choose_parties(archive: Archive, core: Core, facts: Facts) -> Bools:
    """Telcos' reports of suspects, of others in their handsets, and of those who stay in the one cell where suspects stay."""
    rows = archive.evidence.call_parties
    still = marked(len(core.phones), facts.phones.index.to_numpy()[facts.phones["cells"].to_numpy() == 1])
    own, at_home = core.phones[column(rows, "phone_id")], still[column(rows, "phone_id")]
    room = rows["cell_id"].isin(rows["cell_id"][own & at_home].dropna().unique()).to_numpy() & at_home
    return own | sharers(rows, "phone_id", "imei", core.phones) | room


def show_accounts(
    archive: Archive, core: Core, transfers: pd.DataFrame, phones: Bools, uses: list[pd.DataFrame]
) -> Bools:
    """Accounts that suspects' rows name, that share a token, a holder or a contact number with them, or give such a phone."""
    size = len(core.accounts)
    shown = core.accounts | marked(
        size, *(column(transfers, name) for name in SIDES), *(column(use, "node") for use in uses)
    )
    mine = np.flatnonzero(core.accounts)
    near = phones | marked(len(phones), archive.contact[mine])
    holders = marked(int(archive.holder.max(initial=0)) + 2, archive.holder[mine])
    number = column(archive.evidence.accounts, "account_id")
    return shown | marked(size, number[near[archive.contact[number]] | holders[archive.holder[number]]])


def cut(archive: Archive, facts: Facts, core: Core) -> tuple[Evidence, list[pd.DataFrame]]:
    """The evidence around the core, and who uses its devices and its remarks."""
    whole, size = archive.evidence, len(core.phones)
    near_calls, listeners = choose_calls(archive, core)
    transfers = whole.transfers[choose_transfers(archive, core, listeners)]
    calls = whole.calls[near_calls | calls_to_payers(archive, core)]
    sims, parties = (
        whole.sims[choose_sims(archive, core, facts)],
        whole.call_parties[choose_parties(archive, core, facts)],
    )
    uses = [uses_of(archive.devices, core), uses_of(archive.remarks, core)]
    called = core.phones | marked(size, column(calls, "a_phone_id"), column(calls, "b_phone_id"))
    shown = show_accounts(archive, core, transfers, called, uses)
    phones = called | marked(
        size, column(sims, "phone_id"), column(parties, "phone_id"), archive.contact[np.flatnonzero(shown)]
    )
    accounts = whole.accounts[shown[column(whole.accounts, "account_id")]]
    part = replace(
        whole,
        accounts=archive.words("accounts", accounts),
        phones=whole.phones[phones[column(whole.phones, "phone_id")]],
        transfers=archive.words("transfers", transfers),
        calls=archive.words("calls", calls),
        call_parties=archive.words("call_parties", parties),
        sims=whole.sims[phones[column(whole.sims, "phone_id")]],
    )
    numbered, worded = (transfers, accounts), (part.transfers, part.accounts)
    devices = in_words(uses[0], [rows["device_id"] for rows in numbered], [rows["device_id"] for rows in worded])
    return part, [devices, in_words(uses[1], [transfers["remark"]], [part.transfers["remark"]])]


def lay_hull(archive: Archive, facts: Facts, core: Core) -> Ground:
    """Lay out the part of the archive around the core; what is told there of suspects and their ties is as on the whole."""
    evidence, uses = cut(archive, facts, core)
    ground = lay_ground(evidence, archive.people, archive.payments, (archive.inflow, archive.outflow))
    believe_facts(ground, facts)
    believe_chains(ground, evidence.transfers)
    ground.memo[memo_key(price_level)] = archive.price_level
    number = pd.Index(ground.accounts["account_id"])
    for measure, use in zip((account_ties.device_uses, account_ties.remark_uses), uses, strict=True):
        node = pd.Series(number.get_indexer(pd.Index(use["node"])), dtype="int64")
        ground.memo[memo_key(measure)] = unique_uses(node, use["token"])
    return ground


def core_of(archive: Archive, ground: Ground, accounts: Bools, phones: Bools) -> Core:
    """The marked positions of a ground by number."""
    whole = archive.evidence
    sizes = (
        int(column(whole.accounts, "account_id").max(initial=0)) + 2,
        int(column(whole.phones, "phone_id").max(initial=0)) + 2,
    )
    return Core(
        marked(sizes[0], number_of(column(ground.accounts, "account_id"), np.flatnonzero(accounts))),
        marked(sizes[1], number_of(column(ground.phones, "phone_id"), np.flatnonzero(phones))),
    )
