"""The floor below the rules of the routes: what belongs to an organisation is told to nobody else.

Who asks is said in each transaction (`stoep.asked_for`); where nothing was said there are no rows.
Who owns the tables is not asked: commands, polls of who migrates, backups.
"""

from alembic import op

revision = "0032"
down_revision = "0031"

ASKED_FOR = """
create function asked_for() returns text[] language sql stable parallel safe as $$
    select string_to_array(coalesce(current_setting('stoep.asked_for', true), ''), ' ')
$$
"""
OWN = "asked_for() && array[organisation_id::text, 'platform', 'door']"
PARTY = """
asked_for() && array['anyone'] or exists (
    select from organisation o
    where o.id::text = any(asked_for())
      and (o.municipality = {table}.municipality or o.operator_id = {table}.operator_id)
)
"""
POLICIES = {
    "organisation": "asked_for() && array[id::text, 'platform', 'door']",
    "membership": OWN,
    "invitation": OWN,
    "api_key": OWN,
    # A member's row tells of its person, and of where they are signed in.
    "person": "asked_for() && array['platform', 'door']"
    " or exists (select from membership m where m.person_id = person.id)",
    "session": "asked_for() && array['platform', 'door']"
    " or exists (select from membership m where m.person_id = session.person_id)",
    "account": "asked_for() && array['door']",
    "dispute": PARTY.format(table="dispute"),
    "dispute_act": "exists (select from dispute d where d.number = dispute_act.dispute)",
    "push_key": """
        asked_for() && array['anyone'] or exists (
            select from feed f join organisation o on o.operator_id = f.operator_id
            where f.id = push_key.feed_id and o.id::text = any(asked_for())
        )""",
}
"""Of whom a row is: read and written for these alone."""
DOORS = {
    "caller_of_session(told bytea, idle timestamptz, longest timestamptz)": """
        returns table (
            session_id integer, person_id integer, name text, email text, organisation_id integer,
            organisation text, kind text, municipality text, operator text, role text
        ) language sql stable security definer set search_path = public, pg_temp as $$
            select s.id, p.id, p.name, p.email, o.id, o.name, o.kind, o.municipality, r.key, m.role
            from session s
            join person p on p.id = s.person_id
            left join membership m on m.person_id = p.id and m.ended_at is null
            left join organisation o on o.id = m.organisation_id
            left join operator r on r.id = o.operator_id
            where s.hash = told and s.ended_at is null and s.seen_at > idle
              and s.started_at > longest
            order by o.id
        $$""",
    "caller_of_key(told bytea, now timestamptz)": """
        returns table (
            key_id integer, name text, scopes text[], organisation_id integer, organisation text,
            kind text, municipality text, operator text
        ) language sql volatile security definer set search_path = public, pg_temp as $$
            update api_key k set used_at = greatest(k.used_at, now)
            from organisation o left join operator r on r.id = o.operator_id
            where o.id = k.organisation_id and k.hash = told and k.revoked_at is null
              and k.expires_at > now
            returning k.id, k.name, k.scopes, o.id, o.name, o.kind, o.municipality, r.key
        $$""",
    "pusher_of_key(told bytea, now timestamptz)": """
        returns table (feed_id integer, provider_id uuid, bounds double precision[], key text)
        language sql volatile security definer set search_path = public, pg_temp as $$
            update push_key k set used_at = now from feed f
            where f.id = k.feed_id and f.enabled and k.hash = told and k.revoked_at is null
              and k.expires_at > now
            returning f.id, f.provider_id, f.bounds, f.key
        $$""",
    "make_part(whole text, part text, begins text, ends text)": """
        returns void language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            if whole not in
                ('poll', 'stay', 'cell_day', 'state_change', 'raw_poll', 'raw_suspect', 'trip')
                or part !~ ('^' || whole || '_[0-9]{4}_[0-9]{2}(_[0-9]{2})?$')
            then
                raise insufficient_privilege using message = format('%s is no part', part);
            end if;
            if exists (
                select from pg_class
                where relname = part and relnamespace = 'public'::regnamespace
            ) then
                -- A first lock is when a session hears that the table has another part since.
                execute format('lock table %I in access share mode', part);
                return;
            end if;
            execute format('create table %I (like %I including all)', part, whole);
            execute format(
                'alter table %I attach partition %I for values from (%L) to (%L)',
                whole, part, begins, ends
            );
        end $$""",
    "hold_decisions(on_table text)": """
        returns void language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            if on_table not in ('permit_limit', 'module_setting') then
                raise insufficient_privilege using message = format('%s is not held', on_table);
            end if;
            execute format('lock table %I in share row exclusive mode', on_table);
        end $$""",
    "drop_part(part text)": """
        returns void language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            if not exists (
                select from pg_inherits i
                where i.inhrelid = to_regclass(quote_ident(part)) and i.inhparent = any (
                    array['stay', 'state_change', 'raw_poll', 'raw_suspect', 'trip']::regclass[]
                )
            ) then
                raise insufficient_privilege using
                    message = format('%s is no part that is ever past keeping', part);
            end if;
            execute format('drop table %I', part);
        end $$""",
}
"""What a role may have done that it may not do itself: by who owns the tables, and nothing else."""


def upgrade() -> None:
    """Add the doors and the policies."""
    op.execute(ASKED_FOR)
    for name, does in DOORS.items():
        op.execute(f"create function {name} {does}")
        op.execute(f"revoke execute on function {_signature(name)} from public")
    for table, whose in POLICIES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"create policy whose on {table} using ({whose})")


def downgrade() -> None:
    """Drop them; roles stay, for another database of the server may use them, and may nothing."""
    for table in reversed(POLICIES):
        op.execute(f"drop policy whose on {table}")
        op.execute(f"alter table {table} disable row level security")
    for name in DOORS:
        op.execute(f"drop function {_signature(name)}")
    op.execute("drop function asked_for")
    op.execute(TAKE_AWAY)


def _signature(name: str) -> str:
    """The name with its types alone."""
    told, _, rest = name.partition("(")
    types = [one.split()[1] for one in rest.rstrip(")").split(", ")]
    return f"{told}({', '.join(types)})"


TAKE_AWAY = """
do $$ declare one text; begin
    for one in select rolname from pg_roles
        where rolname in ('stoep_reads', 'stoep_acts', 'stoep_ingests')
    loop
        execute format('revoke all on all tables in schema public from %I', one);
    end loop;
end $$
"""
