"""ETSI TS 102 657 retained data in XML: telephony records as calls, subscriber records as subscribers.

Names count, not the namespace, which carries the version. An enumerated value is written as text or as an empty element.
The standard has no id for a call: parties and start make one, so that a call that two responses hold is one.
"""

import pandas as pd

from include.sources.readers.blocks import Envelope
from include.sources.readers.message import MessageReader
from include.sources.readers.paths import first_of, qualify_all

RETAINED_DATA = Envelope(
    title="TS 102 657",
    namespace="http://uri.etsi.org/02657/",
    parents=("RetainedDataMessage", "retainedDataPayload", "responseMessage", "responsePayload"),
    record="ResponseRecord",
    any_version=True,
)
USAGE = "n:recordPayload/n:telephonyRecord/n:telephonyServiceUsage"
ROLE = "concat(n:partyRole, local-name(n:partyRole/*))"
PARTY = USAGE + "/n:partyInformation/n:TelephonyPartyInformation"
CALLER = f"{PARTY}[contains({ROLE}, 'riginat')]"  # originating-Party, smsOriginator
CALLED = f"{PARTY}[contains({ROLE}, 'erminating') or contains({ROLE}, 'ecipient')]"
OWN = f"{PARTY}[n:iMSI or n:iMEI]"
CELL = f"({OWN}//n:globalCellID | {OWN}//n:userLocationInformation)[1]"
CALL_FIELDS = {
    "a_msisdn": f"{CALLER}/n:partyNumber",
    "b_msisdn": f"{CALLED}/n:partyNumber",
    "kind": f"concat({USAGE}/n:communicationType, local-name({USAGE}/n:communicationType/*), {PARTY}/n:partyRole, "
    f"local-name({PARTY}/n:partyRole/*), local-name({USAGE}/n:smsInformation))",
    **{
        ours: first_of(f"{USAGE}/n:communicationTime/n:{theirs}", f"{PARTY}/n:communicationTime/n:{theirs}")
        for ours, theirs in (("started_at", "startTime"), ("ended_at", "endTime"), ("duration_s", "durationTime"))
    },
    "imei": f"{OWN}/n:iMEI",
    "imsi": f"{OWN}/n:iMSI",
    "cell_id": CELL,
}
SUBSCRIBER = "{record}/n:recordPayload/n:telephonyRecord/n:telephonySubscriber"
SERVICE = "n:subscribedTelephonyServices/n:SubscribedTelephonyServices"
HOLDER = "ancestor-or-self::telephonySubscriber/genericSubscriberInfo"
SUBSCRIBER_FIELDS = qualify_all(
    {
        "msisdn": "registeredNumbers/PartyNumber or registeredNumbers",
        "imsi": "iMSI",
        "iccid": "registeredICCID",
        "id_no": f"{HOLDER}/individualInfo/identificationNumber or {HOLDER}/organizationInfo/identificationNumber "
        f"or {HOLDER}/individualInfo/authenticationInfo/authenticationNumber",
        "first_name": f"{HOLDER}/individualInfo/name/firstname",
        "surname": f"{HOLDER}/individualInfo/name/surname",
        "company": f"{HOLDER}/organizationInfo/name",
        "started_at": "timeSpan/startTime or connectionDate",
        "ended_at": "timeSpan/endTime",
        "line_status": "lineStatus",
    }
)
GENERALIZED = r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d(?:[.,]\d+)?)"
THAI_ID = r"[0-9]{13}"
INTERNATIONAL = r"^(?=[1-9][0-9]{7,14}$)"  # E.164 without its sign, as the standard writes numbers


class EtsiCallReader(MessageReader):
    """Reads telephonyServiceUsage as the columns of a call; a record of another kind is a bad row."""

    def __init__(self) -> None:
        super().__init__(RETAINED_DATA, CALL_FIELDS, derive=to_calls)


class EtsiSubscriberReader(MessageReader):
    """Reads telephonySubscriber as the columns of a subscriber, one row per subscribed service."""

    def __init__(self) -> None:
        rows = f"{SUBSCRIBER}/{SERVICE} | {{record}}[not(n:recordPayload/n:telephonyRecord/n:telephonySubscriber/{SERVICE})]"
        super().__init__(RETAINED_DATA, SUBSCRIBER_FIELDS, rows=rows, derive=to_subscribers)


def spell_times(values: pd.Series) -> pd.Series:
    """Write a GeneralizedTime (20240404162156+0700) as ISO 8601 does; others stay as they are."""
    return values.str.replace(GENERALIZED, r"\1-\2-\3T\4:\5:\6", regex=True).str.replace(",", ".", regex=False)


def sign_numbers(values: pd.Series) -> pd.Series:
    """Write the plus before international numbers; others stay as they are."""
    return values.str.replace(INTERNATIONAL, "+", regex=True)


def to_calls(records: pd.DataFrame) -> pd.DataFrame:
    """Return the telephony records with the columns of a call."""
    started = spell_times(records["started_at"])
    is_sms = records["kind"].str.contains("sms", case=False, na=False)
    lasted = _seconds_between(started, spell_times(records["ended_at"])).mask(is_sms, "0")
    return records.assign(
        call_id=records["a_msisdn"] + "-" + records["b_msisdn"] + "-" + started,
        a_msisdn=sign_numbers(records["a_msisdn"]),
        b_msisdn=sign_numbers(records["b_msisdn"]),
        started_at=started,
        duration_s=records["duration_s"].fillna(lasted),
        call_type=is_sms.map({True: "SMS", False: "VOICE"}),
    )


def to_subscribers(records: pd.DataFrame) -> pd.DataFrame:
    """Return the subscriber records with the columns of a subscriber; a line without a status is closed once it has ended."""
    looks_thai = records["id_no"].str.fullmatch(THAI_ID, na=False)
    person = looks_thai.map({True: "NATIONAL_ID", False: "PASSPORT"})
    state = records["ended_at"].isna().map({True: "ACTIVE", False: "CLOSED"})
    names = records["first_name"].fillna("").str.cat(records["surname"].fillna(""), sep=" ").str.strip()
    return records.assign(
        msisdn=sign_numbers(records["msisdn"]),
        id_type=person.mask(records["company"].notna(), "COMPANY").where(records["id_no"].notna()),
        name_th=records["company"].fillna(names.where(names != "")),
        activated_at=spell_times(records["started_at"]),
        status=records["line_status"].str.upper().fillna(state),
    )


def _seconds_between(starts: pd.Series, ends: pd.Series) -> pd.Series:
    """Return whole seconds as text, missing where either time is."""
    times = (pd.to_datetime(texts, errors="coerce", utc=True, format="ISO8601") for texts in (ends, starts))
    seconds = next(times) - next(times)
    return seconds.dt.total_seconds().round().astype("Int64").astype("str").where(seconds.notna())
