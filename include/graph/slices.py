"""All evidence in slices of some accounts and phones with all of their rows, so that what all rows tell is told in bounded memory.

A slice holds its own nodes' rows whole, and of everybody else what touches them: what it tells of its own nodes is as on the whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from include.core.frames import Evidence
from include.graph.archive import by_number, column, marked, touched
from include.graph.ground import Bools, Ints
from include.graph.laying import People


@dataclass(frozen=True)
class Holders:
    """The part of the resolved persons that a slice needs."""

    person: pd.DataFrame
    person_account: pd.DataFrame
    person_sim: pd.DataFrame


@dataclass(frozen=True)
class Slice:
    """The evidence and the persons of a slice, and whose facts it tells, by number of account and of phone; `transfers` is where each
    of its transfers stands in all evidence.
    """

    evidence: Evidence
    people: People
    accounts: Bools
    phones: Bools
    transfers: Ints


@dataclass(frozen=True)
class Slicer:
    """Cuts slices out of all evidence. `contact` is the phone of each account row, `buyer` the person of each SIM's row, `card` the
    phone of each row of people.person_sim, all by number and -1 where unknown; `named` marks whom complaints speak of.
    """

    evidence: Evidence
    people: People
    contact: Ints
    buyer: Ints
    card: Ints
    named_accounts: Bools
    named_phones: Bools

    @classmethod
    def of(cls, evidence: Evidence, people: People, payments: pd.DataFrame) -> "Slicer":
        """Look up once what each slice asks for."""
        phone = column(evidence.phones, "phone_id")
        contact = pd.Index(evidence.phones["msisdn"]).get_indexer(pd.Index(evidence.accounts["phone"]))
        owner = people.person_sim.drop_duplicates("iccid").set_index("iccid")["person_id"]
        cards = pd.Index(evidence.sims["iccid"])
        first = evidence.sims[~cards.duplicated()]
        place = pd.Index(first["iccid"]).get_indexer(pd.Index(people.person_sim["iccid"]))
        told = evidence.complaints
        return cls(
            evidence,
            people,
            contact=np.append(phone, -1)[contact],
            buyer=evidence.sims["iccid"].map(owner).fillna(-1).to_numpy(dtype="int64"),
            card=np.append(column(first, "phone_id"), -1)[place],
            named_accounts=marked(
                size_of(evidence.accounts, "account_id"),
                column(told, "victim_account_id"),
                column(payments, "account_id"),
            ),
            named_phones=marked(size_of(evidence.phones, "phone_id"), column(told, "victim_phone_id")),
        )

    def cut(self, accounts: Bools, phones: Bools) -> Slice:
        """The slice of the marked accounts and phones."""
        whole = self.evidence
        moved = np.flatnonzero(touched(whole.transfers, accounts, ("debtor_id", "creditor_id")))
        transfers = whole.transfers.take(moved)
        calls = whole.calls[touched(whole.calls, phones, ("a_phone_id", "b_phone_id"))]
        sims = whole.sims[self._cards(phones)]
        ends = (column(transfers, name) for name in ("debtor_id", "creditor_id"))
        shown = accounts | self.named_accounts | marked(len(accounts), *ends)
        rows = shown[column(whole.accounts, "account_id")]
        rang = (column(calls, name) for name in ("a_phone_id", "b_phone_id"))
        heard = phones | self.named_phones | marked(len(phones), *rang, column(sims, "phone_id"), self.contact[rows])
        people = Holders(
            self.people.person,
            self.people.person_account[shown[column(self.people.person_account, "account_id")]],
            self.people.person_sim[heard[self.card]],
        )
        evidence = replace(
            whole,
            accounts=whole.accounts[rows],
            phones=whole.phones[heard[column(whole.phones, "phone_id")]],
            transfers=transfers,
            calls=calls,
            call_parties=whole.call_parties[phones[column(whole.call_parties, "phone_id")]],
            sims=sims,
        )
        return Slice(evidence, people, accounts, phones, moved)

    def _cards(self, phones: Bools) -> Bools:
        """SIM cards of the marked phones, and others that their buyers bought."""
        own = phones[column(self.evidence.sims, "phone_id")]
        return own | marked(int(self.buyer.max(initial=0)) + 2, self.buyer[own])[self.buyer]

    def slices(self, rows: int) -> Iterator[Slice]:
        """Slices of about `rows` transfers and calls each, together everybody; a node is never parted."""
        whole = self.evidence
        count = max(1, -(-(len(whole.transfers) + len(whole.calls)) // rows))
        accounts = part_evenly(whole.accounts["account_id"], whole.transfers, ("debtor_id", "creditor_id"), count)
        phones = part_evenly(whole.phones["phone_id"], whole.calls, ("a_phone_id", "b_phone_id"), count)
        for number in range(count):
            yield self.cut(accounts == number, phones == number)


def size_of(frame: pd.DataFrame, name: str) -> int:
    """How many numbers there are, and one place for nobody."""
    return int(column(frame, name).max(initial=0)) + 2


def part_evenly(ids: pd.Series, rows: pd.DataFrame, ends: tuple[str, ...], count: int) -> Ints:
    """Per number which of `count` parts it belongs to, by ranges of numbers that have about as many rows each; -1 where it is nobody's."""
    number = np.sort(ids.to_numpy(dtype="int64"))
    size = (int(number[-1]) if len(number) else 0) + 2
    load = np.ones(size, dtype="int64")
    for end in ends:
        named = column(rows, end)
        load += np.bincount(named[named >= 0], minlength=size)
    before = np.cumsum(load[number]) - load[number]
    return by_number(number, before * count // max(int(load[number].sum()), 1))
