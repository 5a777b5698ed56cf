-- Every kind of vehicle that was ever seen.
select id, form_factor, propulsion from vehicle_type order by id
