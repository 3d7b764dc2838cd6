"""Who is who, from core into resolved: only what files or people have changed since the last run is worked on."""

import re
from typing import Any

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.core.frames import FRAME_NAMES, Evidence
from include.core.settings import read_pseudonym_key
from include.publish.pseudonym import pseudonymise
from include.resolve import repair_mentions
from include.resolve.decisions import DecisionError, Decisions, check_decision, read_decisions
from include.resolve.model import Model, read_parameters
from include.resolve.people import LINK, Before, Resolved, resolve_records
from include.resolve.records import RAW, add_features
from include.warehouse import identity as store
from include.warehouse.connect import open_transaction, run_again
from include.warehouse.frames import merge_rows, read_frame

ACTIONS = {"confirm": "confirmed", "part": "parted", "withdraw": "withdrawn"}
RECORD_KEY = re.compile(r"account:[0-9]{3}:[0-9A-Za-z]{1,34}|sim:[0-9A-Za-z]{5,22}")
LEAST_REASON, MOST_REASON = 5, 500
MOST_CHANGED = 0.2  # share of the records beyond which everything is resolved anew
FEW = 2_000
PAYMENT_FRAMES = ("accounts", "snapshots", "transfers", "complaints", "complaint_transfers")


def resolve(dsn: str) -> dict[str, int]:
    """Resolve persons and victims' payments from core into `resolved`; return counts per table."""
    counts = run_again(lambda: resolve_persons(dsn))
    with open_transaction(dsn) as connection:
        empty = pd.DataFrame()
        frames = {
            name: read_frame(connection, f"core/{name}") if name in PAYMENT_FRAMES else empty for name in FRAME_NAMES
        }
        payments = repair_mentions(Evidence(**frames))
        return {**counts, "complaint_payment": merge_rows(connection, "resolved", "complaint_payment", payments)}


def resolve_persons(dsn: str, *, anew: bool = False) -> dict[str, int]:
    """Bring persons up to date; return how many records changed, were touched, and persons written.

    Where no file brought a holder and nobody decided anything, nothing is done. `anew`: everything, with the same
    parameters, as the first run does.
    """
    with open_transaction(dsn) as connection:
        store.lock_identity(connection)
        state = store.read_state(connection)
        sources = store.select_rows(connection, "identity_unseen")
        if not anew and state.run_id and state.newest_model == state.model_version:
            done = _resolve_some(connection, state, sources)
            if done is not None:
                return done
        return _resolve_all(connection, state, sources)


def retrain(dsn: str, reason: str) -> dict[str, int]:
    """Learn the parameters anew from all records and resolve everything with them."""
    with open_transaction(dsn) as connection:
        store.lock_identity(connection)
        records = add_features(_read_current(connection))
        _learn(connection, records, reason)
        return _resolve_all(connection, store.read_state(connection), store.select_rows(connection, "identity_unseen"))


def decide(dsn: str, form: dict[str, str], by: str) -> dict[str, int]:
    """Do what the form says (action, left, right, reason): confirm or part two records, or withdraw what was decided.

    `action` retrain takes no records. Persons are resolved at once.

    Raises:
        DecisionError: it cannot be done, and what to do instead.
    """
    action, reason = form["action"], form["reason"].strip()
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        raise DecisionError(f"say why, in {LEAST_REASON} to {MOST_REASON} characters; it stays in the ledger")
    if not by.strip():
        raise DecisionError("who decides is not known; sign in")
    if action == "retrain":
        return {"decided": 0, **retrain(dsn, f"{reason} ({by})")}
    if action not in ACTIONS:
        raise DecisionError(f"action is one of {', '.join(ACTIONS)}, retrain")
    left, right = read_pair(form["left"], form["right"])
    line = {"left_key": left, "right_key": right, "decision": ACTIONS[action], "reason": reason, "decided_by": by}
    with open_transaction(dsn) as connection:
        store.lock_identity(connection)
        check_decision(_read_decisions(connection), (left, right), line["decision"])
        if not store.keep_decision(connection, line):
            raise DecisionError("one of the records is not known; their keys stand in mart.identity_link")
    return {"decided": 1, **resolve_persons(dsn)}


def read_pair(left: str, right: str) -> tuple[str, str]:
    """Return the keys of two records in order: `account:901:1234567890`, `sim:8966...`.

    Raises:
        DecisionError: one is no key, or both are the same.
    """
    one, other = sorted((left.strip(), right.strip()))
    if not RECORD_KEY.fullmatch(one) or not RECORD_KEY.fullmatch(other):
        raise DecisionError("a record is written account:BANK:NUMBER or sim:ICCID")
    if one == other:
        raise DecisionError("these are one record, not two")
    return one, other


