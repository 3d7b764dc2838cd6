-- The checks after a load look at what the last day brought: found by its time, whatever stands before it.
create index delivered_file_finished_idx on landing.delivered_file (finished_at);
create index quarantine_decision_decided_idx on landing.quarantine_decision (decided_at);

-- A name that only looks like another: letters of Cyrillic or Greek among Latin ones.
alter table action.site_takedown add column lookalike text;
comment on column action.site_takedown.lookalike is
'Which look-alike letters the site''s name is written with, missing where it has none';
