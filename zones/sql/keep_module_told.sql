-- What a module told of a day, unless it is what was told last.
insert into module_told (
    run_id, municipality, module, day, basis, known_at, told_at, answer, results
)
select %(run)s, %(municipality)s, %(module)s, %(day)s, %(basis)s, %(known_at)s, %(told_at)s,
       %(answer)s, %(results)s
where not exists (
    select from (
        select answer, results from module_told
        where municipality = %(municipality)s and module = %(module)s and day = %(day)s
          and basis = %(basis)s
        order by told_at desc, run_id desc
        limit 1
    ) last
    where last.answer is not distinct from %(answer)s and last.results = %(results)s
)
