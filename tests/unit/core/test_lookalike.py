"""A host name that looks like another is told; names in one script, Thai words and numbers are not."""

import idna
import pytest

from include.core.lookalike import describe_lookalike
from include.core.normalise import clean_domain

ODD = {
    "kaѕikorn.example": "kaѕikorn mixes Cyrillic and Latin letters",
    "www.gοvernment.example": "gοvernment mixes Greek and Latin letters",
    "расе.example": "расе is written in Cyrillic letters that look Latin",
}
PLAIN = [
    "kasikorn.example",
    "หวย24.example",
    "หวยlotto.example",
    "москва.example",
    "例え-shop.example",
    "xn--.example",
    "1xbet.example",
]


@pytest.mark.parametrize(("url", "told"), ODD.items())
def test_look_alike_letters_are_told_in_either_form(url: str, told: str) -> None:
    domain = clean_domain(f"https://{url}/login")
    assert domain is not None
    assert "xn--" in domain
    assert describe_lookalike(domain) == told
    assert describe_lookalike(idna.decode(domain)) == told


@pytest.mark.parametrize("domain", PLAIN)
def test_names_that_look_like_no_other_are_left_alone(domain: str) -> None:
    assert describe_lookalike(domain) is None
    assert describe_lookalike(clean_domain(domain) or "") is None
