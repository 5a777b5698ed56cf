"""The link in a message: looking changes nothing, one click ends it, another's link does not."""

from collections.abc import Iterator

import httpx
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.app import create_app
from stoep.settings import Settings
from tests.api.checks import faults
from tests.api.conftest import serving
from tests.worlds import at
from zones.notices.recipients import RecipientKind, Wish, add_recipient, read_recipients
from zones.notices.unsubscribe import token_of

Pool = ConnectionPool[Connection]
WISH = Wish("GM9999", "zilt", RecipientKind.email, "ops@zilt.example", "A. Official")
SHOWN, ACTS = "/notices/unsubscribe/", "/notices/unsubscriptions/"


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """Where nobody may act: whoever holds the link still may."""
    with serving(create_app(Settings(acting="nobody"), address, secret="s")) as asking:
        yield asking


@pytest.fixture
def number(pool: Pool) -> int:
    with pool.connection() as connection:
        return add_recipient(connection, WISH, at("1 00:00"))


def there(pool: Pool) -> list[str]:
    with pool.connection() as connection:
        return [one.name for one in read_recipients(connection)]


def test_looking_asks_and_changes_nothing(client: httpx.Client, number: int, pool: Pool) -> None:
    shown = client.get(SHOWN + token_of("s", number))
    assert shown.status_code == 200
    assert shown.headers["content-type"].startswith("text/html")
    assert 'lang="nl"' in shown.text
    assert f'action="/v1{ACTS}{token_of("s", number)}"' in shown.text
    assert "ops@zilt.example" not in shown.text
    assert there(pool) == ["zilt"]


def test_one_click_ends_it_and_a_second_does_no_harm(
    client: httpx.Client, number: int, pool: Pool
) -> None:
    # As a mail program sends it by its own button.
    form = {"List-Unsubscribe": "One-Click"}
    ended = client.post(ACTS + token_of("s", number), data=form)
    assert (ended.status_code, there(pool)) == (200, [])
    assert "gewist" in ended.text
    again = client.post(ACTS + token_of("s", number))
    assert again.status_code == 200
    assert "al geen berichten" in again.text
    assert "<form" not in client.get(SHOWN + token_of("s", number)).text


def test_a_link_of_before_ends_nothing_of_who_came_back(
    client: httpx.Client, number: int, pool: Pool
) -> None:
    client.post(ACTS + token_of("s", number))
    with pool.connection() as connection:
        add_recipient(connection, WISH, at("2 00:00"))
    client.post(ACTS + token_of("s", number))
    assert there(pool) == ["zilt"]


@pytest.mark.parametrize("path", [SHOWN, ACTS])
def test_a_link_that_this_stoep_did_not_sign_does_nothing(
    client: httpx.Client, number: int, pool: Pool, path: str
) -> None:
    other = token_of("another secret", number)
    own = token_of("s", number)
    for token in (other, own[:-1], f"{number}", f"{number + 1}{own[1:]}", "x-y", f"٣{own[1:]}"):
        answer = client.get(path + token) if path == SHOWN else client.post(path + token)
        assert set(faults(answer)) == {"token"}
    assert there(pool) == ["zilt"]


def test_a_name_is_no_part_of_the_page(client: httpx.Client, pool: Pool) -> None:
    with pool.connection() as connection:
        connection.execute(
            "insert into recipient (municipality, name, kind, address, about, added_by, added_at)"
            " values ('<b>town</b>', '<script>', 'email', 'a@b', '{messages}', 'x', now())"
        )
        [one] = read_recipients(connection)
    shown = client.get(SHOWN + token_of("s", one.id)).text
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
