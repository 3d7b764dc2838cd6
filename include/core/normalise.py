"""One way to write each kind of value: functions over whole columns of text; what cannot be understood becomes missing.

Costly rules run once per distinct value. Facts behind the rules: NFC does not order Thai marks, titles are titles only
before a blank (or glued, where that is usual), `00` is the international prefix, a valid checksum is not an identity.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

import idna
import pandas as pd
import phonenumbers
from stdnum.th import pin

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
TITLES = re.compile(r"^(?:(?:นาย|นาง|คุณ|ดร\.?|mr\.?|mrs\.?|miss|ms\.?)\s+|น\.ส\.\s*|นางสาว\s*|ด\.ช\.\s*|ด\.ญ\.\s*|บจก\.\s*|บริษัท\s+)+", re.I)
ISO = r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$"
BUDDHIST = r"^(\d{2})/(\d{2})/(\d{4})(?: (\d{2}:\d{2}:\d{2}))?$"
BUDDHIST_YEARS = 543
LOCAL_OFFSET = "+07:00"
MONEY = r"^-?(?:\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,2})?$"
SHORT_CODE = re.compile(r"^\d{3,6}$")


def map_distinct(values: pd.Series, function: Callable[[str], str | None]) -> pd.Series:
    """Apply a function of one text to each distinct value; missing stays missing."""
    codes, distinct = pd.factorize(values)
    mapped = pd.Series([function(value) for value in distinct], dtype="str")
    return mapped.reindex(codes).set_axis(values.index).where(codes >= 0)


def trim(values: pd.Series) -> pd.Series:
    """Strip blanks at both ends and write Thai digits as Arabic ones; empty becomes missing."""
    stripped = values.str.strip()
    thai = stripped.str.contains("[๐-๙]", regex=True, na=False)
    if thai.any():
        stripped = stripped.where(~thai, map_distinct(stripped.where(thai), lambda value: value.translate(THAI_DIGITS)))
    return stripped.where(stripped != "")


def parse_times(values: pd.Series, style: str) -> pd.Series:
    """Return datetime64[us, UTC]; `style` is iso (also what Excel dates become), buddhist or epoch_ms; NaT if impossible."""
    if style == "epoch_ms":
        numbers = pd.to_numeric(values, errors="coerce")
        return pd.to_datetime(numbers.where(numbers.between(0, 4e12)), unit="ms", utc=True).dt.as_unit("us")
    texts = from_buddhist(values) if style == "buddhist" else values
    whole = texts.where(texts.str.match(ISO, na=False))
    whole = whole.where(whole.str.len() != 10, whole + "T00:00:00")
    has_offset = whole.str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$", regex=True, na=True)
    return pd.to_datetime(whole.where(has_offset, whole + LOCAL_OFFSET), format="ISO8601", utc=True, errors="coerce").dt.as_unit("us")


def parse_days(values: pd.Series, style: str) -> pd.Series:
    """Return datetime64[s] (midnight, no zone) of the local day; NaT if impossible."""
    texts = from_buddhist(values) if style == "buddhist" else values
    return pd.to_datetime(texts.where(texts.str.match(ISO, na=False)).str[:10], format="%Y-%m-%d", errors="coerce").dt.as_unit("s")


def from_buddhist(values: pd.Series) -> pd.Series:
    """Rewrite `dd/mm/yyyy[ hh:mm:ss]` of the Buddhist era as ISO text; another form becomes missing."""
    parts = values.str.extract(BUDDHIST)
    year = (pd.to_numeric(parts[2], errors="coerce") - BUDDHIST_YEARS).astype("Int64").astype("str").str.zfill(4)
    iso = year + "-" + parts[1] + "-" + parts[0]
    return iso.where(parts[3].isna(), iso + "T" + parts[3])


def clean_money(values: pd.Series) -> pd.Series:
    """Return plain decimal text with at most two decimals; thousands commas go, any other form becomes missing."""
    return values.where(values.str.match(MONEY, na=False)).str.replace(",", "", regex=False)


def clean_phones(values: pd.Series) -> pd.Series:
    """Return E.164, or the digits of a short code; what is no number becomes missing."""
    return map_distinct(values, clean_phone)


@cache
def clean_phone(typed: str) -> str | None:
    """Return one number as E.164 (region TH), or the digits of a short code such as 1441."""
    text = re.sub(r"^00", "+", INVISIBLE.sub("", typed).translate(THAI_DIGITS).strip())
    if re.search(r"[^\d\s()+.\-/]", text):
        return None
    bare = re.sub(r"\D", "", text)
    if SHORT_CODE.match(bare) and not text.startswith("+"):
        return bare
    if re.fullmatch(r"0\d{8,9}", text):
        return "+66" + text[1:]
    if re.fullmatch(r"66\d{8,9}", bare) and not text.startswith("+"):
        text = "+" + text
    return _parse_phone(text)


def _parse_phone(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, "TH")
    except phonenumbers.NumberParseException:
        digits = re.sub(r"\D", "", text)  # callers from abroad show prefixes that no country has
        return f"+{digits}" if text.startswith("+") and 7 <= len(digits) <= 15 else None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def make_name_keys(values: pd.Series) -> pd.Series:
    """Return the matching form of names: no invisible characters, single blanks, ordered marks, no title, case folded."""
    return map_distinct(values, make_name_key)


@cache
def make_name_key(name: str) -> str | None:
    """Return the matching form of one name."""
    from pythainlp.util import normalize

    text = unicodedata.normalize("NFC", re.sub(r"\s+", " ", INVISIBLE.sub("", name)).strip())
    return TITLES.sub("", normalize(text)).casefold().strip() or None


def clean_domain(url: str) -> str | None:
    """Return the host of a URL or bare domain: IDNA (UTS 46), lower case, without `www.`."""
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", INVISIBLE.sub("", url).strip(), flags=re.I)
    host = re.split(r"[/?#\\]", host, maxsplit=1)[0].rsplit("@", 1)[-1].split(":", 1)[0].rstrip(".")
    try:
        ascii_host = idna.encode(host, uts46=True).decode() if host else ""
    except idna.IDNAError:
        return None
    return ascii_host.lower().removeprefix("www.") or None if "." in ascii_host else None


def has_thai_checksum(values: pd.Series) -> pd.Series:
    """Tell per value whether it is a Thai id of 13 digits whose last digit checks."""
    return map_distinct(values, lambda value: "1" if pin.is_valid(value) or _checks(value) else None).notna()


def _checks(value: str) -> bool:
    """Check the last digit alone: ids that start with 0, or with the digits of foreigners, follow the same sum."""
    digits = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"\d{13}", digits):
        return False
    total = sum((13 - place) * int(digit) for place, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == int(digits[12])
