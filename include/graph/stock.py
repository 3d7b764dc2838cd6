"""Taking stock: what all rows tell of every node, slice by slice, and who is behind each transfer."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from include.core.frames import Evidence
from include.graph import account_shapes as shapes
from include.graph.account_signals import ACCOUNT_SIGNALS
from include.graph.account_signs import distinct_partners
from include.graph.account_ties import device_uses, remark_uses
from include.graph.archive import Archive, Words, as_told, by_number, column, marked, number_of
from include.graph.facts import Facts, read_facts
from include.graph.ground import Floats, Ground, Ints, memo_key
from include.graph.handsets import are_own, handset_uses
from include.graph.laying import People, is_voice, lay_ground, seconds
from include.graph.namings import borne_out, share_borne_out, who_rang
from include.graph.phone_patterns import (
    banks_know,
    crowd_in_handset,
    crowds,
    is_given,
    share_given,
    time_told_of,
    told_of,
)
from include.graph.phone_signs import usual_calls, usual_of
from include.graph.prices import level_of, price_level
from include.graph.signals import nobody
from include.graph.slices import Slice, Slicer, size_of
from include.graph.windows import EventIndex

ROWS = 1_000_000  # transfers and calls of a slice
CROWD = 400
CHAINED = (shapes.hand_to_hand, shapes.round_trip, shapes.one_of_several_ways)


@dataclass(frozen=True)
class Common:
    """What facts of one phone ask of all: how many calls are usual, of how long a time they are told, who shares handsets, whom accounts
    give as their contact, by number of phone, and how many of those with a SIM; how many of the numbers that victims name rang them;
    what money is worth.
    """

    usual_calls: float
    told_of: float
    crowd: Floats
    usual: float
    given: Floats
    banks_know: float
    borne_out: float
    price_level: float

    def tell(self, ground: Ground) -> None:
        """Let a ground that holds only a part of the rows go by it."""
        number = ground.phones["phone_id"].to_numpy(dtype="int64")
        ground.memo[memo_key(usual_calls)] = self.usual_calls
        ground.memo[memo_key(told_of)] = self.told_of
        ground.memo[memo_key(crowd_in_handset)] = self.crowd[number], self.usual
        ground.memo[memo_key(is_given)] = self.given[number]
        ground.memo[memo_key(banks_know)] = self.banks_know
        ground.memo[memo_key(borne_out)] = self.borne_out
        ground.memo[memo_key(price_level)] = self.price_level


def look_over(evidence: Evidence, contact: Ints) -> Common:
    """What only all phones together tell; `contact` is the phone of each account row."""
    talks, size = evidence.calls[is_voice(evidence.calls)], size_of(evidence.phones, "phone_id")
    made = sum(np.bincount(column(talks, end), minlength=size) for end in ("a_phone_id", "b_phone_id"))
    own = handset_uses(evidence.call_parties[are_own(evidence.call_parties)])
    crowd, usual = crowds(own.rename(columns={"phone_id": "phone"}), size)
    told = time_told_of(seconds(evidence.calls["started_at"]))
    given, subscribed = marked(size, contact[contact >= 0]), marked(size, column(evidence.sims, "phone_id"))
    known = given.astype("float64")
    share = share_given(known, subscribed)
    usually = usual_of(np.asarray(made, dtype="float64"))
    return Common(usually, told, crowd, usual, known, share, names_borne_out(evidence), level_of(payments_of(evidence)))


def payments_of(evidence: Evidence) -> Floats:
    """What moved from account to account (baht); a transfer to oneself moves nothing."""
    rows = evidence.transfers
    moved = column(rows, "debtor_id") != column(rows, "creditor_id")
    return np.asarray(rows["amount_satang"].to_numpy(dtype="float64")[moved] / 100.0, dtype="float64")


def names_borne_out(evidence: Evidence) -> float:
    """`namings.borne_out` by numbers of phones."""
    told = evidence.mentions[evidence.mentions["source"] == "complaint"]
    told = told[column(told, "phone_id") >= 0].drop_duplicates(["phone_id", "source_id"])
    victims = evidence.complaints.drop_duplicates("complaint_id").set_index("complaint_id")["victim_phone_id"]
    victim = told["source_id"].map(victims).fillna(-1).to_numpy(dtype="int64")
    calls = (column(evidence.calls, end) for end in ("a_phone_id", "b_phone_id"))
    return share_borne_out(victim, who_rang(column(told, "phone_id"), victim, *calls))


@dataclass
class Told:
    """What slices have told so far: of their own nodes, and in arrays of all transfers of what stands behind each.

    `following` is the row that carried a transfer's sum on, -1 where none did.
    """

    origin: Ints
    destination: Ints
    following: Ints
    facts: list[Facts] = field(default_factory=list)
    accounts: list[pd.DataFrame] = field(default_factory=list)
    devices: list[pd.DataFrame] = field(default_factory=list)
    remarks: list[pd.DataFrame] = field(default_factory=list)

    def take(self, part: Slice, ground: Ground, common: Common) -> None:
        """Let a slice tell."""
        number = ground.accounts["account_id"].to_numpy(dtype="int64")
        own = part.accounts[number]
        phones = ground.phones["phone_id"].to_numpy(dtype="int64")
        held = {"account_id": number, "phone_id": number_of(phones, ground.accounts["phone"].to_numpy())}
        self.accounts.append(pd.DataFrame({**held, "person": ground.accounts["person"]})[own])
        for uses, measure in ((self.devices, device_uses), (self.remarks, remark_uses)):
            found = measure(ground)
            node = found["node"].to_numpy(dtype="int64")
            uses.append(pd.DataFrame({"node": number[node], "token": found["token"]})[own[node]])
        self._take_rows(part, ground)
        common.tell(ground)
        # Chains of hands lead through many slices, and are told last.
        ground.memo[memo_key(shapes.successors)] = np.full(len(ground.transfers), -1, dtype="int64")
        facts = read_facts(ground)
        self.facts.append(Facts(facts.accounts[own], facts.phones[part.phones[phones]]))

    def _take_rows(self, part: Slice, ground: Ground) -> None:
        """Who is behind the payments of and to its own accounts, and what their hands carried on."""
        number, rows = ground.accounts["account_id"].to_numpy(dtype="int64"), ground.transfers
        place, own = part.transfers[rows["row"].to_numpy()], part.accounts[number]
        debtor, creditor = own[rows["debtor"].to_numpy()], own[rows["creditor"].to_numpy()]
        self.origin[place[debtor]] = number[rows["origin"].to_numpy()[debtor]]
        self.destination[place[creditor]] = number[rows["destination"].to_numpy()[creditor]]
        following = shapes.successors(ground)
        carried = creditor & (following >= 0)
        self.following[place[carried]] = place[following[carried]]


def rare(uses: list[pd.DataFrame]) -> pd.DataFrame:
    """The uses (node, token) of what two nodes and at most CROWD use."""
    rows = pd.concat(uses, ignore_index=True)
    code = pd.factorize(rows["token"])[0]
    users = np.bincount(code, minlength=1)[code]
    return rows[(users >= 2) & (users <= CROWD)].reset_index(drop=True)


def follow_chains(evidence: Evidence, people: People, payments: pd.DataFrame, following: Ints) -> tuple[Ground, Ints]:
    """The ground of all transfers that stand in chains of hands, and where each stands in all evidence."""
    carried = np.flatnonzero(following >= 0)
    linked = np.unique(np.append(carried, following[carried]))
    transfers = evidence.transfers.take(linked)
    ends = np.append(column(transfers, "debtor_id"), column(transfers, "creditor_id"))
    accounts = evidence.accounts[np.isin(column(evidence.accounts, "account_id"), ends)]
    nobody_else = {name: getattr(evidence, name).iloc[:0] for name in ("phones", "calls", "call_parties", "sims")}
    ground = lay_ground(replace(evidence, transfers=transfers, accounts=accounts, **nobody_else), people, payments)
    place = linked[ground.transfers["row"].to_numpy()]
    position = by_number(place, np.arange(len(place)))
    ground.memo[memo_key(shapes.successors)] = position[following[place]]
    return ground, place


def chained_columns(ground: Ground, place: Ints, evidence: Evidence, following: Ints) -> dict[str, Ints]:
    """Per transfer of all evidence its place in chains of hands."""
    number, size = column(evidence.transfers, "transfer_id"), len(following)
    told = {"chain": np.ones(size, "int64"), "is_round": np.zeros(size, "int64"), "ways": np.zeros(size, "int64")}
    told["chain"][place] = shapes.chain_lengths(ground)
    told["is_round"][place] = shapes.rounds(ground)
    told["ways"][place] = shapes.parallel_ways(ground)
    return {"next_id": number_of(number, following), **told}


def tell_salaries(evidence: Evidence, facts: Facts) -> None:
    """Put into the facts who is paid by an employer."""
    number = facts.accounts.index.to_numpy()
    employs = marked(size_of(evidence.accounts, "account_id"), number[facts.accounts["employs"].to_numpy() > 0])
    paid = column(evidence.transfers, "creditor_id")[employs[column(evidence.transfers, "debtor_id")]]
    facts.accounts["salary"] = np.isin(number, paid).astype("float64")


def tell_chains(ground: Ground, facts: Facts) -> None:
    """Put what the signals about chains of hands say into the facts."""
    place = facts.accounts.index.get_indexer(pd.Index(ground.accounts["account_id"]))
    payers = facts.accounts["payers"].to_numpy()[place]  # all of them, not those of chains alone
    ground.memo[memo_key(distinct_partners, "creditor", "debtor")] = payers
    for signal in ACCOUNT_SIGNALS:
        if signal.measure in CHAINED:
            values = facts.accounts[signal.code].to_numpy().copy()
            values[place] = signal.measure(ground, nobody(ground)).values
            facts.accounts[signal.code] = values


def take_stock(
    evidence: Evidence, people: People, payments: pd.DataFrame, words: Words = as_told, rows: int = ROWS
) -> tuple[Archive, Facts]:
    """Read all evidence once, about `rows` transfers and calls at a time: the archive, and the facts of every node.

    O((transfers + calls) log rows); beside the evidence and what is returned, memory is bounded by the rows of a slice.
    """
    reports = evidence.call_parties
    evidence = replace(evidence, call_parties=reports.assign(is_own=are_own(reports)))
    slicer = Slicer.of(evidence, people, payments)
    common = look_over(evidence, slicer.contact)
    debtor, creditor = (column(evidence.transfers, name) for name in ("debtor_id", "creditor_id"))
    told = Told(debtor.copy(), creditor.copy(), np.full(len(debtor), -1, dtype="int64"))
    for part in slicer.slices(rows):
        ground = lay_ground(part.evidence, part.people, payments)
        told.take(part, ground, common)
        ground.memo.clear()  # its readings hold it: a slice would stay until the collector comes
    facts = Facts(pd.concat([some.accounts for some in told.facts]), pd.concat([some.phones for some in told.facts]))
    ground, place = follow_chains(evidence, people, payments, told.following)
    tell_chains(ground, facts)
    tell_salaries(evidence, facts)
    chains = chained_columns(ground, place, evidence, told.following)
    return keep(slicer, payments, told, chains, common.price_level, words), facts


def keep(
    slicer: Slicer, payments: pd.DataFrame, told: Told, chains: dict[str, Ints], prices: float, words: Words
) -> Archive:
    """Keep all evidence with what the slices told."""
    held, rows = pd.concat(told.accounts), slicer.evidence.transfers
    behind = {"origin_id": told.origin, "destination_id": told.destination}
    return Archive(
        evidence=replace(slicer.evidence, transfers=rows.assign(**behind, **chains)),
        people=slicer.people,
        payments=payments,
        contact=by_number(column(held, "account_id"), column(held, "phone_id")),
        holder=by_number(column(held, "account_id"), column(held, "person")),
        buyer=slicer.buyer,
        devices=rare(told.devices),
        remarks=rare(told.remarks),
        inflow=flow(rows, "creditor_id"),
        outflow=flow(rows, "debtor_id"),
        price_level=prices,
        words=words,
    )


def flow(rows: pd.DataFrame, end: str) -> EventIndex:
    """What moved at each account, by number."""
    moved = rows[column(rows, "debtor_id") != column(rows, "creditor_id")]
    return EventIndex.build(column(moved, end), seconds(moved["booked_at"]), column(moved, "amount_satang") / 100.0)
