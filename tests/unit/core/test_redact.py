"""A reporter's contact is taken out of texts, however it was typed again."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core.redact import MARK, list_texts, redact_all, redact_contact, take_out

PHONE = "0812345678"


@pytest.mark.parametrize(
    "typed",
    [
        "0812345678",
        "081-234-5678",
        "081 234 5678",
        "+66812345678",
        "+66 (0)81 234 5678",
        "66812345678",
        "0066812345678",
        "๐๘๑๒๓๔๕๖๗๘",
        "๐๘๑-๒๓๔-๕๖๗๘",
        "0 8 1 2 3 4 5 6 7 8",
        "081.234.5678",
        "081/234/5678",
        "08\u200b12345678",
    ],
)
@pytest.mark.parametrize("contact", [PHONE, "081-234-5678", "+66812345678", "๐๘๑๒๓๔๕๖๗๘"])
def test_a_phone_is_found_in_any_typing(typed: str, contact: str) -> None:
    assert redact_contact(f"โทร {typed} ได้", contact) == f"โทร {MARK} ได้"


@pytest.mark.parametrize(
    "typed", ["lung1234@mail.example.com", "LUNG1234@Mail.Example.com", "l u n g 1 2 3 4", "lung1234"]
)
def test_a_mailbox_is_found_in_any_typing(typed: str) -> None:
    assert redact_contact(f"write to {typed}.", "lung1234@mail.example.com") == f"write to {MARK}."


def test_another_number_stays() -> None:
    assert redact_contact("โทร 0898765432", PHONE) == "โทร 0898765432"


def test_any_mailbox_goes() -> None:
    assert redact_contact("me@home.example", "") == MARK


def test_lists_and_objects_are_searched() -> None:
    record = {"line_ids": ["@Lung99", "x"], "bank_accounts": [{"account_no": PHONE}], "n": 5}
    hidden = redact_all(record, ["lung99", PHONE])
    assert hidden == {"line_ids": [f"@{MARK}", "x"], "bank_accounts": [{"account_no": MARK}], "n": 5}


def test_texts_of_any_value_are_listed() -> None:
    assert list_texts({"a": ["b", 1], "c": {"d": None, "e": True}}) == ["a", "b", "1", "c", "d", "e"]


@given(st.text(max_size=60), st.text(max_size=20))
def test_the_contact_never_stays(around: str, contact: str) -> None:
    shown = take_out(around + contact + around, contact)
    assert len(contact.split()) != 1 or contact.strip() not in shown or contact.strip() in MARK


def test_a_contact_that_is_a_name_in_an_object_is_taken_out() -> None:
    assert redact_all({PHONE: [{"x": PHONE}]}, [PHONE]) == {MARK: [{"x": MARK}]}


@given(st.text("ab.@+- 1_,ก\n", max_size=40))
def test_every_address_is_taken_out_as_by_the_plain_pattern(text: str) -> None:
    assert redact_contact(text, "") == re.sub(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", MARK, text)


@pytest.mark.parametrize(
    "part",
    ["1", "a", "a.", "a@", "x@a-", "+6 ", f"{PHONE},", "a@b.c "],
    ids=["1", "a", "a.", "a@", "host", "+6", "phone", "mail"],
)
def test_a_long_text_of_the_public_costs_by_its_length(part: str) -> None:
    begun = time.process_time()
    redact_contact(part * (400_000 // len(part)), PHONE)
    assert time.process_time() - begun < 10  # by the square of the length it would be minutes
