-- Whether the municipality and the zone of a decision are there, and the number of the operator.
select exists (select from area where kind = 'municipality' and code = %(municipality)s),
       (select id from operator where key = %(operator)s),
       %(zone)s::text is null or exists (
           select from area
           where kind = %(kind)s and code = %(code)s and municipality = %(municipality)s
             and kind <> 'municipality'
       )
