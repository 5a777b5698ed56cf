-- The school holidays of a municipality. The list is known from its first day until its last.
select first_day, last_day, name from school_holiday
where municipality = %(municipality)s
order by first_day
