-- Whether a municipality is there, and (null: none asked) a zone of it.
select exists (select from area where kind = 'municipality' and code = %(municipality)s),
       %(zone)s::text is null or exists (
           select from area
           where kind || '/' || code = %(zone)s and municipality = %(municipality)s
             and kind <> 'municipality'
       )
