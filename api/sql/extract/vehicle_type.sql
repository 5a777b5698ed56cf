-- All vehicle types.
select to_jsonb(t) from vehicle_type t order by id
