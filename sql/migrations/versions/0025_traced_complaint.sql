-- Which complaints the fast lane has answered: what is not here waits, whoever loaded it and whatever crashed since.
create table action.traced_complaint (
    complaint_id text not null,
    content uuid not null,
    traced_at timestamptz not null default clock_timestamp(),
    primary key (complaint_id, content)
);
comment on table action.traced_complaint is
'One row per version of a complaint whose money was followed as soon as it came, and when its proposals stood';

insert into action.traced_complaint (complaint_id, content)
select
    complaint_id,
    content
from core.complaint_version;

grant select, insert on action.traced_complaint to rukkhat_engine;
