"""Sign-ins that fail slow the next ones down: those of one account, and those from one address.

An attempt counts as failed from its beginning; it is let in once that is known. So many that
come at once do not see a count of before.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from psycopg import Connection

from api.people.refusals import HeldUp

REMEMBERED = timedelta(hours=1)
KEPT = timedelta(days=30)
FREE_OF_ACCOUNT, FREE_OF_ADDRESS = 5, 30
"""So many may fail within an hour before the next one waits; each one more doubles the wait."""
LONGEST_S = 900

FAILED = """
select count(*) filter (where account = %(account)s and tried_at > coalesce(
         (select max(tried_at) from sign_in_attempt
          where account = %(account)s and outcome = 'let_in'), '-infinity')),
       max(tried_at) filter (where account = %(account)s),
       count(*) filter (where address = %(address)s),
       max(tried_at) filter (where address = %(address)s)
from sign_in_attempt
where outcome = 'failed' and tried_at > %(since)s
  and (account = %(account)s or address = %(address)s)
"""


def begin_attempt(
    connection: Connection[Any], secret: str, email: str, address: str, now: datetime
) -> int:
    """Write an attempt down, as failed; raises HeldUp where it comes too soon after others.

    One after the other for each account and each address: the count is that of all before.
    """
    account = hmac.digest(secret.encode(), b"account " + email.encode(), sha256)
    for held in sorted({account.hex(), address}):
        connection.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 28))", [f"sign in {held}"]
        )
    asked = {"account": account, "address": address, "since": now - REMEMBERED}
    row = connection.execute(FAILED, asked).fetchone()
    assert row is not None
    of_account, last_of_account, of_address, last_of_address = row
    wait_s = max(
        _wait_s(of_account - FREE_OF_ACCOUNT, last_of_account, now),
        _wait_s(of_address - FREE_OF_ADDRESS, last_of_address, now),
    )
    outcome = "held_up" if wait_s else "failed"
    number = connection.execute(
        "insert into sign_in_attempt (account, address, tried_at, outcome)"
        " values (%s, %s, %s, %s) returning id",
        [account, address, now, outcome],
    ).fetchone()
    connection.execute("delete from sign_in_attempt where tried_at < %s", [now - KEPT])
    assert number is not None
    if wait_s:
        connection.commit()
        raise HeldUp(wait_s)
    return int(number[0])


def let_in(connection: Connection[Any], attempt: int) -> None:
    """It was right after all; what failed before is forgiven to the account."""
    connection.execute("update sign_in_attempt set outcome = 'let_in' where id = %s", [attempt])


def _wait_s(beyond: int, last: datetime | None, now: datetime) -> int:
    """Seconds that are left of the wait: none at first, then 1, 2, 4 … up to a quarter."""
    if beyond < 0 or last is None:
        return 0
    wait = min(2 ** min(beyond, 20), LONGEST_S)
    return max(0, int(wait - (now - last).total_seconds() + 0.999))
