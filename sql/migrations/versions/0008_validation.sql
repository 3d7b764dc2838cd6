-- What Great Expectations found in every file, as counts, and the page of Data Docs that shows it. Values never come here.
create table landing.validation_result (
    file_id bigint not null references landing.delivered_file,
    check_no smallint not null check (check_no > 0),
    suite_name text not null,
    contract_version text not null,
    expectation text not null,
    field text not null,
    rule text not null,
    rows_checked bigint not null check (rows_checked >= 0),
    rows_failed bigint not null check (rows_failed between 0 and rows_checked),
    is_success boolean not null generated always as (rows_failed = 0) stored,
    validated_at timestamptz not null default now(),
    primary key (file_id, check_no)
);
comment on table landing.validation_result is
'One row per file and expectation of its suite: how many rows were looked at, and how many failed';

create table landing.validation_page (
    file_id bigint primary key references landing.delivered_file,
    data_docs_path text not null,
    validated_at timestamptz not null,
    built_at timestamptz not null default now()
);
comment on table landing.validation_page is 'One row per file whose result stands in Data Docs, with the page''s path in the site';

grant select, insert, update, delete on landing.validation_result to rukkhat_loader;
grant select, insert, update on landing.validation_page to rukkhat_loader;
grant select on landing.validation_result, landing.validation_page to rukkhat_engine;
