-- Which module is on in which municipality: the newest setting of the two holds.
select municipality, module
from (
    select distinct on (municipality, module) municipality, module, enabled
    from module_setting
    order by municipality, module, id desc
) newest
where enabled
order by municipality, module