def _resolve_some(connection: Connection, state: store.State, sources: pd.DataFrame) -> dict[str, int] | None:
    files = {
        name: [int(number) for number in sources.loc[sources["source"] == name, "file_id"]]
        for name in ("account", "subscriber")
    }
    changed = (
        store.select_rows(connection, "identity_changed", files) if len(sources) else pd.DataFrame(columns=list(RAW))
    )
    decided = store.select_rows(connection, "identity_decided", {"last_decision_id": state.last_decision_id})
    if changed.empty and decided.empty:
        store.mark_sources(connection, sources)
        return {"changed": 0, "touched": 0, "person": 0, "link": 0}
    if len(changed) > max(FEW, MOST_CHANGED * state.record_count):
        return None
    near = _read_near(connection, changed, decided["record_key"].tolist())
    fresh = frozenset(changed["record_key"])
    whole = pd.concat([near[~near["record_key"].isin(fresh)][list(RAW)], changed[list(RAW)]])
    records = add_features(whole.sort_values("record_key", ignore_index=True))
    before = _read_before(connection, near, records, fresh, state)
    found = resolve_records(records, _read_model(connection), _read_decisions(connection), before, fresh)
    store.write_some(
        connection, _tables(found, state.model_version), [int(number) for number in near["person_id"].dropna()]
    )
    phones = {int(number) for number in pd.concat([near["phone_id"], changed["phone_id"]]).dropna()}
    store.finish_run(connection, _run(state, found, len(fresh), is_full=False), sources, sorted(phones))
    return _count(found, len(fresh))


def _resolve_all(connection: Connection, state: store.State, sources: pd.DataFrame) -> dict[str, int]:
    records = add_features(_read_current(connection))
    model = _read_model(connection) if store.read_model(connection) else _learn(connection, records, "first run")
    known = read_frame(connection, "resolved/identity_known")
    before = Before(known, pd.DataFrame(columns=list(LINK)), state.last_person_id + 1)
    found = resolve_records(records, model, _read_decisions(connection), before)
    store.write_all(connection, _tables(found, model.version))
    run = _run(state, found, len(records), is_full=True) | {"model_version": model.version}
    store.finish_run(connection, run, sources, None)
    return _count(found, len(records))


def _read_current(connection: Connection) -> pd.DataFrame:
    frame = read_frame(connection, "resolved/identity_current")
    numbers = {name: frame[name].astype("Int64") for name in ("account_id", "phone_id")}
    return frame.assign(**numbers).astype("object").sort_values("record_key", ignore_index=True)


def _read_near(connection: Connection, changed: pd.DataFrame, decided: list[str]) -> pd.DataFrame:
    ids = add_features(changed)["id_key"].dropna().tolist() if len(changed) else []
    return store.select_rows(
        connection,
        "identity_near",
        {
            "keys": [*changed["record_key"], *decided],
            "ids": ids,
            "phones": [int(number) for number in changed["phone_id"].dropna()],
            "devices": changed["device_id"].dropna().tolist(),
        },
    )


def _read_before(
    connection: Connection, near: pd.DataFrame, records: pd.DataFrame, fresh: frozenset[str], state: store.State
) -> Before:
    links = store.select_rows(connection, "identity_tie", {"keys": near["record_key"].tolist()})
    stale = links["left_key"].isin(fresh) | links["right_key"].isin(fresh)
    names = [*records["id_key"].dropna().unique(), *records["record_key"]]
    taken = store.select_rows(connection, "identity_taken", {"names": names})
    return Before(
        near.loc[near["person_id"].notna(), ["record_key", "person_id", "person_key"]],
        links[~stale],
        state.last_person_id + 1,
        frozenset(taken["person_key"]),
    )


def _read_decisions(connection: Connection) -> Decisions:
    return read_decisions(read_frame(connection, "resolved/identity_decision"))


def _read_model(connection: Connection) -> Model:
    stored = store.read_model(connection)
    return read_parameters(stored[2], stored[0]) if stored else Model()


def _learn(connection: Connection, records: pd.DataFrame, reason: str) -> Model:
    from include.resolve.training import train

    model = train(records)
    shares, is_default = (model or Model()).to_parameters(), model is None
    version = store.keep_model(connection, shares, is_default, len(records), reason)
    return read_parameters(shares, version)


def _tables(found: Resolved, model_version: int) -> dict[str, pd.DataFrame]:
    records = found.records
    person = found.person.assign(pseudonym=pseudonymise(found.person["person_key"], read_pseudonym_key()))
    accounts, sims = records[records["kind"] == "account"], records[records["kind"] == "sim"]
    numbers = {name: records[name].astype("Int64") for name in ("account_id", "phone_id")}
    return {
        "person": person,
        "person_account": accounts[["person_id", "account_id", "rule"]].astype({"account_id": "int64"}),
        "person_sim": sims[["person_id", "iccid", "rule"]],
        "identity_record": records.assign(**numbers)[list(store.RECORD)],
        "identity_link": found.links.assign(model_version=model_version),
    }


def _run(state: store.State, found: Resolved, changed: int, *, is_full: bool) -> dict[str, Any]:
    return {
        "is_full": is_full,
        "model_version": state.model_version,
        "last_decision_id": state.newest_decision,
        "changed": changed,
        "touched": len(found.records),
    }


def _count(found: Resolved, changed: int) -> dict[str, int]:
    return {"changed": changed, "touched": len(found.records), "person": len(found.person), "link": len(found.links)}
