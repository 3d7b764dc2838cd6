-- mart.account_score: one row per suspect account, the model that scored it, and signal
-- reads: core.account, network.account_score
-- writes: mart.account_score
-- why: the parts of a score; they and the bias sum to its log-odds.
create view mart.account_score as
select
    account.bank_code,
    account.account_no,
    scored.version,
    scored.score,
    part.code,
    part.log_odds::double precision as log_odds
from network.account_score as scored
inner join core.account as account on scored.account_id = account.account_id
cross join lateral jsonb_each_text(scored.contributions) as part (code, log_odds);
