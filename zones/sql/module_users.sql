-- Which municipalities have each module on: the newest setting of the two holds.
select module, array_agg(municipality order by municipality)
from (
    select distinct on (municipality, module) municipality, module, enabled
    from module_setting
    order by municipality, module, id desc
) newest
where enabled
group by module
