"""Docs that cannot rot: the generated pages are current, and what the README names exists."""

import re
from pathlib import Path

import pytest

from include.runner.docs import PAGES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_page_is_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_the_dictionary_names_no_table_that_was_dropped() -> None:
    tables = set(re.findall(r"^\| `([\w.]+)` \|", PAGES["data-dictionary.md"](), re.MULTILINE))
    assert "network.heard" in tables
    assert not tables & {"network.parted_component", "core.transfer"}


def test_links_of_the_docs_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    dead = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert dead == []


def test_commands_of_the_readme_are_in_the_makefile() -> None:
    commands = set(re.findall(r"`make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert commands
    assert commands <= targets
