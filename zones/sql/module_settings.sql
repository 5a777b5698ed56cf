-- Who switched modules on and off in a municipality, the newest first; of one module or of all.
select id, municipality, module, enabled, parameters, areas, version, digest, set_by, set_at, why
from module_setting
where municipality = %(municipality)s
  and (%(module)s::text is null or module = %(module)s)
order by id desc
