"""The columns of every record, once: whoever delivers a posting or a call delivers these, written in its own way."""

from dataclasses import replace

from include.core.contract import Column, Kind

BANKS = frozenset(
    ["000", "990", *(str(code) for code in (*range(901, 921), *range(950, 960)))],
)
CHANNELS = frozenset(["MOBILE", "ATM", "CDM", "COUNTER", "WEB", "PROMPTPAY", "CARD"])
COMMANDS = frozenset(["MPB", "CCIB", *(f"PPR{number}" for number in range(1, 10))])
COMPLAINT_TYPES = frozenset(
    [
        *("CALL_CENTRE", "ONLINE_SHOPPING", "JOB", "LOAN", "INVESTMENT", "ROMANCE", "PRIZE", "REMOTE_ACCESS"),
        *("HYBRID_INVESTMENT", "SIM_OR_ACCOUNT_HIRE", "GAMBLING", "ILLICIT_GOODS", "HACKED_ACCOUNT", "OTHER"),
    ]
)
TEN_DIGITS = "[0-9]{10}"
DELIVERING = frozenset({"901", "902", "903"})  # whose account numbers are known to have ten digits
THAI_PERSON = {"holder_type": frozenset({"PERSON"})}
THAI_NATIONAL = {"id_type": frozenset({"NATIONAL_ID"})}


def _codes(name: str, codes: str, *, required: bool = True) -> Column:
    return Column(name, Kind.CODE, required=required, codes=frozenset(codes.split()))


POSTING = (
    Column("tx_id", Kind.KEY, required=True),
    Column("end_to_end_id", Kind.KEY),
    Column("booked_at", Kind.TIMESTAMP, required=True),
    Column("debtor_bank", Kind.BANK, required=True, codes=BANKS),
    Column("debtor_account", Kind.ACCOUNT, required=True, form=TEN_DIGITS, form_where={"debtor_bank": DELIVERING}),
    Column("creditor_bank", Kind.BANK, required=True, codes=BANKS),
    Column("creditor_account", Kind.ACCOUNT, required=True, form=TEN_DIGITS, form_where={"creditor_bank": DELIVERING}),
    Column("amount", Kind.MONEY, required=True, positive=True),
    _codes("currency", "THB"),
    Column("channel", Kind.CODE, required=True, codes=CHANNELS),
    Column("device_id", Kind.KEY),
    Column("ip_address", Kind.KEY),
    Column("remark", Kind.TEXT),
)
REVERSAL = (  # money of an earlier transfer sent back; the parties are those of the transfer, as far as the bank names them
    Column("return_id", Kind.KEY, required=True),
    Column("original_end_to_end_id", Kind.KEY),
    Column("original_tx_id", Kind.KEY),
    Column("returned_at", Kind.TIMESTAMP, required=True),
    Column("debtor_bank", Kind.BANK, codes=BANKS),
    Column("debtor_account", Kind.ACCOUNT, form=TEN_DIGITS, form_where={"debtor_bank": DELIVERING}),
    Column("creditor_bank", Kind.BANK, codes=BANKS),
    Column("creditor_account", Kind.ACCOUNT, form=TEN_DIGITS, form_where={"creditor_bank": DELIVERING}),
    Column("amount", Kind.MONEY, required=True, positive=True),
    _codes("currency", "THB"),
    Column("reason_code", Kind.KEY),
    Column("reason", Kind.TEXT),
)
ACCOUNT = (
    Column("account_no", Kind.ACCOUNT, required=True, form=TEN_DIGITS),
    _codes("account_type", "SAVINGS CURRENT EWALLET"),
    _codes("holder_type", "PERSON COMPANY"),
    Column("holder_id", Kind.HOLDER_ID, required=True, id_type=THAI_PERSON),
    Column("holder_name_th", Kind.NAME),
    Column("holder_name_en", Kind.TEXT),
    Column("phone", Kind.PHONE),
    Column("opened_on", Kind.DATE, required=True),
    Column("branch_province", Kind.TEXT),
    Column("device_id", Kind.KEY),
    _codes("status", "ACTIVE FROZEN CLOSED"),
    Column("balance", Kind.MONEY, required=True, signed=True),
    Column("snapshot_at", Kind.TIMESTAMP, required=True),
)
FREEZE_RESPONSE = (
    Column("request_id", Kind.KEY, required=True),
    Column("bank_code", Kind.BANK, required=True, codes=BANKS),
    Column("account_no", Kind.ACCOUNT, required=True),
    Column("responded_at", Kind.TIMESTAMP, required=True),
    _codes("outcome", "HELD PARTIAL NO_FUNDS REFUSED NOT_FOUND"),
    Column("held_amount", Kind.MONEY),
    Column("reason", Kind.TEXT),
)
INFORMED = "INFORMED"  # a question about the account was answered; what is held stays as it was


