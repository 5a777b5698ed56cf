"""What `stoep demo` makes on its first start, before any history: the city, feeds and people."""

from psycopg import Connection
from psycopg_pool import ConnectionPool

from demo.operators import OPERATORS
from stoep.cli.demo import Plan, _prepare
from stoep.home import Home


def test_an_empty_database_is_made_ready_and_again(
    address: str, pool: ConnectionPool[Connection]
) -> None:
    plan = Plan(start_s=1_772_000_000)
    for base in ("http://127.0.0.1:8600", "http://127.0.0.1:8601"):
        feeds = _prepare(Home(address, "secret"), plan, base)
        assert {feed.key for feed in feeds} == {operator.key for operator in OPERATORS}
        assert all(feed.url.startswith(base) for feed in feeds)
    with pool.connection() as connection:
        people = connection.execute(
            "select o.kind, count(*) from organisation o join membership m"
            " on m.organisation_id = o.id group by o.kind"
        ).fetchall()
    assert {kind for kind, _ in people} >= {"municipality", "operator"}
    assert all(count for _, count in people)
