-- one row: whether the network has been built at all
-- reads: network.account_risk
select exists(select from network.account_risk) as has_scores;
