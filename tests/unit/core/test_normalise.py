"""Each kind of value is written one way; what cannot be understood becomes missing."""

import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core import normalise


def plain(values: pd.Series) -> list[str | None]:
    return [None if pd.isna(value) else value for value in values]


def texts(*values: str | None) -> pd.Series:
    return pd.Series(values, dtype="str")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0812345678", "+66812345678"),
        ("081-234-5678", "+66812345678"),
        ("081 234 5678", "+66812345678"),
        ("(081)2345678", "+66812345678"),
        ("+66812345678", "+66812345678"),
        ("66812345678", "+66812345678"),
        ("0066812345678", "+66812345678"),
        ("+66 (0)81 234 5678", "+66812345678"),
        ("๐๘๑๒๓๔๕๖๗๘", "+66812345678"),
        ("\u200b0812345678\u200e", "+66812345678"),
        ("021234567", "+6621234567"),
        ("02-123-4567 ต่อ 12", "+6621234567"),
        ("02-123-4567 ext. 12", "+6621234567"),
        ("191", "191"),
        ("1441", "1441"),
        ("+697123456789", "+697123456789"),
        ("+698123456", "+698123456"),
        ("O812345678", None),
        ("not a number", None),
        ("-", None),
        ("", None),
    ],
)
def test_a_phone_becomes_e164(typed: str, expected: str | None) -> None:
    assert plain(normalise.clean_phones(texts(typed))) == [expected]


def test_missing_phones_stay_missing() -> None:
    assert normalise.clean_phones(texts(None, "0812345678")).isna().tolist() == [True, False]


@given(st.text(max_size=30))
def test_any_text_is_a_phone_or_missing(typed: str) -> None:
    phone = normalise.clean_phone(typed)
    assert phone is None or phone.lstrip("+").isdigit()
    assert phone is None or normalise.clean_phone(phone) == phone


@pytest.mark.parametrize(
    ("given_name", "same"),
    [
        ("นาย สมชาย ใจดี", "สมชาย ใจดี"),
        ("นางสาวสมหญิง ใจดี", "สมหญิง  ใจดี"),
        ("น.ส.สมหญิง ใจดี", "สมหญิง ใจดี"),
        ("สม\u200bชาย ใจดี", "สมชาย\u00a0ใจดี"),
        ("Mr. SOMCHAI Jaidee", "somchai jaidee"),
        ("น้ำา", "น้ํา" + "า"),
        ("นํ้า", "น้ํา"),
    ],
)
def test_variants_of_a_name_share_a_key(given_name: str, same: str) -> None:
    assert normalise.make_name_key(given_name) == normalise.make_name_key(same)


@pytest.mark.parametrize("name", ["นายก สุขใจ", "คุณากร ใจดี", "นางนวล ทองดี"])
def test_a_title_is_one_only_before_a_blank(name: str) -> None:
    assert normalise.make_name_key(name) == name


@pytest.mark.parametrize("name", ["NA", "null", "None", "True"])
def test_a_name_that_looks_like_a_value_stays_text(name: str) -> None:
    assert normalise.make_name_keys(texts(name)).tolist() == [name.casefold()]


@pytest.mark.parametrize(
    ("typed", "style", "expected"),
    [
        ("2024-04-04T16:21:56+07:00", "iso", "2024-04-04T09:21:56Z"),
        ("2024-04-04T09:21:56Z", "iso", "2024-04-04T09:21:56Z"),
        ("2024-04-04 16:21:56", "iso", "2024-04-04T09:21:56Z"),
        ("2024-04-04T16:21:56+07", "iso", "2024-04-04T09:21:56Z"),
        ("04/04/2567 16:21:56", "buddhist", "2024-04-04T09:21:56Z"),
        ("29/02/2567 00:00:00", "buddhist", "2024-02-28T17:00:00Z"),
        ("1712222516123", "epoch_ms", "2024-04-04T09:21:56.123Z"),
    ],
)
def test_a_time_becomes_utc(typed: str, style: str, expected: str) -> None:
    assert normalise.parse_times(texts(typed), style).tolist() == [pd.Timestamp(expected)]