def freeze_response_of(bank_code: str, *, is_message: bool = False) -> tuple[Column, ...]:
    """Return the columns of one bank's answers: it cannot answer for another. Messages may leave account and time to the request."""
    outcome = next(column for column in FREEZE_RESPONSE if column.name == "outcome")
    own: dict[str, dict[str, object]] = {"bank_code": {"codes": frozenset({bank_code})}}
    if is_message:
        own |= {
            "account_no": {"required": False},
            "responded_at": {"required": False},
            "outcome": {"codes": outcome.codes | {INFORMED}},
        }
    return tuple(replace(column, **own.get(column.name, {})) for column in FREEZE_RESPONSE)  # type: ignore[arg-type]


SUBSCRIBER = (
    Column("msisdn", Kind.PHONE, required=True),
    Column("imsi", Kind.KEY),
    Column("iccid", Kind.KEY, required=True),
    _codes("id_type", "NATIONAL_ID PASSPORT COMPANY"),
    Column("id_no", Kind.HOLDER_ID, required=True, id_type=THAI_NATIONAL),
    Column("name_th", Kind.NAME),
    Column("activated_at", Kind.TIMESTAMP, required=True, since="1979-01-01"),  # the first mobile network anywhere
    Column("dealer_code", Kind.KEY),
    _codes("status", "ACTIVE SUSPENDED CLOSED"),
)
CALL = (
    Column("call_id", Kind.KEY, required=True),
    Column("a_msisdn", Kind.PHONE, required=True),
    Column("b_msisdn", Kind.PHONE, required=True),
    Column("started_at", Kind.TIMESTAMP, required=True),
    Column("duration_s", Kind.COUNT, required=True, bounds=(0, 7 * 86_400)),
    _codes("call_type", "VOICE SMS"),
    Column("imei", Kind.KEY),
    Column("imsi", Kind.KEY),
    Column("cell_id", Kind.KEY),
)
CELL = (
    Column("cell_id", Kind.KEY, required=True),
    Column("lat", Kind.DEGREES, required=True, bounds=(5.0, 21.0)),
    Column("lon", Kind.DEGREES, required=True, bounds=(97.0, 106.0)),
    Column("province", Kind.TEXT),
)
COMPLAINT = (
    Column("complaint_id", Kind.KEY, required=True),
    Column("reported_at", Kind.TIMESTAMP, required=True),
    _codes("channel", "HOTLINE WEB STATION"),
    Column("complaint_type", Kind.CODE, required=True, codes=COMPLAINT_TYPES),
    Column("command_code", Kind.CODE, required=True, codes=COMMANDS),
    Column("province", Kind.TEXT),
    Column("victim_ref", Kind.KEY),
    Column("victim_phone", Kind.PHONE),
    Column("victim_bank_code", Kind.BANK, codes=BANKS),
    Column("victim_account_no", Kind.ACCOUNT),
    Column("loss_amount", Kind.MONEY, required=True),
    Column("transfers", Kind.LIST),
    Column("phones", Kind.LIST),
    Column("line_ids", Kind.LIST),
    Column("urls", Kind.LIST),
    Column("names", Kind.LIST),
    Column("narrative", Kind.TEXT),
)
COMPLAINT_PATHS = {
    "victim_ref": "victim.victim_ref",
    "victim_phone": "victim.phone",
    "victim_bank_code": "victim.bank_code",
    "victim_account_no": "victim.account_no",
    "phones": "suspects.phones",
    "line_ids": "suspects.line_ids",
    "urls": "suspects.urls",
    "names": "suspects.names",
}
TIP = (
    Column("tip_id", Kind.KEY, required=True),
    Column("received_at", Kind.TIMESTAMP, required=True),
    _codes("topic", "GAMBLING ILLICIT_GOODS CALL_CENTRE OTHER"),
    Column("urls", Kind.LIST),
    Column("phones", Kind.LIST),
    Column("line_ids", Kind.LIST),
    Column("bank_accounts", Kind.LIST),
    Column("province", Kind.TEXT),
    Column("narrative", Kind.TEXT),
    Column("reporter_contact", Kind.SECRET),
)
WATCHLIST_ENTRY = (
    Column("list_code", Kind.KEY, required=True),
    Column("entity_type", Kind.KEY),
    Column("id_no", Kind.KEY),
    Column("name_th", Kind.NAME),
    Column("name_en", Kind.TEXT),
    Column("listed_on", Kind.DATE, required=True),
    Column("reason", Kind.TEXT),
)
SITE_BLOCK = (
    Column("domain", Kind.DOMAIN, required=True),
    Column("order_no", Kind.KEY, required=True),
    Column("ordered_at", Kind.TIMESTAMP, required=True),
    Column("blocked_at", Kind.TIMESTAMP),
    _codes("status", "ORDERED BLOCKED REFUSED"),
)
