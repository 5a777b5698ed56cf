-- Which modules somebody (by) switched off since a moment, where they are off still.
select id, municipality, module, why
from (
    select distinct on (municipality, module) id, municipality, module, enabled, set_by, set_at, why
    from module_setting
    order by municipality, module, id desc
) newest
where not enabled and set_by = %(by)s and set_at >= %(since)s
