-- Bodies from before a moment, and those that are told as the difference from one of them.
delete from bodies
where started_at < %(before)s or base_at < %(before)s
