-- Since when stays are kept.
select to_jsonb(r) from retention r where r.what = 'stay'
