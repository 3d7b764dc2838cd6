"""What is needed at run time is permissive or LGPL, and the decision record lists it with its version."""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
RECORD = (PROJECT / "docs/adr/0002-dependencies-and-licences.md").read_text(encoding="utf-8")
# Offered under the Artistic License as well, which is the one taken.
CHOSEN = {"text-unidecode"}
FORBIDDEN = re.compile(r"(?<!L)(?<!Lesser )(?:\bA?GPL|General Public License)|SSPL|Elastic License|Commons Clause|BUSL")


def read_names(file: str) -> list[str]:
    lines = (PROJECT / file).read_text(encoding="utf-8").splitlines()
    return sorted(
        {found[1] for line in lines if (found := re.match(r"([a-z0-9][a-z0-9._-]*)(?:\[.*\])?(?:==|$)", line))}
    )


def describe_licence(package: Distribution) -> str:
    metadata = package.metadata
    first = [metadata.get("License-Expression") or "", (metadata.get("License") or "").split("\n", 1)[0]]
    return "; ".join([*first, *(line for line in metadata.get_all("Classifier") or [] if line.startswith("License"))])


@pytest.mark.parametrize("name", read_names("requirements.in"))
def test_the_record_lists_what_we_use_with_its_version(name: str) -> None:
    row = re.search(rf"^\| {re.escape(name)} \| ([^|]+) \|", RECORD, re.MULTILINE)
    assert row is not None
    assert distribution(name).version in row[1].strip().split(", ")


def test_the_record_lists_nothing_else() -> None:
    assert set(re.findall(r"^\| ([a-z0-9-]+) \| \d", RECORD, re.MULTILINE)) == set(read_names("requirements.in"))


def test_nothing_at_run_time_is_under_a_licence_that_binds() -> None:
    names, seen, bad = read_names("requirements.txt"), 0, []
    for name in names:
        try:
            licence = describe_licence(distribution(name))
        except PackageNotFoundError:  # for another Python or system
            continue
        seen += 1
        if FORBIDDEN.search(licence) and name not in CHOSEN:
            bad.append(f"{name}: {licence}")
    assert seen > 0.9 * len(names)
    assert bad == []


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_hashed_and_name_no_index(file: str) -> None:
    text = (PROJECT / file).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    pins = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(pins) > 15
    assert [pin for pin in pins if not re.match(r"\S+==\S+", pin) or "--hash=sha256:" not in pin] == []
