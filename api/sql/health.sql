-- What tells whether Stoep is kept up to date: its schema, its poller, and its newest evidence.
select (select version_num from alembic_version) as schema_revision,
       (select extract(epoch from since)::int8 from leader where role = 'ingest') as ingest_at,
       (select extract(epoch from now() - since)::int8 from leader where role = 'ingest')
           as ingest_age_s,
       (select coalesce(jsonb_agg(jsonb_build_array(
                   f.enabled, extract(epoch from s.evidence_at)::int8)), '[]')
        from feed f left join feed_state s on s.feed_id = f.id) as feeds
