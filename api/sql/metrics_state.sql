-- The database itself, and whether a process that polls is there.
select pg_database_size(current_database()) as bytes,
       (select extract(epoch from now() - since) from leader where role = 'ingest') as leader_age_s
