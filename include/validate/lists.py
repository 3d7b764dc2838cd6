"""Cleans the lists inside complaints and tips, which are JSON text: phones, accounts, payments, texts, hosts of URLs."""

from collections.abc import Callable
from typing import Any

import orjson
import pandas as pd

from include.core import normalise
from include.core.redact import take_out

PAYMENT_FIELDS = ("bank_code", "account_no", "amount", "at")
LONGEST_NUMBER = 60  # of a bank or an account: victims mistype, and what no bank has is still what they said
LONGEST_WORD = 400


def clean_lists(name: str, texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the cleaned lists as JSON text (`[]` where absent), and per row whether the list was understood."""
    items = texts.map(_load_list, na_action="ignore").astype(object)
    cleaned = CLEANERS.get(name, _clean_texts)(items)
    return cleaned.where(cleaned.notna(), "[]").astype("str"), cleaned.notna() | texts.isna()


def list_domains(urls: pd.Series) -> pd.Series:
    """Return the hosts of lists of URLs as JSON lists of normalised domains, without repeats."""
    return urls.map(_list_domains).astype("str")


def take_out_of_lists(texts: pd.Series, contacts: pd.Series) -> pd.Series:
    """Return JSON lists without the items that are, or hold, the row's contact."""
    pairs = zip(texts, contacts, strict=True)
    return pd.Series([_without(text, contact) for text, contact in pairs], index=texts.index, dtype="str")


def _load_list(text: str) -> list[Any] | None:
    try:
        items = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return items if isinstance(items, list) else None


def _dump(items: list[Any]) -> str:
    return orjson.dumps(items).decode()


def _clean_each(items: pd.Series, clean: Callable[[list[Any]], list[Any] | None]) -> pd.Series:
    cleaned = [clean(value) if isinstance(value, list) else None for value in items]
    return pd.Series([None if value is None else _dump(value) for value in cleaned], index=items.index, dtype=object)


def _clean_texts(items: pd.Series) -> pd.Series:
    return _clean_each(items, lambda values: [value for value in values if isinstance(value, str) and value.strip()])


def _clean_words(items: pd.Series) -> pd.Series:
    """Return names and accounts of people as given; None where one is no name at all, but a text."""
    return _clean_each(_clean_texts(items).map(_load_list, na_action="ignore"), _without_texts)


def _without_texts(values: list[Any]) -> list[Any] | None:
    return values if all(len(value) <= LONGEST_WORD for value in values) else None


def _clean_phones(items: pd.Series) -> pd.Series:
    def clean(values: list[Any]) -> list[Any]:
        phones = (normalise.clean_phone(str(value)) for value in values if isinstance(value, str | int))
        return list(dict.fromkeys(phone for phone in phones if phone))

    return _clean_each(items, clean)


def _clean_accounts(items: pd.Series) -> pd.Series:
    return _clean_each(items, _clean_named_accounts)


def _clean_named_accounts(values: list[Any]) -> list[Any] | None:
    """Return accounts as digits of text; None where one is not named at all."""
    named = [_clean_account(value) for value in values]
    return None if None in named else named


def _clean_account(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    named = [value.get(name) for name in ("bank_code", "account_no")]
    if not all(isinstance(part, str | int) and str(part).strip() for part in named):
        return None
    bank_code, account_no = (normalise.clean_digits(str(part)) for part in named)
    if not 0 < len(bank_code) <= LONGEST_NUMBER or not 0 < len(account_no) <= LONGEST_NUMBER:
        return None
    return {**value, "bank_code": bank_code, "account_no": account_no}


def _clean_payments(items: pd.Series) -> pd.Series:
    """Clean all payments of all complaints as one table; one that cannot be understood spoils its complaint's list."""
    accounts = items.map(_clean_named_accounts, na_action="ignore").astype(object)
    flat = accounts[accounts.notna()].explode().dropna()
    table = pd.DataFrame(flat.tolist(), index=flat.index).reindex(columns=list(PAYMENT_FIELDS)).astype("str")
    times = normalise.parse_times(table["at"], "iso")
    table = table.assign(at=times.dt.strftime("%Y-%m-%dT%H:%M:%SZ"), amount=normalise.clean_money(table["amount"]))
    spoilt = table.index[table.isna().any(axis=1) | ~(pd.to_numeric(table["amount"]) > 0)]
    grouped = pd.Series(table.to_dict("records"), index=table.index, dtype=object).groupby(level=0).agg(list)
    lists = grouped.reindex(accounts.index).where(accounts.map(len, na_action="ignore") != 0, accounts)
    return lists.map(_dump, na_action="ignore").mask(accounts.index.isin(spoilt), None)


def _list_domains(urls: str) -> str:
    hosts = (normalise.clean_domain(url) for url in orjson.loads(urls))
    return _dump(sorted({host for host in hosts if host}))


def _without(text: str, contact: Any) -> str:
    if not isinstance(contact, str) or text == "[]":
        return text
    return _dump([item for item in orjson.loads(text) if take_out(plain := _dump([item])[1:-1], contact) == plain])


CLEANERS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "line_ids": _clean_words,
    "names": _clean_words,
    "phones": _clean_phones,
    "bank_accounts": _clean_accounts,
    "transfers": _clean_payments,
}
