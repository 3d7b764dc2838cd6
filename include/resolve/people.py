"""Who is who: one person behind accounts and SIMs. Same document first, likeness second, people's decisions above both.

A shared phone, device or address never merges by itself.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from include.core.frames import Evidence
from include.resolve.candidates import find_pairs
from include.resolve.clusters import cluster
from include.resolve.decisions import Decisions
from include.resolve.linkage import score_pairs
from include.resolve.model import Model
from include.resolve.naming import name_persons
from include.resolve.records import add_features, list_records
from include.resolve.same_id import link_same_id

PERSON = ("person_id", "person_key", "name")
LINK = ("left_key", "right_key", "rule", "match_weight", "match_probability", "is_kept", "contributions")
SCORE = ("left_key", "right_key", "match_weight", "match_probability", "contributions")
ENOUGH_BITS = 10.0  # a thousand to one; a wrong merge is worse than a missed one
SURE_NAMES = 3  # the same name, one letter off, or the same in Latin letters: the first three levels
ALONE, BY_ID, BY_LIKENESS, BY_DECISION = "single_record", "same_id", "similar", "confirmed"


@dataclass(frozen=True)
class People:
    """Persons and what is theirs; `rule` says why a record was given to a person.

    person(person_id, person_key, name), person_account(person_id, account_id, rule), person_sim(person_id, iccid,
    rule), person_phone(person_id, phone_id, rule). Person ids of a first run are positions in the sorted keys, so equal
    input gives equal ids.
    """

    person: pd.DataFrame
    person_account: pd.DataFrame
    person_sim: pd.DataFrame
    person_phone: pd.DataFrame


@dataclass(frozen=True)
class Resolved:
    """Records with person_id, person_key and rule; the links (LINK) between them; the persons (PERSON)."""

    records: pd.DataFrame
    links: pd.DataFrame
    person: pd.DataFrame


@dataclass(frozen=True)
class Before:
    """The last run, as far as it matters: `persons` (record_key, person_id, person_key), links that need no new score, the
    next id, and names that other persons have.
    """

    persons: pd.DataFrame
    links: pd.DataFrame
    next_id: int = 1
    taken: frozenset[str] = frozenset()


NOBODY = Before(pd.DataFrame(columns=["record_key", "person_id", "person_key"]), pd.DataFrame(columns=list(LINK)))


def resolve_people(evidence: Evidence, model: Model | None = None, decisions: Decisions | None = None) -> People:
    """Merge account holders and SIM registrants into persons, from nothing; links of one document are not explained."""
    found = resolve_records(
        add_features(list_records(evidence)), model or Model(), decisions or Decisions(), NOBODY, explains=False
    )
    return split_people(found)


def resolve_records(
    records: pd.DataFrame,
    model: Model,
    decisions: Decisions,
    before: Before = NOBODY,
    new_keys: frozenset[str] | None = None,
    *,
    explains: bool = True,
) -> Resolved:
    """Resolve records (as `add_features` returns them) into persons.

    With `new_keys` only pairs with one of those are scored, and `before.links` stands for the others. `explains`: links of
    one document are scored too, for their reasons; they join whatever their score.
    """
    certain, pairs = link_same_id(records), find_pairs(records, new_keys)
    to_score = [pairs, _without_score(certain, before.links)] if explains else [pairs]
    scored = score_pairs(records, pd.concat(to_score, ignore_index=True), model)
    links = _collect_links(certain, scored, _confirmed(records, decisions), before.links)
    first = cluster(records, links, decisions)
    person = dict(zip(records["record_key"], first, strict=True))
    links["is_kept"] = links["left_key"].map(person) == links["right_key"].map(person)
    return _number(records, first, links, before)


def _without_score(certain: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    done = pd.MultiIndex.from_frame(known.loc[known["rule"] == BY_ID, ["left_key", "right_key"]])
    return certain[~pd.MultiIndex.from_frame(certain).isin(done)]


def _confirmed(records: pd.DataFrame, decisions: Decisions) -> pd.DataFrame:
    pairs = pd.DataFrame(decisions.confirmed, columns=["left_key", "right_key"]).assign(rule=BY_DECISION)
    return pairs[pairs["left_key"].isin(records["record_key"]) & pairs["right_key"].isin(records["record_key"])]


def _collect_links(
    certain: pd.DataFrame, scored: pd.DataFrame, by_hand: pd.DataFrame, known: pd.DataFrame
) -> pd.DataFrame:
    """Return LINK: links of one document with their scores, similarities that are enough, and what people confirmed."""
    told = pd.concat([scored.drop(columns="name_level"), known.loc[known["rule"] == BY_ID, list(SCORE)]])
    by_id = certain.assign(rule=BY_ID).merge(told, how="left", on=["left_key", "right_key"])
    is_certain = pd.MultiIndex.from_frame(scored[["left_key", "right_key"]]).isin(pd.MultiIndex.from_frame(certain))
    enough = (scored["match_weight"] >= ENOUGH_BITS) & (scored["name_level"] < SURE_NAMES) & ~is_certain
    alike = scored[enough.astype(bool)].drop(columns="name_level").assign(rule=BY_LIKENESS)
    links = pd.concat([by_id, alike, known[known["rule"] == BY_LIKENESS], by_hand], ignore_index=True)
    links = links.drop_duplicates(["left_key", "right_key", "rule"]).reset_index(drop=True)
    links["contributions"] = [told if isinstance(told, list) else [] for told in links["contributions"]]
    links["match_weight"] = links["match_weight"].astype("float64")
    return links.reindex(columns=list(LINK))


def _number(records: pd.DataFrame, first: pd.Series, links: pd.DataFrame, before: Before) -> Resolved:
    known = dict(zip(before.persons["person_key"], before.persons["person_id"], strict=True))
    keys = name_persons(records, first, before.persons, before.taken)
    fresh = sorted(set(keys) - set(known))
    ids = {**known, **{key: before.next_id + place for place, key in enumerate(fresh)}}
    placed = records.assign(person_key=keys, person_id=keys.map(ids).astype("int64"), rule=_why(records, links))
    ordered = placed.sort_values(["person_key", "record_key"], kind="stable")
    person = ordered.groupby("person_key", sort=True).agg(person_id=("person_id", "first"), name=("name_th", "first"))
    return Resolved(placed, links, person.reset_index()[list(PERSON)])


def _why(records: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """The strongest rule by which a record is tied to its person: a decision, its document, likeness; else it is alone."""
    kept = links[links["is_kept"]]
    ends = pd.concat(
        [
            kept[["left_key", "rule"]].set_axis(["key", "rule"], axis=1),
            kept[["right_key", "rule"]].set_axis(["key", "rule"], axis=1),
        ]
    )
    rule = np.where(records["id_key"].notna(), BY_ID, ALONE).astype(object)
    for name in (BY_LIKENESS, BY_ID, BY_DECISION):
        rule[records["record_key"].isin(ends.loc[ends["rule"] == name, "key"]).to_numpy()] = name
    return pd.Series(rule, index=records.index)


def split_people(found: Resolved) -> People:
    """Return the persons in the tables that others read."""
    records = found.records
    of_account, of_sim = records[records["kind"] == "account"], records[records["kind"] == "sim"]
    return People(
        person=found.person,
        person_account=of_account[["person_id", "account_id", "rule"]]
        .astype({"account_id": "int64"})
        .reset_index(drop=True),
        person_sim=of_sim[["person_id", "iccid", "rule"]].reset_index(drop=True),
        person_phone=phones_of_people(records),
    )


def phones_of_people(records: pd.DataFrame) -> pd.DataFrame:
    """A SIM's number is its registrant's.

    A number typed at a bank is the holder's only if no SIM tells and nobody else typed it.
    """
    has_phone = records[records["phone"].notna()]
    has_phone = has_phone.assign(phone_id=has_phone["phone"].astype("int64"))
    by_sim = has_phone[has_phone["kind"] == "sim"].assign(rule="registered_sim")
    typed = has_phone[(has_phone["kind"] == "account") & ~has_phone["phone_id"].isin(by_sim["phone_id"])]
    owners = typed.groupby("phone_id")["person_id"].transform("nunique")
    by_bank = typed[owners == 1].assign(rule="contact_of_account")
    both = pd.concat([by_sim, by_bank])[["person_id", "phone_id", "rule"]]
    return both.drop_duplicates(["person_id", "phone_id"]).sort_values(["person_id", "phone_id"], ignore_index=True)
