"""What is compared in numbers is the same where it is the same in words."""

from include.pipeline.numbered import read_numbered
from include.warehouse.connect import open_transaction
from tests.conftest import Warehouse, execute

ACCOUNTS = """
insert into core.account (bank_code, account_no) values ('901', '1'), ('901', '2'), ('902', '3');
insert into core.account_version (account_id, snapshot_at, content, device_id, file_id, row_no)
select account_id, timestamptz '2024-04-04 00:00+07', md5(account_no)::uuid, case account_no when '1' then 'D1' else '' end, 1, account_id
from core.account where bank_code = '901';
insert into core.posting (
    reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel, device_id,
    is_shared, is_debtor_report, is_believed, file_id, row_no
)
select '901', account_no, account_no, timestamptz '2024-04-04 16:00+07', account_id, 1, 5, 'THB', 'MOBILE', 'D' || account_no,
    false, true, true, 1, account_id
from core.account
"""


def test_an_account_s_device_is_that_of_its_payments(warehouse: Warehouse) -> None:
    execute(warehouse.owner, ACCOUNTS)
    with open_transaction(warehouse.engine) as connection:
        evidence = read_numbered(warehouse.engine, connection).evidence
    own = evidence.accounts.set_index("account_no")["device_id"]
    assert own.isna().tolist() == [False, True, True]
    paid = evidence.transfers.set_index("debtor_id")["device_id"]
    assert paid.loc[evidence.accounts["account_id"]].tolist()[0] == own["1"]
    assert paid.nunique() == 3
