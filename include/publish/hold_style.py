"""What the pages of holds look like: one style, no script, nothing from elsewhere; the policy names the style by its hash."""

import base64
import hashlib

from include.publish.markup import Html, join, tag

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --dim: #667085; --line: #e4e7ec; --page: #fbfbfc; --card: #fff; --accent: #1f5fbf;
  --warm: #b54708; --bad: #b42318; --good: #067647; --bar: #cfdcf1; --soft: #f2f4f7 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --dim: #98a2b3; --line: #2c3442; --page: #12161c; --card: #181d25;
  --accent: #84adff; --warm: #fdb022; --bad: #f97066; --good: #47cd89; --bar: #2b4470; --soft: #202733 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", "Noto Sans Thai", sans-serif }
main { max-width: 1160px; margin: 0 auto; padding: 28px 24px 64px }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 2px; font-weight: 650; letter-spacing: -.01em }
h2 { font-size: 17px; margin: 36px 0 8px; font-weight: 650 } h2 small { font-weight: 400; color: var(--dim); margin-left: 8px }
p { margin: 4px 0 } a { color: var(--accent); text-decoration: none } a:hover { text-decoration: underline }
.dim { color: var(--dim) } .num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.mono { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 13px }
.strip { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 12px; margin: 20px 0 4px }
.card, .todo { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px }
.card b { display: block; font-size: 24px; font-weight: 650; line-height: 1.3; font-variant-numeric: tabular-nums }
.todo { border-left: 4px solid var(--accent); margin: 18px 0 }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px }
table { border-collapse: collapse; width: 100% } th, td { padding: 8px 12px; text-align: left; vertical-align: top; white-space: nowrap }
th { font-size: 12.5px; font-weight: 500; color: var(--dim); border-bottom: 1px solid var(--line) }
tr + tr td { border-top: 1px solid var(--line) }
td.wide { white-space: normal; min-width: 260px }
.chip { display: inline-block; font-weight: 400; letter-spacing: 0; vertical-align: middle;
  padding: 1px 9px; border-radius: 99px; font-size: 12.5px; background: var(--soft); color: var(--dim); white-space: nowrap }
.chip.ask { color: var(--accent) } .chip.warm { color: var(--warm) } .chip.bad { color: var(--bad) } .chip.good { color: var(--good) }
.empty { padding: 14px 16px; color: var(--dim) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 18px; margin: 10px 0 } dt { color: var(--dim) } dd { margin: 0 }
ol.ledger { list-style: none; margin: 0; padding: 0 0 0 14px; border-left: 2px solid var(--line) }
ol.ledger li { padding: 5px 0 5px 8px }
ul.signals { list-style: none; margin: 0; padding: 0 }
ul.signals li { display: grid; grid-template-columns: 92px 1fr; gap: 14px; padding: 9px 0 }
ul.signals li + li { border-top: 1px solid var(--line) } svg text { fill: var(--dim); font-size: 11px }
.in { fill: var(--bar) } .out { fill: var(--dim); opacity: .45 } .victim { fill: var(--warm) } .axis { stroke: var(--line) }
.for { fill: var(--warm) } .against { fill: var(--good) } .asked { fill: var(--bar) } .held { fill: var(--accent) }
.base { fill: var(--soft) }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin: 0 5px 0 14px } .key.v { background: var(--warm) }
.key.i { background: var(--bar) } .key.o { background: var(--dim); opacity: .45 }
@media print { body { background: #fff } .scroll, .card, .todo { break-inside: avoid } }
"""
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}';"
    " frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
TONES = {
    "proposed": "ask", "awaiting_second": "ask", "escalated": "bad", "approved": "ask", "sending": "ask", "sent": "ask", "held": "good",
    "extended": "good", "partial": "warm", "no_funds": "warm", "refused": "bad", "not_found": "warm", "lapsed": "warm", "lifting": "warm",
}  # fmt: skip


def lay_out(title: str, *body: object) -> str:
    """Return a whole page."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Html(STYLE)),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, tag('body', tag('main', *body)), lang='en')}\n"


def show_state(state: str) -> Html:
    """Return where a request stands as a small label."""
    return tag("span", state.replace("_", " "), class_=f"chip {TONES.get(state, '')}".strip())


def lay_table(heads: list[tuple[str, str]], rows: list[list[Html]], nothing: str) -> Html:
    """Return a table; `heads` are words and the class of their column, `nothing` is said where there are no rows."""
    if not rows:
        return tag("div", tag("div", nothing, class_="empty"), class_="scroll")
    top = tag("tr", *(tag("th", words, class_=kind or None) for words, kind in heads))
    lines = (
        tag("tr", *(tag("td", cell, class_=kind or None) for cell, (_, kind) in zip(row, heads, strict=True)))
        for row in rows
    )
    return tag("div", tag("table", tag("thead", top), tag("tbody", *lines)), class_="scroll")


def lay_account(bank_code: object, account_no: object) -> Html:
    """Return an account as officers name it to a bank."""
    return join(tag("span", f"{bank_code} ", class_="dim"), tag("span", account_no, class_="mono"))
