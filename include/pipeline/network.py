"""The network DAG: who works with whom."""

from include.core.settings import read_clock, read_pseudonym_key
from include.graph import build_network, continue_gangs
from include.pipeline.scoring import open_scoring
from include.publish.pseudonym import hide_persons
from include.resolve import People
from include.warehouse.connect import open_transaction
from include.warehouse.frames import append_rows, merge_rows, read_evidence, read_frame

PEOPLE = ("person", "person_account", "person_sim", "person_phone")


def build(dsn: str) -> dict[str, int]:
    """Build the network from core and resolved into `network`, persons by their pseudonyms; return rows changed per table."""
    secret = read_pseudonym_key()
    with open_transaction(dsn) as connection:
        evidence = read_evidence(connection)
        people = People(**{name: read_frame(connection, f"resolved/{name}") for name in PEOPLE})
        payments = read_frame(connection, "resolved/complaint_payment")
        previous = read_frame(connection, "network/gang_member")
        scoring = open_scoring(connection, read_clock())
    network, events = continue_gangs(build_network(evidence, people, payments, scorer=scoring), previous)
    tables = {
        "edge": hide_persons(network.edges, secret, ("source", "target")),
        "account_risk": network.account_risk,
        "account_score": scoring.rows,
        "phone_risk": network.phone_risk,
        "gang": network.gang,
        "gang_member": hide_persons(network.gang_member, secret, ("node",)),
    }
    with open_transaction(dsn) as connection:
        append_rows(connection, "network", "gang_event", events.assign(noted_at=read_clock()))
        return {name: merge_rows(connection, "network", name, frame) for name, frame in tables.items()}
