-- Whether a module told of a day at its hour or later, or failed at it not long ago.
select 1 from module_run
where municipality = %(municipality)s and module = %(module)s and basis = %(basis)s
  and %(day)s between first_day and last_day
  and case outcome when 'ok' then ran_at >= %(hour)s else ran_at > %(since)s end
limit 1
