"""Words that XPath 1.0 lacks: names of one namespace, and the first of several texts that is not empty."""

from collections.abc import Mapping

ISO20022 = "urn:iso:std:iso:20022:tech:xsd:"


def qualify(path: str) -> str:
    """Return a plain path (`A/B/@c`, `..`, `axis::A`) with the prefix `n` before the elements' names."""
    steps = []
    for step in path.split("/"):
        axis, mark, name = step.rpartition("::")
        steps.append(step if step.startswith(("@", ".", "*")) else f"{axis}{mark}n:{name}")
    return "/".join(steps)


def qualify_all(paths: Mapping[str, str]) -> dict[str, str]:
    """Return the mapping with qualified paths; those parted by ` or ` become the first that is not empty."""
    return {name: first_of(*(qualify(path) for path in told.split(" or "))) for name, told in paths.items()}


def choose(condition: str, one: str, other: str) -> str:
    """Return an expression that is the text `one` where the condition holds, else the text `other`."""
    return f"concat(substring({one}, 1 div boolean({condition})), substring({other}, 1 div not({condition})))"


def first_of(*expressions: str) -> str:
    """Return an expression that is the first of the texts that is not empty."""
    *others, last = expressions
    for expression in reversed(others):
        last = choose(f"string({expression})", f"string({expression})", last)
    return last
