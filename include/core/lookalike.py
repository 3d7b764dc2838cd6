"""Names of hosts that are written to look like others: letters of scripts that share shapes with Latin ones.

Names in one script are what they are, and so are Thai or Chinese words beside Latin ones (as UTS 39 judges, "moderately
restrictive"). What remains is a mixture of Latin, Cyrillic, Greek and their kin within one label, or a label all of whose
foreign letters have a Latin twin.
"""

import unicodedata

import idna

SHARING_SHAPES = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
TWINS = frozenset("асеорхуіјѕһԁӏԛԝονα")  # Cyrillic and Greek small letters that look Latin


def describe_lookalike(domain: str) -> str | None:
    """Return what is odd about the letters of a host name (IDNA or as shown), None where nothing is."""
    for label in domain.split("."):
        shown = _show(label)
        scripts = sorted({_script(sign) for sign in shown if sign.isalpha()} & SHARING_SHAPES)
        if len(scripts) > 1:
            return f"{shown} mixes {' and '.join(script.title() for script in scripts)} letters"
        if scripts not in ([], ["LATIN"]) and all(sign in TWINS for sign in shown if sign.isalpha()):
            return f"{shown} is written in {scripts[0].title()} letters that look Latin"
    return None


def _show(label: str) -> str:
    try:
        return idna.decode(label) if label.startswith("xn--") else label
    except idna.IDNAError:
        return label


def _script(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0]
