"""Turns a batch of delivered text into the typed columns of its record, beside what the expectations look at.

A value that cannot be understood becomes a mark outside every legal range, so that one expectation per column finds
both what is impossible and what is absurd.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from include.core import normalise
from include.core.contract import Column, Feed, Kind
from include.core.redact import redact_contact
from include.validate.lists import clean_lists, list_domains, take_out_of_lists

NO_TIME = pd.Timestamp("1700-01-01", tz="UTC")
NO_DAY = pd.Timestamp("1700-01-01")
NO_NUMBER = -1e18
EXACT = 2.0**53  # beyond it a float is no whole number that anybody counted
ACCOUNT_FORM = r"[A-Za-z0-9-]{4,34}"
MANGLED = r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+"  # what Excel makes of a long number
LIKE_THAI_ID = rf"[0-9]{{10,}}|{MANGLED}"
VERBATIM = frozenset({Kind.TEXT, Kind.NAME, Kind.LIST, Kind.SECRET})


@dataclass(frozen=True)
class Normalised:
    """`rows`: typed columns to load; `looks`: what the expectations judge (same index)."""

    rows: pd.DataFrame
    looks: pd.DataFrame


def normalise_batch(feed: Feed, batch: pd.DataFrame) -> Normalised:
    """Return typed columns and looks of the batch; rows are not dropped here."""
    texts = pd.DataFrame({column.name: _clean_text(column, batch[column.name]) for column in feed.columns})
    rows = batch[[name for name in batch.columns if name == "row_no" or name.startswith("file_")]].copy()
    looks = {"fault": _mark_given(batch["fault"])}
    for column in feed.columns:
        rows[column.name], looks[column.name] = SHAPES[column.kind](column, texts, feed.times)
        if column.required:
            looks[f"{column.name} given"] = _mark_given(texts[column.name])
    return Normalised(_derive(feed, rows, texts), pd.DataFrame(looks, index=batch.index))


def _mark_given(values: pd.Series) -> pd.Series:
    """Return 1 where there is a value, missing elsewhere: an expectation copies its frame, and numbers copy fast."""
    return values.notna().astype("float64").where(values.notna())


def _clean_text(column: Column, values: pd.Series) -> pd.Series:
    return values.astype("str") if column.kind in VERBATIM else normalise.trim(values.astype("str"))


def _as_text(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    return texts[column.name], _mark_given(texts[column.name])


def _as_code(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    return texts[column.name], texts[column.name].astype("category")


def _as_time(column: Column, texts: pd.DataFrame, times: str) -> tuple[pd.Series, pd.Series]:
    typed = normalise.parse_times(texts[column.name], times)
    return typed, typed.fillna(NO_TIME).where(texts[column.name].notna())


def _as_day(column: Column, texts: pd.DataFrame, times: str) -> tuple[pd.Series, pd.Series]:
    typed = normalise.parse_days(texts[column.name], times)
    return typed, typed.fillna(NO_DAY).where(texts[column.name].notna())


def _as_money(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    typed = normalise.clean_money(texts[column.name])
    return typed, pd.to_numeric(typed, errors="coerce").fillna(NO_NUMBER).where(texts[column.name].notna())


def _as_number(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    numbers = pd.to_numeric(texts[column.name], errors="coerce").astype("float64")
    if column.kind is Kind.COUNT:
        numbers = numbers.where((numbers % 1 == 0) & (numbers.abs() <= EXACT))
    typed = numbers.astype("Int64") if column.kind is Kind.COUNT else numbers
    return typed, numbers.fillna(NO_NUMBER).where(texts[column.name].notna())


def _as_phone(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    typed = normalise.clean_phones(texts[column.name])
    return typed, _is_understood(typed, texts[column.name]) if column.required else _all_well(typed)


def _as_account(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    given = texts[column.name]
    legal = given.str.fullmatch(ACCOUNT_FORM, na=True) & ~given.str.fullmatch(MANGLED, na=False)
    if column.form:
        legal &= given.str.fullmatch(column.form, na=True) | ~_where(column.form_where, texts)
    return given, legal


def _as_holder_id(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    """Ten digits or more are a Thai id, whole or cut: passports are shorter or have letters."""
    typed = texts[column.name].str.replace(r"[\s-]", "", regex=True)
    looks_thai = typed.str.fullmatch(LIKE_THAI_ID, na=False)
    if "id_type" in texts:
        looks_thai |= typed.notna()
    must = _where(column.id_type, texts) & looks_thai
    return typed, ~must | normalise.has_thai_checksum(typed.where(must))


def _where(conditions: Mapping[str, frozenset[str]], texts: pd.DataFrame) -> pd.Series:
    chosen = pd.Series(True, index=texts.index)
    for name, values in conditions.items():
        chosen &= texts[name].isin(values)
    return chosen


def _as_domain(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    typed = normalise.map_distinct(texts[column.name], normalise.clean_domain)
    return typed, _is_understood(typed, texts[column.name])


def _as_list(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    return clean_lists(column.name, texts[column.name])


def _is_understood(typed: pd.Series, given: pd.Series) -> pd.Series:
    return typed.notna() | given.isna()


def _all_well(values: pd.Series) -> pd.Series:
    return pd.Series(True, index=values.index)


SHAPES: dict[Kind, Callable[[Column, pd.DataFrame, str], tuple[pd.Series, pd.Series]]] = {
    Kind.KEY: _as_text,
    Kind.TEXT: _as_text,
    Kind.NAME: _as_text,
    Kind.CODE: _as_code,
    Kind.BANK: _as_code,
    Kind.SECRET: _as_text,
    Kind.ACCOUNT: _as_account,
    Kind.TIMESTAMP: _as_time,
    Kind.DATE: _as_day,
    Kind.MONEY: _as_money,
    Kind.COUNT: _as_number,
    Kind.DEGREES: _as_number,
    Kind.PHONE: _as_phone,
    Kind.HOLDER_ID: _as_holder_id,
    Kind.DOMAIN: _as_domain,
    Kind.LIST: _as_list,
}


def _derive(feed: Feed, rows: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """Add what follows from other columns: constants, matching forms of names, hosts of URLs; hide the reporter."""
    derived = rows.assign(**feed.constants)
    for column in feed.columns:
        if column.kind is Kind.NAME:
            derived[f"{column.name}_key"] = normalise.make_name_keys(texts[column.name])
        if column.kind is Kind.PHONE and not column.required:
            derived[f"{column.name}_typed"] = texts[column.name]
    secret = next((column.name for column in feed.columns if column.kind is Kind.SECRET), None)
    if secret:
        derived = _hide_reporter(feed, derived, texts[secret])
    return derived.assign(domains=list_domains(derived["urls"])) if "urls" in derived else derived


def _hide_reporter(feed: Feed, rows: pd.DataFrame, contacts: pd.Series) -> pd.DataFrame:
    """Take the reporter's contact out of free text and lists."""
    hidden = {
        column.name: take_out_of_lists(rows[column.name], contacts)
        for column in feed.columns
        if column.kind is Kind.LIST
    }
    pairs = zip(rows["narrative"], contacts.fillna(""), strict=True)
    told = [redact_contact(text, contact) if isinstance(text, str) else None for text, contact in pairs]
    return rows.assign(**hidden, narrative=pd.Series(told, index=rows.index, dtype="str"))
