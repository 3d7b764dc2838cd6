"""The site around the pages of Great Expectations: its first page, its style, and nothing that calls outside."""

import re
from collections.abc import Hashable
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from include.core.contract import Feed
from include.validate.suite import list_checks, name_suite

STYLE = Path(__file__).with_name("data_docs.css")
OUTSIDE = re.compile(
    "|".join(
        (
            r"<script\b[^>]*>.*?</script>",
            r"<link\b[^>]*>",
            r"<img\b[^>]*https?://[^>]*>",
            r"<footer>.*?</footer>",
            r"@import[^;]*;",
            r"@font-face\s*\{[^}]*\}",
            r"url\(\s*.?https?:[^)]*\)",
        )
    ),
    re.DOTALL | re.IGNORECASE,
)
COLUMNS = ("file", "feed", "status", "rows checked", "rows failed", "expectations failed", "validated at")


def make_self_contained(page: Path) -> None:
    """Take out of a rendered page every script and all that a browser would fetch from elsewhere; style it by our own.

    The pages of Great Expectations take their style and scripts from public hosts, and have no setting against it.
    """
    style = f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>"
    text = OUTSIDE.sub("", page.read_text(encoding="utf-8"))
    page.write_text(text.replace("</head>", style, 1), encoding="utf-8")


def write_index(site: Path, feeds: list[Feed], pages: pd.DataFrame) -> None:
    """Write the first page: the newest results, then the suites. It needs no script, unlike that of Great Expectations."""
    head = "".join(f"<th>{escape(name)}</th>" for name in COLUMNS)
    lines = "".join(_render_page(line) for line in pages.to_dict("records"))
    suites = "".join(_render_suite(feed) for feed in feeds)
    (site / "index.html").write_text(
        "<!DOCTYPE html><html lang='en'><head><meta charset='UTF-8'><title>Data Docs</title>"
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head><body class='first'><h1>Data Docs</h1>"
        "<p>What Great Expectations found in each delivered file: counts only. The rows themselves are in "
        "<code>mart.quarantine</code>.</p>"
        f"<h2>Newest results</h2><table class='table'><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
        f"<h2>Suites</h2><table class='table'><thead><tr><th>feed</th><th>contract</th><th>expectations</th></tr></thead>"
        f"<tbody>{suites}</tbody></table></body></html>\n",
        encoding="utf-8",
    )


def _render_page(line: dict[Hashable, Any]) -> str:
    colour = "bad" if line["failed_count"] else "good"
    cells = [f"{line['agency']}/{line['feed']}", line["status"]]
    cells += [
        line["rows_checked"],
        line["rows_failed"],
        line["failed_count"],
        f"{line['validated_at']:%Y-%m-%d %H:%M} UTC",
    ]
    rest = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
    link = f"<a href='{escape(str(line['data_docs_path']))}'>{escape(str(line['file_name']))}</a>"
    return f"<tr class='{colour}'><td>{link}</td>{rest}</tr>"


def _render_suite(feed: Feed) -> str:
    path = f"expectations/{name_suite(feed).replace('.', '/')}.html"
    return (
        f"<tr><td><a href='{path}'>{escape(feed.key)}</a></td><td>version {escape(feed.version)}</td>"
        f"<td>{len(list_checks(feed))}</td></tr>"
    )
