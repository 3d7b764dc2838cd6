-- The seven schemas, left to right, and the vault. Objects belong to the role that migrates (rukkhat_owner).
create schema landing;
create schema staging;
create schema core;
create schema resolved;
create schema network;
create schema action;
create schema mart;
create schema vault;

comment on schema landing is 'What was delivered: files by content, their fate, and the rows put aside';
comment on schema staging is 'The shape of a batch on its way in; a load works on temporary copies, these stay empty';
comment on schema core is 'Each record as reported, and the transfers and calls that the reports speak of';
comment on schema resolved is 'Who is who: persons behind accounts and SIMs, and which payment a victim meant';
comment on schema network is 'Who works with whom: edges, scores, gangs';
comment on schema action is 'What to do: freeze proposals, takedowns, scorecards';
comment on schema mart is 'What analysts read';
comment on schema vault is 'Reporters'' identities; written by the loader, read by nobody in the daily run';

revoke all on schema public from public;
grant usage on schema landing, staging, core, vault to rukkhat_loader;
grant usage on schema landing, core, resolved, network, action to rukkhat_engine;
grant usage on schema mart to rukkhat_analyst, rukkhat_engine, rukkhat_loader;

do $$
begin
    execute format('revoke all on database %I from public', current_database());
    execute format(
        'grant connect, temporary on database %I to rukkhat_loader, rukkhat_engine', current_database()
    );
    execute format('grant connect on database %I to rukkhat_analyst', current_database());
end
$$;
