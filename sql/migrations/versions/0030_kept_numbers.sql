-- What the network read is kept in files, so that an hour reads the rows that were written since. A file says nothing of whether it is
-- good: this table does, in the transaction that writes what was found with it.
create table network.kept_numbers (
    frame text primary key,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    origin text not null,
    horizon xid8 not null
);
comment on table network.kept_numbers is 'One row per frame of numbers that is kept in a file below RUKKHAT_HOME/network';
comment on column network.kept_numbers.frame is 'Name of the SQL file that tells its rows, as core/transfer_numbers';
comment on column network.kept_numbers.sha256 is 'What the file holds, and its name';
comment on column network.kept_numbers.origin is
'Digest of what the rows were told from: query, cluster, file of the table, and whatever else stands in the query beside (since)';
comment on column network.kept_numbers.horizon is
'The oldest transaction that was under way when the rows were read: what older ones wrote is in the file';
grant select, insert, update, delete on network.kept_numbers to rukkhat_engine;
