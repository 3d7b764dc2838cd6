"""Questions to a big warehouse: records and an evidence graph planted set-based, asked from random nodes and from hubs."""

import time
from collections.abc import Callable

import networkx as nx
import numpy as np
import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812

# Degrees are heavy-tailed: an account is drawn as the cube of a uniform number, so that a few hundred carry most of the rows.
PLANT = """
insert into core.account (bank_code, account_no)
select '90' || (1 + n %% 3), lpad(n::text, 10, '0') from generate_series(1, %(accounts)s) as n;
insert into core.posting (
    reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel, is_shared, is_debtor_report,
    is_believed, file_id, row_no
)
select '901', 'T' || n, 'E' || n, timestamptz '2024-01-01' + n * interval '90 days' / %(rows)s,
    1 + floor(%(accounts)s * power(random(), 3))::integer, 1 + floor(%(accounts)s * power(random(), 3))::integer,
    1 + floor(random() * 50000), 'THB', 'MOBILE', false, true, true, 1, n
from generate_series(1, %(rows)s) as n;
insert into network.edge (source_type, source_key, target_type, target_key, kind, last_at, weight, evidence)
select 'account', source.bank_code || ':' || source.account_no, 'account', target.bank_code || ':' || target.account_no, 'paid',
    timestamptz '2024-03-01', random(), '["E1"]'
from (
    select 1 + floor(%(accounts)s * power(random(), 3))::integer as a, 1 + floor(%(accounts)s * power(random(), 3))::integer as b
    from generate_series(1, %(edges)s)
) as pair
inner join core.account as source on pair.a = source.account_id
inner join core.account as target on pair.b = target.account_id;
insert into network.account_risk (account_id, mule_score, is_flagged, reasons)
select account_id, random(), account_id %% 200 = 0, (
    select jsonb_agg(jsonb_build_object('code', 'c' || i, 'weight', 1, 'text', 'text', 'evidence', jsonb_build_array(
        'E' || (1 + (account_id::bigint * i * 7919) %% %(rows)s), 'E' || (1 + (account_id::bigint * i * 104729) %% %(rows)s))))
    from generate_series(1, 8) as i
) from core.account;
"""
ASKED = {
    "explain": "select * from mart.explain(split_part(%s, ':', 1), split_part(%s, ':', 2))",
    "neighbourhood": "select * from mart.neighbourhood(%s)",
    "path": "select * from mart.path(%s, %s)",
}


def plant(owner: str, rows: int) -> None:
    """Fill an empty warehouse with `rows` transfers of rows / 10 accounts, and an evidence graph of 200,000 edges."""
    connection = psycopg2.connect(owner)
    with connection, connection.cursor() as cursor:
        cursor.execute(PLANT, {"rows": rows, "accounts": rows // 10, "edges": 200_000})
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    connection.close()


def measure_questions(analyst: str, owner: str) -> list[str]:
    """Return a line per question: milliseconds at the median and the 99th of 100, from 200 random nodes and 50 hubs."""
    connection = psycopg2.connect(analyst)
    graph, nodes = _read_graph(owner)
    hubs = [node for node, _ in sorted(graph.degree, key=lambda pair: -pair[1])[:50]]
    chosen = [nodes[place] for place in np.random.default_rng(5).integers(0, len(nodes), 400)]
    lines = []
    for name, statement in ASKED.items():
        pairs = list(zip(chosen[:200], chosen[200:], strict=True)), list(zip(hubs, chosen[:50], strict=True))
        told = [_tell(_time(connection, name, statement, some)) for some in pairs]
        lines.append(f"{name}: random nodes {told[0]}, hubs {told[1]}")
    networkx = _tell([_clock(lambda pair=pair: _shortest(graph, *pair)) for pair in pairs[0]])
    connection.close()
    return [*lines, f"path in memory by networkx, graph already built: random nodes {networkx}"]


def _read_graph(owner: str) -> tuple["nx.Graph[str]", list[str]]:
    connection = psycopg2.connect(owner)
    with connection, connection.cursor() as cursor:
        cursor.execute("select source_key, target_key from network.edge")
        graph = nx.Graph(cursor.fetchall())
    connection.close()
    return graph, sorted(graph.nodes)


def _time(connection: Connection, name: str, statement: str, pairs: list[tuple[str, str]]) -> list[float]:
    def ask(source: str, target: str) -> None:
        marks = {"explain": (source, source), "neighbourhood": (source,), "path": (source, target)}[name]
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, marks)
            cursor.fetchall()

    ask(*pairs[0])
    return [_clock(lambda pair=pair: ask(*pair)) for pair in pairs]


def _shortest(graph: "nx.Graph[str]", source: str, target: str) -> None:
    if nx.has_path(graph, source, target):
        nx.shortest_path(graph, source, target)


def _clock(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def _tell(milliseconds: list[float]) -> str:
    return f"{np.percentile(milliseconds, 50):.1f} / {np.percentile(milliseconds, 99):.1f} ms"
