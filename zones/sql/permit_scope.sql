-- Whether a limit's municipality and zone are there, and its operator's number.
select exists (select from area where kind = 'municipality' and code = %(municipality)s),
       (select id from operator where key = %(operator)s),
       %(zone)s::text is null or exists (
           select from area
           where kind = %(kind)s and code = %(code)s and municipality = %(municipality)s
             and kind <> 'municipality'
       )
