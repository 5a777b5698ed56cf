"""The permit board of a year: 365 days × 12 operators × 10 indicators, over HTTP on loopback.

Beside it the same verdicts worked out limit by limit and day by day in SQL, on the same rows.
"""

import json
import random
import time
from datetime import date, timedelta

import psycopg

from bench.report import Line
from bench.scratch import percentile, scratch_database
from bench.served import served
from zones.permits.limits import GROUP
from zones.permits.setting import bound_of
from zones.registry import INDICATORS

OPERATORS, DAYS = 12, 365
FIRST = date(2025, 3, 1)
PATH = f"/v1/permits/board?municipality=GM0001&from={FIRST}&to={FIRST + timedelta(days=DAYS)}"
BUDGET_S, BUDGET_BYTES = 0.150, 200_000
SAMPLE = 400
"""Of so many of the 43,800 cells the rival is timed; it is then scaled to all of them."""
NAMES = [name for name, entry in INDICATORS.items() if entry.group == GROUP]
WORLD = """
insert into operator (key, name) select 'operator' || n, 'Operator ' || n
    from generate_series(1, {operators}) n;
insert into area (kind, code, name, municipality, valid_from, geom, area_m2, source)
    select 'municipality', 'GM0001', 'Town', 'GM0001', '2000-01-01', st_multi(g), 1, 'bench'
    from st_makeenvelope(4.2, 52.0, 4.5, 52.2, 4326) g;
insert into permit_limit (municipality, operator_id, indicator, bound, value, unit, effective_from,
                          season_from, season_to, set_by, why)
    select 'GM0001', o.id, i.name, i.bound, 50 + k.more, i.unit, '2025-01-01'::date + k.day,
           k.season_from, k.season_to, 'bench', 'bench'
    from operator o
    cross join unnest(%(names)s::text[], %(bounds)s::text[], %(units)s::text[])
        as i (name, bound, unit)
    cross join (values (0, 0, null, null), (10, 120, null, null), (20, 0, '05-01', '09-30'))
        as k (more, day, season_from, season_to);
insert into permit_day (municipality, operator_id, form_factor, indicator, day, lower, upper,
                        coverage, behind, reason, version, made_at)
    select 'GM0001', o.id, f.form, i.name, d.day,
           case when r.dark < 0.03 then null else r.value end,
           case when r.dark < 0.03 then null else r.value + r.more end,
           case when r.dark < 0.03 then 0 else 0.85 + 0.15 * r.share end, 500,
           case when r.dark < 0.03 then 'no_evidence' end, 1, now()
    from operator o
    cross join unnest(%(names)s::text[]) as i (name)
    cross join (values ('all'), ('bicycle'), ('moped')) as f (form)
    cross join (select '{first}'::date + n as day from generate_series(0, {days} - 1) n) d
    cross join lateral (select round(40 + 40 * random()) as value, random() as dark,
                               floor(3 * random()) as more, random() as share
                        where o.id > 0 and i.name <> '' and d.day is not null) r;
"""
ONE_BY_ONE = """
with held as (
    select l.* from permit_limit l
    where l.municipality = 'GM0001' and l.operator_id = %(operator)s and l.form_factor is null
      and l.zone is null and l.indicator = %(indicator)s and l.effective_from <= %(day)s
      and (l.season_from is null or to_char(%(day)s::date, 'MM-DD')
           between l.season_from and l.season_to)
    order by (l.season_from is not null) desc, l.effective_from desc, l.set_at desc, l.id desc
    limit 1
)
select case
    when d.lower is null then 'n'
    when h.bound = 'maximum' and d.lower > h.value then 'd'
    when h.bound = 'minimum' and d.upper < h.value then 'd'
    when h.bound = 'maximum' and d.upper <= h.value and d.coverage >= h.coverage_needed then 'c'
    when h.bound = 'minimum' and d.lower >= h.value and d.coverage >= h.coverage_needed then 'c'
    else 'n' end
from held h
left join permit_day d on d.municipality = 'GM0001' and d.operator_id = %(operator)s
    and d.form_factor = 'all' and d.zone = '' and d.tolerance_m = 0
    and d.indicator = %(indicator)s and d.day = %(day)s
"""


def measure() -> list[Line]:
    """The board as a reader waits for it, and its size."""
    with scratch_database("bench_permits") as address:
        with psycopg.connect(address, autocommit=True) as connection:
            _draw(connection)
            body, took = _ask(address)
            sql_s = _one_by_one(connection, body)
    cells = OPERATORS * len(NAMES) * DAYS
    p50 = percentile(took, 0.5)
    what = f"permit board, {DAYS} days × {OPERATORS} operators × {len(NAMES)} indicators"
    return [
        Line(
            what,
            f"p50 {1e3 * p50:.0f} ms, p95 {1e3 * percentile(took, 0.95):.0f} ms",
            f"SQL by limit and day {sql_s:.1f} s (of {SAMPLE} cells of {cells:,}, scaled):"
            f" × {sql_s / p50:.0f} slower",
            f"p50 ≤ {1e3 * BUDGET_S:.0f} ms",
            p50 <= BUDGET_S,
        ),
        Line(
            "the same, its size",
            f"{len(body) / 1e3:.0f} kB, not compressed",
            f"{len(body) / cells:.1f} bytes a verdict",
            f"≤ {BUDGET_BYTES / 1e3:.0f} kB",
            len(body) <= BUDGET_BYTES,
        ),
    ]


def _draw(connection: psycopg.Connection) -> None:
    text = WORLD.format(operators=OPERATORS, first=FIRST, days=DAYS)
    values = {
        "names": NAMES,
        "bounds": [str(bound_of(name)) for name in NAMES],
        "units": [INDICATORS[name].unit for name in NAMES],
    }
    for statement in text.split(";\n"):
        if statement.strip():
            connection.execute(statement.encode(), values if "%(" in statement else None)
    connection.execute("vacuum analyze")


def _ask(address: str) -> tuple[bytes, list[float]]:
    with served(address) as client:
        took, body = [], b""
        for _ in range(25):
            began = time.perf_counter()
            client.request("GET", PATH)
            body = client.getresponse().read()
            took.append(time.perf_counter() - began)
        return body, took[5:]


def _one_by_one(connection: psycopg.Connection, body: bytes) -> float:
    """Seconds for all cells, scaled from a sample; each must say what the board says."""
    rows = {
        (row["operator"], row["indicator"]): row["verdicts"] for row in json.loads(body)["rows"]
    }
    keys = dict(connection.execute("select key, id from operator").fetchall())
    assert len(rows) == OPERATORS * len(NAMES)
    chance = random.Random(14)
    cells = [(chance.choice(list(rows)), chance.randrange(DAYS)) for _ in range(SAMPLE)]
    began = time.perf_counter()
    for (operator, indicator), day in cells:
        asked = {
            "operator": keys[operator],
            "indicator": indicator,
            "day": FIRST + timedelta(days=day),
        }
        found = connection.execute(ONE_BY_ONE, asked).fetchone()
        assert found == (rows[operator, indicator][day],), (operator, indicator, day, found)
    return (time.perf_counter() - began) / SAMPLE * len(rows) * DAYS


def lines() -> list[Line]:
    """Time and size."""
    return measure()
