-- Of what was kept before counting anew, that which is told as it was is not needed twice.
delete from cell_version v
using cell_day d
where v.correction_id = %(correction)s
  and (d.day, d.area_id, d.feed_id, d.vehicle_type_id)
    = (v.day, v.area_id, v.feed_id, v.vehicle_type_id)
  and d.parked = v.parked
  and d.vehicle_s = v.vehicle_s
