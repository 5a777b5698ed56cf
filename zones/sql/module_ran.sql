-- Whether a module told of a day, or failed at it not long ago.
select 1 from module_run
where municipality = %(municipality)s and module = %(module)s and basis = %(basis)s
  and %(day)s between first_day and last_day
  and (outcome = 'ok' or ran_at > %(since)s)
limit 1
