"""Who is who: one person behind accounts and SIMs. Exact ids first, name with phone second.

A shared phone never merges by itself.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from include.core.frames import Evidence
from include.resolve.names import identity_keys, name_keys

PERSON = ("person_id", "person_key", "name")
BY_ID = "same_id"
BY_NAME_AND_PHONE = "same_name_and_phone"
ALONE = "single_record"


@dataclass(frozen=True)
class People:
    """Persons and what is theirs; `rule` says why a record was given to a person.

    person(person_id, person_key, name), person_account(person_id, account_id, rule), person_sim(person_id, iccid,
    rule),
    person_phone(person_id, phone_id, rule). Person ids are positions in the sorted keys, so equal input gives equal
    ids.
    """

    person: pd.DataFrame
    person_account: pd.DataFrame
    person_sim: pd.DataFrame
    person_phone: pd.DataFrame


def account_records(accounts: pd.DataFrame, phones: pd.DataFrame) -> pd.DataFrame:
    """Identity records of accounts whose bank told us the holder: columns kind, ref, id_key, name_key, name, phone_id."""
    known = accounts[accounts["holder_id"].notna() | accounts["name_th"].notna()]
    id_type = known["holder_type"].map({"COMPANY": "COMPANY"})
    return pd.DataFrame(
        {
            "kind": "account",
            "ref": known["bank_code"].astype(str) + ":" + known["account_no"].astype(str),
            "id_key": identity_keys(known["holder_id"], id_type),
            "name": known["name_th"],
            "name_key": name_keys(known["name_th"]),
            "phone_id": known["phone"].map(phones.set_index("msisdn")["phone_id"]).fillna(-1).astype("int64"),
            "row_id": known["account_id"].astype(str),
        }
    )


def sim_records(sims: pd.DataFrame) -> pd.DataFrame:
    """Identity records of SIM cards, in the columns of `account_records`."""
    return pd.DataFrame(
        {
            "kind": "sim",
            "ref": sims["iccid"],
            "id_key": identity_keys(sims["id_no"], sims["id_type"]),
            "name": sims["name_th"],
            "name_key": name_keys(sims["name_th"]),
            "phone_id": sims["phone_id"].astype("int64"),
            "row_id": sims["iccid"],
        }
    )


def keyed_by_name_and_phone(records: pd.DataFrame) -> pd.DataFrame:
    """Give records without an id the id that alone bears their name and phone, else a key of their own."""
    pair = ["name_key", "phone_id"]
    with_id = records[records["id_key"].notna() & records["name_key"].notna() & (records["phone_id"] >= 0)]
    candidates = with_id.groupby(pair)["id_key"].agg(["nunique", "first"]).reset_index()
    unique = candidates[candidates["nunique"] == 1].rename(columns={"first": "found_key"})
    joined = records.merge(unique[[*pair, "found_key"]], on=pair, how="left")
    own = joined["kind"].str.upper() + ":" + joined["ref"].astype(str)
    has_id, found = joined["id_key"].notna(), joined["found_key"].notna()
    joined["person_key"] = joined["id_key"].where(has_id, joined["found_key"].where(found, own))
    joined["rule"] = np.select([has_id, found], [BY_ID, BY_NAME_AND_PHONE], ALONE)
    return joined


def number_people(records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Number the distinct person keys in sorted order; returns (person, records with person_id)."""
    ordered = records.sort_values(["person_key", "kind", "ref"], kind="stable")
    person = ordered.groupby("person_key", sort=True)["name"].first().reset_index()
    person.insert(0, "person_id", np.arange(1, len(person) + 1, dtype="int64"))
    numbered = ordered.merge(person[["person_id", "person_key"]], on="person_key")
    return person[list(PERSON)], numbered


def phones_of_people(numbered: pd.DataFrame) -> pd.DataFrame:
    """A SIM's number is its registrant's.

    A number typed at a bank is the holder's only if no SIM tells and nobody else typed it.
    """
    has_phone = numbered[numbered["phone_id"] >= 0]
    by_sim = has_phone[has_phone["kind"] == "sim"].assign(rule="registered_sim")
    typed = has_phone[(has_phone["kind"] == "account") & ~has_phone["phone_id"].isin(by_sim["phone_id"])]
    owners = typed.groupby("phone_id")["person_id"].transform("nunique")
    by_bank = typed[owners == 1].assign(rule="contact_of_account")
    both = pd.concat([by_sim, by_bank])[["person_id", "phone_id", "rule"]]
    return both.drop_duplicates(["person_id", "phone_id"]).sort_values(["person_id", "phone_id"], ignore_index=True)


def resolve_people(evidence: Evidence) -> People:
    """Merge account holders and SIM registrants into persons.

    Conservative: without the same document, both name and phone must agree.
    """
    records = pd.concat(
        [account_records(evidence.accounts, evidence.phones), sim_records(evidence.sims)], ignore_index=True
    )
    person, numbered = number_people(keyed_by_name_and_phone(records))
    of_account = numbered[numbered["kind"] == "account"]
    of_sim = numbered[numbered["kind"] == "sim"]
    return People(
        person=person,
        person_account=of_account[["person_id", "rule"]]
        .assign(account_id=of_account["row_id"].astype("int64"))[["person_id", "account_id", "rule"]]
        .reset_index(drop=True),
        person_sim=of_sim.rename(columns={"row_id": "iccid"})[["person_id", "iccid", "rule"]].reset_index(drop=True),
        person_phone=phones_of_people(numbered),
    )
