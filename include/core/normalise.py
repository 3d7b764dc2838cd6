"""One way to write each kind of value: functions over whole columns of text; what cannot be understood becomes missing.

Costly rules run once per distinct value. Facts behind the rules: NFC does not order Thai marks, titles are titles only
before a blank (or glued, where that is usual), `00` is the international prefix, a valid checksum is not an identity.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta, timezone
from functools import lru_cache

import idna
import pandas as pd
import phonenumbers

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
TITLES = re.compile(
    r"^(?:(?:นาย|นาง|คุณ|ดร\.?|mr\.?|mrs\.?|miss|ms\.?)\s+"
    r"|น\.ส\.\s*|นางสาว\s*|ด\.ช\.\s*|ด\.ญ\.\s*|บจก\.\s*|บริษัท\s+)+",
    re.IGNORECASE,
)
ODD_SIGNS = "[๐-๙\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]"
# Digits are written 0-9 in the patterns: to Python, \d is a digit of any script.
ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$"
OFFSET = r"(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)$"
BUDDHIST = r"^([0-9]{2})/([0-9]{2})/([0-9]{4})(?: ([0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?$"
BUDDHIST_YEARS = 543
BUDDHIST_STYLES = frozenset({"buddhist", "buddhist_or_iso"})
LOCAL_OFFSET = "+07:00"
LOCAL_ZONE = timezone(timedelta(hours=7))  # not Asia/Bangkok, which had another offset before 1920
LAST_EPOCH_MS = 4e12
MONEY = r"^-?(?:[0-9]{1,13}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,2})?$"
NATIONAL = r"0[0-9]{8,9}"
THAI_E164 = r"\+66[1-9][0-9]{7,8}"
SHORT_CODE = re.compile(r"^[0-9]{3,6}$")
EXTENSION = re.compile(r"\s*(?:ต่อ|ext\.?|x|#)\s*\d{1,6}$", re.IGNORECASE)
CACHED = 1 << 17
LONGEST_TYPED = (
    1000  # characters of a phone or name that are looked at: longer ones are put aside, and took time by their square
)


def map_distinct(values: pd.Series, function: Callable[[str], str | None]) -> pd.Series:
    """Apply a function of one text to each distinct value; missing stays missing."""
    codes, distinct = pd.factorize(values)
    mapped = pd.Series([function(value) for value in distinct], dtype="str")
    return mapped.reindex(codes).set_axis(values.index).where(codes >= 0)


def trim(values: pd.Series) -> pd.Series:
    """Strip blanks and invisible characters, write Thai digits as Arabic ones; empty becomes missing."""
    stripped = values.str.strip()
    odd = stripped.str.contains(ODD_SIGNS, regex=True, na=False)
    if odd.any():
        stripped = stripped.where(~odd, map_distinct(stripped.where(odd), clean_digits))
    return stripped.where(stripped != "")


def clean_digits(text: str) -> str:
    """Return one code or number without invisible characters, blanks at its ends and Thai digits."""
    return INVISIBLE.sub("", text).translate(THAI_DIGITS).strip()


def parse_times(values: pd.Series, style: str) -> pd.Series:
    """Return datetime64[us, UTC]; `style` is iso (also of Excel dates), buddhist, buddhist_or_iso
    (sheets in which some dates are text) or epoch_ms; NaT if impossible."""
    if style == "epoch_ms":
        numbers = pd.to_numeric(values, errors="coerce").astype("float64")
        whole = numbers.where(numbers.between(0, LAST_EPOCH_MS) & (numbers % 1 == 0)).astype("Int64")
        return pd.to_datetime(whole, unit="ms", utc=True).dt.as_unit("us")
    codes, distinct = pd.factorize(values)
    return _parse_texts(pd.Series(distinct, dtype="str"), style).reindex(codes).set_axis(values.index)


def _parse_texts(texts: pd.Series, style: str) -> pd.Series:
    if style in BUDDHIST_STYLES:
        local = from_buddhist(texts)
        texts = local if style == "buddhist" else local.where(local.notna(), texts)
    whole = texts.where(texts.str.match(ISO, na=False))
    whole = whole.where(whole.str.len() != 10, whole + "T00:00:00")
    whole = whole.where(whole.str.contains(OFFSET, regex=True, na=True), whole + LOCAL_OFFSET)
    return pd.to_datetime(whole, format="ISO8601", utc=True, errors="coerce").dt.as_unit("us")


def parse_days(values: pd.Series, style: str) -> pd.Series:
    """Return datetime64[s] (midnight, no zone) of the local day; NaT if impossible."""
    local = parse_times(values, style).dt.tz_convert(LOCAL_ZONE).dt.tz_localize(None)
    days: pd.Series = local.dt.normalize().dt.as_unit("s")
    return days


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
    national = values.str.fullmatch(NATIONAL, na=False)
    usual = national | values.str.fullmatch(THAI_E164, na=False)
    known = values.where(~national, "+66" + values.str[1:])
    return known.where(usual, map_distinct(values.where(~usual), clean_phone))


def clean_phone(typed: str) -> str | None:
    """Return one number as E.164 (region TH), or the digits of a short code such as 1441."""
    return _clean_phone(typed) if len(typed) <= LONGEST_TYPED else None


@lru_cache(maxsize=CACHED)
def _clean_phone(typed: str) -> str | None:
    text = re.sub(r"^00(?=[1-9])", "+", EXTENSION.sub("", clean_digits(typed)))
    if re.search(r"[^0-9\s()+.\-/]", text):
        return None
    bare = re.sub(r"[^0-9]", "", text)
    if SHORT_CODE.match(bare) and not text.startswith("+"):
        return bare
    if re.fullmatch(NATIONAL, text):
        return "+66" + text[1:]
    if re.fullmatch(r"66[0-9]{8,9}", bare) and not text.startswith("+"):
        text = "+" + text
    return _parse_phone(text)


def _parse_phone(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, "TH")
    except phonenumbers.NumberParseException:
        digits = re.sub(r"[^0-9]", "", text)  # callers from abroad show prefixes that no country has
        return f"+{digits}" if text.startswith("+") and 7 <= len(digits) <= 15 else None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def make_name_keys(values: pd.Series) -> pd.Series:
    """Return the matching form of names: nothing invisible, single blanks, ordered marks, no title, case folded."""
    return map_distinct(values, make_name_key)


def make_name_key(name: str) -> str | None:
    """Return the matching form of one name; of a text that is none, of its beginning."""
    return _make_name_key(name[:LONGEST_TYPED])


@lru_cache(maxsize=CACHED)
def _make_name_key(name: str) -> str | None:
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
    """Tell per value whether it is a Thai id of 13 digits whose last digit checks.

    The sum alone is checked, unlike `stdnum.th.pin`: ids that start with 0, 6, 7, 8 or 9 go to foreigners and others.
    """
    return map_distinct(values, lambda value: "1" if _checks(value) else None).notna()


def _checks(value: str) -> bool:
    digits = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"[0-9]{13}", digits):
        return False
    total = sum((13 - place) * int(digit) for place, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == int(digits[12])
