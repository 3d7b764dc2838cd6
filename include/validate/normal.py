"""Turns a batch of delivered text into the typed columns of its record, beside what the expectations look at.

A value that cannot be understood becomes a mark outside every legal range, so that one expectation per column finds both
what is impossible and what is absurd.
"""

from collections.abc import Callable
from dataclasses import dataclass

import orjson
import pandas as pd

from include.core import normalise
from include.core.contract import Column, Feed, Kind
from include.core.redact import redact_contact

NO_TIME = pd.Timestamp("1700-01-01", tz="UTC")
NO_DAY = pd.Timestamp("1700-01-01")
NO_NUMBER = -1e18
ACCOUNT_FORM = r"^[A-Za-z0-9-]{4,34}$"
NO_ACCOUNT = r"^\d(?:\.\d+)?[eE]\+\d+$"


@dataclass(frozen=True)
class Normalised:
    """`rows`: typed columns to load; `looks`: what the expectations judge (same index)."""

    rows: pd.DataFrame
    looks: pd.DataFrame


def normalise_batch(feed: Feed, batch: pd.DataFrame) -> Normalised:
    """Return typed columns and looks of the batch; rows are not dropped here."""
    texts = pd.DataFrame(
        {c.name: batch[c.name] if c.kind is Kind.TEXT else normalise.trim(batch[c.name].astype("str")) for c in feed.columns}
    )
    rows = batch[[name for name in batch.columns if name == "row_no" or name.startswith("file_")]].copy()
    looks = pd.DataFrame({"fault": batch["fault"]}, index=batch.index)
    for column in feed.columns:
        typed, look = SHAPES[column.kind](column, texts, feed.times)
        rows[column.name], looks[column.name] = typed, look
        if column.required:
            looks[f"{column.name} given"] = texts[column.name]
    return Normalised(_derive(feed, rows, texts), looks)


def _as_text(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    return texts[column.name], texts[column.name]


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
        numbers = numbers.where(numbers % 1 == 0)
    typed = numbers.astype("Int64") if column.kind is Kind.COUNT else numbers
    return typed, numbers.fillna(NO_NUMBER).where(texts[column.name].notna())


def _as_phone(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    typed = normalise.clean_phones(texts[column.name])
    return typed, _is_understood(typed, texts[column.name]) if column.required else _all_well(typed)


def _as_account(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    given = texts[column.name]
    legal = given.str.match(ACCOUNT_FORM, na=True) & ~given.str.match(NO_ACCOUNT, na=False)
    return given, legal


def _as_holder_id(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    typed = texts[column.name].str.replace(r"[\s-]", "", regex=True)
    must = pd.Series(False, index=texts.index)
    for name, values in column.id_type.items():
        must |= texts[name].isin(values)
    must &= typed.notna() & (typed.str.fullmatch(r"\d{13}", na=False) | (texts.get("id_type", typed) == "NATIONAL_ID"))
    return typed, ~must | normalise.has_thai_checksum(typed.where(must))


def _as_domain(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    typed = normalise.map_distinct(texts[column.name], normalise.clean_domain)
    return typed, _is_understood(typed, texts[column.name])


def _as_list(column: Column, texts: pd.DataFrame, _: str) -> tuple[pd.Series, pd.Series]:
    cleaned = texts[column.name].map(lambda text: CLEAN_ITEMS.get(column.name, _clean_any)(text), na_action="ignore")
    return cleaned.fillna("[]"), _is_understood(cleaned, texts[column.name])


def _is_understood(typed: pd.Series, given: pd.Series) -> pd.Series:
    return typed.notna() | given.isna()


def _all_well(values: pd.Series) -> pd.Series:
    return pd.Series(True, index=values.index)


def _clean_any(text: str) -> str | None:
    items = _load_list(text)
    return None if items is None else orjson.dumps([item for item in items if isinstance(item, str) and item.strip()]).decode()


def _clean_phones(text: str) -> str | None:
    items = _load_list(text)
    phones = [] if items is None else [normalise.clean_phone(str(item)) for item in items]
    return None if items is None else orjson.dumps([phone for phone in phones if phone]).decode()


def _clean_accounts(text: str) -> str | None:
    items = _load_list(text)
    if items is None or not all(isinstance(item, dict) and {"bank_code", "account_no"} <= item.keys() for item in items):
        return None
    return orjson.dumps([{**item, "account_no": str(item["account_no"]).translate(normalise.THAI_DIGITS)} for item in items]).decode()


def _clean_payments(text: str) -> str | None:
    cleaned = _clean_accounts(text)
    if cleaned is None or cleaned == "[]":
        return cleaned
    items = pd.DataFrame(orjson.loads(cleaned)).reindex(columns=["bank_code", "account_no", "amount", "at"]).astype("str")
    times, amounts = normalise.parse_times(items["at"], "iso"), normalise.clean_money(items["amount"])
    if times.isna().any() or amounts.isna().any():
        return None
    return items.assign(at=times.dt.strftime("%Y-%m-%dT%H:%M:%SZ"), amount=amounts).to_json(orient="records", force_ascii=False)


def _load_list(text: str) -> list[object] | None:
    try:
        items = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return items if isinstance(items, list) else None


CLEAN_ITEMS: dict[str, Callable[[str], str | None]] = {
    "phones": _clean_phones,
    "bank_accounts": _clean_accounts,
    "transfers": _clean_payments,
}
SHAPES: dict[Kind, Callable[[Column, pd.DataFrame, str], tuple[pd.Series, pd.Series]]] = {
    Kind.KEY: _as_text,
    Kind.TEXT: _as_text,
    Kind.NAME: _as_text,
    Kind.CODE: _as_text,
    Kind.BANK: _as_text,
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
        if column.name == "urls":
            derived["domains"] = rows["urls"].map(_list_domains)
        if column.kind is Kind.SECRET and len(derived):
            derived["narrative"] = [
                redact_contact(text, contact) if isinstance(text, str) else None
                for text, contact in zip(rows["narrative"], texts[column.name].fillna(""), strict=True)
            ]
    return derived


def _list_domains(urls: str) -> str:
    hosts = (normalise.clean_domain(url) for url in orjson.loads(urls))
    return orjson.dumps(sorted({host for host in hosts if host})).decode()