@pytest.mark.parametrize(
    ("typed", "style"),
    [
        ("2024-02-30T00:00:00+07:00", "iso"),
        ("2023-02-29", "iso"),
        ("2024-13-01T00:00:00Z", "iso"),
        ("2024-01-01T25:00:00Z", "iso"),
        ("04/04/2024", "iso"),
        ("tomorrow", "iso"),
        ("29/02/2566 10:00:00", "buddhist"),
        ("31/04/2567 10:00:00", "buddhist"),
        ("04/04/67 10:00:00", "buddhist"),
        ("2024-04-04T10:00:00", "buddhist"),
        ("1712222516123000", "epoch_ms"),
        ("-5", "epoch_ms"),
        ("NaN", "epoch_ms"),
        ("inf", "epoch_ms"),
        ("true", "epoch_ms"),
    ],
)
def test_an_impossible_time_is_missing(typed: str, style: str) -> None:
    assert normalise.parse_times(texts(typed), style).isna().tolist() == [True]


def test_a_day_is_the_local_day() -> None:
    days = normalise.parse_days(texts("2024-03-01", "2024-02-29T18:00:00Z", "1901-05-05"), "iso")
    assert days.dt.strftime("%Y-%m-%d").tolist() == ["2024-03-01", "2024-03-01", "1901-05-05"]


@given(
    st.datetimes(
        min_value=pd.Timestamp("1950-01-01").to_pydatetime(), max_value=pd.Timestamp("2090-01-01").to_pydatetime()
    )
)
def test_buddhist_and_iso_agree(moment: object) -> None:
    local = pd.Timestamp(moment).floor("s")  # type: ignore[arg-type]
    buddhist = f"{local:%d/%m}/{local.year + 543} {local:%H:%M:%S}"
    iso = local.strftime("%Y-%m-%dT%H:%M:%S+07:00")
    read = normalise.parse_times(texts(buddhist), "buddhist"), normalise.parse_times(texts(iso), "iso")
    assert read[0].tolist() == read[1].tolist()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1,234.50", "1234.50"),
        ("1234.5", "1234.5"),
        ("-12.00", "-12.00"),
        ("1.000,50", None),
        ("1,50", None),
        ("12,34.00", None),
        ("0.005", None),
        ("1e3", None),
        ("NaN", None),
        ("inf", None),
        ("12345678901234.00", None),
        ("๑๒๓", None),
        ("１２３.00", None),
    ],
)
def test_money_is_exact_or_missing(typed: str, expected: str | None) -> None:
    assert plain(normalise.clean_money(texts(typed))) == [expected]


def test_trim_strips_blanks_invisible_signs_and_thai_digits() -> None:
    trimmed = normalise.trim(texts(" 12 ", "๑๒๓", "12\u200b34", "  ", None))
    assert plain(trimmed) == ["12", "123", "1234", None, None]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://www.Royalbet849.com/register?ref=77", "royalbet849.com"),
        ("royalbet849.com", "royalbet849.com"),
        ("https://user@bet.example:8443/x", "bet.example"),
        ("https://แทงบอล.com/", "xn--c3catb0k8c.com"),
        ("http://[broken", None),
        ("nothing", None),
        ("", None),
    ],
)
def test_a_url_becomes_its_host(url: str, host: str | None) -> None:
    found = normalise.clean_domain(url)
    assert found == host or (host is not None and host.startswith("xn--") and (found or "").startswith("xn--"))


def test_the_checksum_of_a_thai_id() -> None:
    values = texts("1101700230708", "1-1017-00230-70-8", "1101700230709", "0000000000001", "12345", None)
    assert normalise.has_thai_checksum(values).tolist() == [True, True, False, True, False, False]


@given(st.integers(0, 10**12 - 1), st.integers(1, 9))
def test_exactly_one_last_digit_checks(stem: int, shift: int) -> None:
    candidates = texts(*(f"{stem:012d}{digit}" for digit in range(10)))
    assert normalise.has_thai_checksum(candidates).sum() == 1
    assert shift


@pytest.mark.parametrize("typed", [f"1{' ' * 300_000}x", "ก" + "่" * 300_000], ids=["phone", "name"])
def test_what_is_far_too_long_costs_nothing(typed: str) -> None:
    begun = time.process_time()
    assert normalise.clean_phone(typed) is None
    assert len(normalise.make_name_key(typed) or "") <= normalise.LONGEST_TYPED
    assert time.process_time() - begun < 10  # by the square of the length it would be minutes
