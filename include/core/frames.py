"""The tables that pure code (resolve, graph, act) receives and returns, column by column.

A frame is a pandas DataFrame. Times are datetime64[us, UTC], money is int64 satang (1 THB = 100 satang), ids ending in
`_id` that are int64 are warehouse surrogates; missing text is None/NaN, a missing surrogate is -1.
"""

from dataclasses import dataclass, fields

import pandas as pd

ACCOUNT = (
    "account_id", "bank_code", "account_no", "account_type", "holder_type", "holder_id", "name_th", "name_en",
    "phone", "opened_on", "branch_province", "device_id", "status", "balance_satang", "snapshot_at",
)  # fmt: skip
SNAPSHOT = ("account_id", "snapshot_at", "balance_satang", "status")
TRANSFER = (
    "transfer_id", "end_to_end_id", "booked_at", "debtor_id", "creditor_id", "amount_satang", "channel",
    "device_id", "ip_address", "remark",
)  # fmt: skip
PHONE = ("phone_id", "msisdn")
CALL = ("call_id", "source_ref", "started_at", "a_phone_id", "b_phone_id", "duration_s", "call_type")
CALL_PARTY = ("call_id", "phone_id", "started_at", "imei", "imsi", "cell_id")
SIM = (
    "iccid", "phone_id", "imsi", "id_type", "id_no", "name_th", "activated_at", "dealer_code", "status", "agency",
)  # fmt: skip
CELL = ("cell_id", "lat", "lon", "province")
COMPLAINT = (
    "complaint_id", "reported_at", "channel", "complaint_type", "command_code", "province", "victim_ref",
    "victim_phone_id", "victim_account_id", "loss_satang",
)  # fmt: skip
COMPLAINT_TRANSFER = ("complaint_id", "seq", "account_id", "amount_satang", "paid_at")
MENTION = ("source", "source_id", "mentioned_at", "topic", "kind", "value", "phone_id", "account_id")
WATCHLIST = ("list_code", "entity_type", "id_no", "name_th", "name_en", "listed_on", "reason")

ACCOUNT_RISK = ("account_id", "mule_score", "is_flagged", "role", "tier", "gang_id", "reasons")
PHONE_RISK = ("phone_id", "scam_score", "is_flagged", "role", "gang_id", "reasons")
GANG = (
    "gang_id", "account_count", "phone_count", "complaint_count", "loss_satang", "first_seen", "last_seen",
    "confidence",
)  # fmt: skip
GANG_MEMBER = ("gang_id", "node_type", "node_key", "role", "role_reason", "score", "is_main", "evidence", "chain")
GANG_EVENT = (
    "gang_id", "kind", "other_gang_id", "kept_share", "taken_share", "gained_count", "lost_count", "member_count",
)  # fmt: skip
EDGE = ("source_type", "source_key", "target_type", "target_key", "kind", "first_at", "last_at", "weight", "evidence")
PROPOSAL = ("complaint_id", "account_id", "hop", "traced_satang", "certainty", "as_of", "status", "reason")


@dataclass(frozen=True)
class Evidence:
    """All that the network is built from; one frame per noun, columns as named above.

    `mentions` holds what complaints (`source` = complaint: kinds phone, line_id, domain, name) and public tips (`source` =
    tip: kinds phone, line_id, domain, account) name, one row per mention; `call_parties` one row per telco report.
    `accounts` has one row per account that any feed names, with the latest snapshot where its bank delivered one.
    """

    accounts: pd.DataFrame
    snapshots: pd.DataFrame
    transfers: pd.DataFrame
    phones: pd.DataFrame
    calls: pd.DataFrame
    call_parties: pd.DataFrame
    sims: pd.DataFrame
    cells: pd.DataFrame
    complaints: pd.DataFrame
    complaint_transfers: pd.DataFrame
    mentions: pd.DataFrame
    watchlist: pd.DataFrame


FRAME_NAMES = tuple(field.name for field in fields(Evidence))
