"""From evidence to who works with whom: one call that returns the edges, the scored accounts and phones, and the
gangs.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from include.core.frames import ACCOUNT_RISK, PHONE_RISK, Evidence
from include.graph import lineage, phone_ties
from include.graph.account_signals import ACCOUNT_SIGNALS
from include.graph.archive import Archive
from include.graph.beliefs import Beliefs
from include.graph.bonds import account_names, phone_names
from include.graph.edges import build_edges
from include.graph.facts import Facts, places
from include.graph.findings import SUSPECT_AT, Findings
from include.graph.gangs import complaint_gangs, gang_table, membership
from include.graph.ground import Bools, Floats, Ground, Ints
from include.graph.laying import People
from include.graph.members import Casting, in_order, member_table
from include.graph.overlaps import attachment, memberships, money_with, served_gangs
from include.graph.phone_signals import PHONE_SIGNALS
from include.graph.reach import Before, look_around, tabulate_all
from include.graph.readings import Scorer
from include.graph.roles import Texts, account_roles, account_tiers, phone_roles
from include.graph.signals import reasons_of
from include.graph.stock import take_stock

EXPLAIN_AT = 0.1
# Suspects, from SUSPECT_AT on, are grouped and get a role. An account is flagged only where one wrong flag, which may cost an honest holder
# his trade, may weigh as four missed ones.
FLAG_ACCOUNT_AT = 0.8
SEED = 20240301
NOTHING: list[dict[str, object]] = []  # what is said of most; one list for all, since nobody adds to it


@dataclass(frozen=True)
class Network:
    """The tables of the network, columns as in core.frames: EDGE, ACCOUNT_RISK, PHONE_RISK, GANG, GANG_MEMBER."""

    edges: pd.DataFrame
    account_risk: pd.DataFrame
    phone_risk: pd.DataFrame
    gang: pd.DataFrame
    gang_member: pd.DataFrame


def span(nodes: Ints, at: Ints, size: int) -> tuple[Ints, Ints]:
    """First and last time per node; -1 where it never appears."""
    first = np.full(size, np.iinfo("int64").max)
    last = np.zeros(size, dtype="int64")
    np.minimum.at(first, nodes, at)
    np.maximum.at(last, nodes, at)
    return np.where(last == 0, -1, first), np.where(last == 0, -1, last)


def suspects(ground: Ground, beliefs: Beliefs, chance: Floats, account_role: Texts, phone_role: Texts) -> pd.DataFrame:
    """Suspect accounts and phones as one table: name, node_type, node_key, position, role, score, first_at, last_at
    (s).
    """
    rows, calls = ground.transfers, ground.calls
    moved = span(np.concatenate([rows["debtor"], rows["creditor"]]), np.tile(rows["at"], 2), ground.account_count)
    rang = span(np.concatenate([calls["caller"], calls["callee"]]), np.tile(calls["at"], 2), ground.phone_count)
    parts = []
    for kind, names, keys, role, score, (first, last) in (
        ("account", account_names(ground), ground.accounts["key"], account_role, chance, moved),
        ("phone", phone_names(ground), ground.phones["msisdn"], phone_role, beliefs.state.phones, rang),
    ):
        columns = {"name": names, "node_type": kind, "node_key": keys, "position": np.arange(len(keys))}
        table = pd.DataFrame(columns | {"role": role, "score": score, "first_at": first, "last_at": last})
        parts.append(table[np.array([value is not None for value in role], dtype=bool)])
    return pd.concat(parts, ignore_index=True)


def account_risk(
    ground: Ground, beliefs: Beliefs, chance: Floats, role: Texts, tier: Ints, gang: pd.Series
) -> pd.DataFrame:
    """ACCOUNT_RISK, one row per account of the ground; reasons for those above EXPLAIN_AT, tier and role for suspects.

    `chance` is what is shown as the score; flags and reasons stay with the rules.
    """
    score = beliefs.state.accounts
    spoken = reasons_of(ACCOUNT_SIGNALS, beliefs.account_readings, score >= EXPLAIN_AT)
    table = pd.DataFrame(
        {
            "account_id": ground.accounts["account_id"],
            "mule_score": chance,
            "is_flagged": score >= FLAG_ACCOUNT_AT,
            "role": role,
            "tier": pd.array(np.where(tier > 0, tier, -1), dtype="Int64"),
            "gang_id": gang.to_numpy(),
            "reasons": [spoken.get(node, NOTHING) for node in range(len(score))],
        }
    )
    table["tier"] = table["tier"].mask(table["tier"] < 0)
    return table[list(ACCOUNT_RISK)]


def phone_risk(ground: Ground, beliefs: Beliefs, role: Texts, gang: pd.Series) -> pd.DataFrame:
    """PHONE_RISK, one row per phone of the ground."""
    score = beliefs.state.phones
    spoken = reasons_of(PHONE_SIGNALS, beliefs.phone_readings, score >= EXPLAIN_AT)
    table = pd.DataFrame(
        {
            "phone_id": ground.phones["phone_id"],
            "scam_score": score,
            "is_flagged": score >= SUSPECT_AT,
            "role": role,
            "gang_id": gang.to_numpy(),
            "reasons": [spoken.get(node, NOTHING) for node in range(len(score))],
        }
    )
    return table[list(PHONE_RISK)]


def with_others(near: pd.DataFrame, number: str, others: pd.Index, column: str, score: Floats) -> pd.DataFrame:
    """The rows of the ground, and of everybody else (`score` per number of `others`) that nothing is said but a score."""
    away = ~others.isin(near[number])
    table = near.set_index(number).reindex(near[number].tolist() + others[away].tolist()).reset_index()
    size = len(near)
    table[column] = np.concatenate([near[column], score[away]])
    table["is_flagged"] = np.concatenate([near["is_flagged"], np.zeros(len(table) - size, dtype=bool)])
    for name, nothing in (("role", None), ("gang_id", None), ("reasons", NOTHING)):
        known = near[name].astype("object").where(near[name].notna(), None)
        table[name] = pd.Series([*known, *([nothing] * (len(table) - size))], dtype="object")
    sorted_table: pd.DataFrame = table.sort_values(number, ignore_index=True)
    return sorted_table


def gang_of(names: pd.Series, suspect: Bools, gang: pd.Series) -> pd.Series:
    """Gang id per position, None for the unsuspected and the unbound."""
    found = names.map(gang) if len(gang) else pd.Series(None, index=names.index, dtype="object")
    return found.astype("object").where(suspect & found.notna(), None)


def cast(
    ground: Ground,
    person: pd.DataFrame,
    found: Findings,
    nodes: pd.DataFrame,
    gang: pd.Series,
    account_gang: pd.Series,
    complaints: pd.DataFrame,
) -> Casting:
    """Who and what belongs to which gangs, also those who serve several."""
    served = served_gangs(ground, found.beliefs.state.services > 0, account_gang)
    bonds = pd.concat([found.bonds, money_with(ground, served, account_gang)], ignore_index=True)
    belonging = memberships(found.bonds, gang, nodes["name"])
    return Casting(ground, person, found.phones, nodes, bonds, belonging, complaints, served)


def renamed_ids(gang_id: pd.Series, named: dict[str, str]) -> pd.Series:
    """Ids by which gangs go from now on, None where there is no gang."""
    found = gang_id.map(named).astype("object")
    return found.where(gang_id.notna(), None).astype(gang_id.dtype)


def continue_gangs(network: Network, previous: pd.DataFrame) -> tuple[Network, pd.DataFrame]:
    """The network with the ids that its gangs bear since earlier runs, and what became of the gangs (GANG_EVENT).

    `previous`: GANG_MEMBER rows of the last run (`lineage.assign_ids`); a last step, so that all else is the same with a
    history and without.
    """
    named = lineage.assign_ids(network.gang_member, previous)
    renamed = {
        name: table.assign(gang_id=renamed_ids(table["gang_id"], named))
        for name, table in vars(network).items()
        if name != "edges"
    }
    renamed["gang"] = renamed["gang"].sort_values("gang_id", ignore_index=True)
    renamed["gang_member"] = in_order(renamed["gang_member"])
    return replace(network, **renamed), lineage.list_events(renamed["gang_member"], previous)


def build_network(
    evidence: Evidence, people: People, payments: pd.DataFrame, seed: int = SEED, scorer: Scorer | None = None
) -> Network:
    """Build the network from all evidence.

    `scorer` turns what each signal added (`readings.tabulate`) into the accounts' scores; without it they are the rules' own.
    `people` comes from `resolve.resolve_people`, `payments` from `resolve.repair_mentions`. Pure and deterministic:
    the same evidence in any row order gives the same tables. About O((transfers + calls) log n) to take stock of everybody,
    then what suspects have.
    """
    archive, facts = take_stock(evidence, people, payments)
    return weave(archive, facts, seed, scorer)[0]


def weave(
    archive: Archive, facts: Facts, seed: int, scorer: Scorer | None = None, before: Before | None = None
) -> tuple[Network, Before]:
    """The network, and what the next run may go on from, from the archive and what stands alone; costs what suspects have.

    `before`, what the last run found, saves time and changes nothing.
    """
    ground, found, after = look_around(archive, facts, seed, Before() if before is None else before)
    beliefs, accounts, phones, bonds = found.beliefs, found.accounts, found.phones, found.bonds
    person = archive.people.person
    alone, phones_alone = facts.scores()
    everyone = facts.accounts.index
    chance = alone if scorer is None else scorer(tabulate_all(facts, ground, beliefs.account_readings))
    own = beliefs.state.accounts if scorer is None else chance[places(facts.accounts, ground.accounts["account_id"])]
    account_role = account_roles(ground, accounts)
    phone_role = phone_roles(ground, phones, accounts, beliefs.phone_readings)
    nodes = suspects(ground, beliefs, own, account_role, phone_role)
    gang = membership(found.groups, nodes)
    nodes = nodes.assign(gang_id=nodes["name"].map(gang).astype("object")).dropna(subset=["gang_id"])
    account_gang = gang_of(account_names(ground), accounts, gang)
    phone_gang = gang_of(phone_names(ground), phones, gang)
    told = complaint_gangs(ground, account_gang, phone_gang)
    tier = account_tiers(ground, accounts, beliefs.account_readings["called_then_paid"].values)
    talks = phone_ties.talks_before_suspect_payments(ground, beliefs.state)
    rang = phone_risk(ground, beliefs, phone_role, phone_gang)
    paid = account_risk(ground, beliefs, own, account_role, tier, account_gang)
    network = Network(
        edges=build_edges(ground, person, talks, accounts, phones),
        account_risk=with_others(paid, "account_id", everyone, "mule_score", chance),
        phone_risk=with_others(rang, "phone_id", facts.phones.index, "scam_score", phones_alone),
        gang=gang_table(nodes, attachment(bonds, gang), told),
        gang_member=member_table(cast(ground, person, found, nodes, gang, account_gang, told)),
    )
    return network, after
