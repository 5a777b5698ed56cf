-- An effect is in force on a day, by the answer of the evening before; decided once.
insert into effect_in_force (effect_id, day, begins_at, ends_at, decided_at, version, title)
values (
    %(effect)s, %(day)s, %(begins_at)s, %(ends_at)s, %(decided_at)s, %(version)s, %(title)s
)
on conflict (effect_id, day) do nothing
