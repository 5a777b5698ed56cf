-- One more row in the history of a module in a municipality.
insert into module_setting (
    municipality, module, enabled, parameters, areas, version, digest, set_by, set_at, why
) values (
    %(municipality)s, %(module)s, %(enabled)s, %(parameters)s, %(areas)s, %(version)s, %(digest)s,
    %(set_by)s, %(set_at)s, %(why)s
)
returning id, municipality, module, enabled, parameters, areas, version, digest, set_by, set_at, why
