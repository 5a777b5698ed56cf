"""Messages: nothing lost, nothing made twice, nobody woken at night; all of it over the wire."""

import asyncio
import hmac
import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.client import open_client
from ingest.notices.secrets import BadSecret, open_secret, seal_secret
from ingest.notices.send import Postman
from stoep.contract import Basis
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.ingest.hook_server import Hook, hook_server
from tests.ingest.smtp_server import Mailbox, mail_server
from tests.worlds import at, drawing
from tests.zones.permits import HERE
from tests.zones.test_effects_in_force import FULL, MODULE, SAYS, SHUT, WHO, ZONE
from tests.zones.test_module_rounds import drawn
from zones.modules.effects import EffectKind, Wish, set_effect
from zones.modules.facts import Question
from zones.modules.running import run_for
from zones.modules.setting import STOEP, switch_off, switch_on
from zones.notices.collect import collect
from zones.notices.outbox import WAITS_S, claim, read_outbox
from zones.notices.recipients import (
    BadRecipient,
    Recipient,
    RecipientKind,
    Topic,
    add_recipient,
    forget,
    read_recipients,
    secret_name,
)
from zones.notices.recipients import Wish as Whom

Pool = ConnectionPool[Connection[Any]]
EVENING = at("13 17:30")
TELL = Wish(
    EffectKind.message, date(2026, 3, 10), *WHO, recipients=("zilt", "nobody"),
    message="Morgen stranddag: haal voertuigen weg.",
)  # fmt: skip
MAIL = Whom(HERE, "zilt", RecipientKind.email, "ops@zilt.example", "A. Official")
HOOK = Whom(HERE, "zilt", RecipientKind.webhook, "http://127.0.0.1/hook", "A. Official")
SECRET = "a secret of sixteen"


@dataclass
class Post:
    """A town whose module said yes to the 14th, and the post office of it."""

    pool: Pool
    now: datetime = EVENING
    settings: Settings = field(
        default_factory=lambda: Settings(
            fetch_private_hosts="127.0.0.1", public_url="https://stoep.example", smtp_tls="none"
        )
    )

    def add(self, wish: Whom, secret: str | None = None) -> int:
        with self.pool.connection() as connection:
            number = add_recipient(connection, wish, self.now)
            if secret is not None:
                seal_secret(connection, "s", secret_name(number), secret)
        return number

    def says(self, answer: str) -> None:
        module = drawn("strand", SAYS.format(answer))
        with self.pool.connection() as connection:
            held = switch_on(connection, module, HERE, {}, [], *WHO, EVENING)
            asked = Question(HERE, ZONE, [date(2026, 3, 14)], Basis.expected, EVENING)
            assert run_for(connection, module, held, asked).ok

    def round(self) -> int:
        async def deliver() -> int:
            async with open_client(self.settings) as http:
                clock = self.now.timestamp
                return await Postman(self.pool, self.settings, "s", http, clock).round()

        return asyncio.run(deliver())

    def box(self) -> list[tuple[str, int, str | None]]:
        with self.pool.connection() as connection:
            return [
                (one.state, one.attempts, one.reason) for _, one in read_outbox(connection, HERE)
            ]


@pytest.fixture
def post(address: str, pool: Pool) -> Post:
    with drawing(address) as world:
        world.area(AreaKind.municipality, HERE, 4.30, 52.1, 4.32, 52.11, municipality=HERE)
        world.area(AreaKind.hub, "H", 4.302, 52.1, 4.303, 52.11, capacity=10)
        world.area(AreaKind.no_parking, "P", 4.312, 52.1, 4.313, 52.11)
        for wish in (FULL, SHUT, TELL):
            set_effect(world.connection, MODULE, HERE, wish, at("11 12:00"))
    made = Post(pool)
    made.says("yes")
    return made


def test_an_email_the_evening_before_says_what_why_and_how_to_end_it(post: Post) -> None:
    number = post.add(MAIL)
    with mail_server(Mailbox()) as box:
        post.settings = post.settings.model_copy(
            update={"smtp_host": "127.0.0.1", "smtp_port": box.port}
        )
        assert post.round() == 1
        assert post.round() == 0
    [letter] = box.letters
    assert box.to == ["ops@zilt.example"]
    text = letter.get_content()  # type: ignore[attr-defined]
    for words in (
        "Morgen stranddag: haal voertuigen weg.", "14-03-2026", "13-03-2026 18:30", "A. Official",
        "council decision 1",
        "https://stoep.example/modules?module=strand&day=2026-03-14",
        f"https://stoep.example/v1/notices/unsubscribe/{number}-",
    ):  # fmt: skip
        assert words in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/v1/notices/unsubscriptions/{number}-" in letter["List-Unsubscribe"]
    assert post.box() == [("sent", 1, None)]


def test_a_webhook_is_signed_so_that_its_receiver_can_tell(post: Post) -> None:
    with hook_server(Hook()) as hook:
        post.add(replace(HOOK, address=hook.url, language="en"), SECRET)
        assert post.round() == 1
        assert post.round() == 0
    [(headers, body)] = hook.got
    stamp, _, seal = headers["stoep-signature"].partition(",v1=")
    assert stamp == f"t={int(EVENING.timestamp())}"
    signed = f"{int(EVENING.timestamp())}.".encode() + body
    assert seal == hmac.new(SECRET.encode(), signed, "sha256").hexdigest()
    told = json.loads(body)
    assert told["key"] == headers["idempotency-key"]
    [one] = told["notices"]
    assert "Morgen stranddag" in one["body"]
    assert one["evidence"].startswith("https://stoep.example/modules?")


@pytest.mark.parametrize("answer", ["no", "unknown"])
def test_where_nothing_follows_nobody_is_told(post: Post, answer: str) -> None:
    with post.pool.connection() as connection:
        connection.execute("alter table effect_in_force disable trigger added_to_only")
        connection.execute("delete from effect_in_force")
    post.says(answer)
    post.add(MAIL)
    assert post.round() == 0
    assert post.box() == []


def test_who_asks_for_it_is_told_all_that_is_in_force_and_of_modules_that_failed(
    post: Post,
) -> None:
    about = (Topic.in_force, Topic.module_off)
    post.add(replace(MAIL, about=about, language="en"))
    with post.pool.connection() as connection:
        switch_off(connection, HERE, "strand", STOEP, "3 runs in a row failed", EVENING)
        assert collect(connection, ZONE, EVENING) == 2
        assert collect(connection, ZONE, EVENING + timedelta(hours=1)) == 0
        found = {one.topic: one for _, one in read_outbox(connection, HERE)}
    assert "hub/H has 1.5 times as many places" in found["in_force"].body
    assert "no_parking/P holds from 10:00 to 22:00" in found["in_force"].body
    assert "3 runs in a row failed" in found["module_off"].body


def test_what_a_person_switched_off_is_no_news(post: Post) -> None:
    post.add(replace(MAIL, about=(Topic.module_off,)))
    with post.pool.connection() as connection:
        switch_off(connection, HERE, "strand", *WHO, EVENING)
        assert collect(connection, ZONE, EVENING) == 0


def test_a_failure_is_tried_again_later_and_given_up_with_its_reason(post: Post) -> None:
    with hook_server(Hook(status=500)) as hook:
        post.add(replace(HOOK, address=hook.url), SECRET)
        for attempt, wait in enumerate(WAITS_S, start=1):
            post.round()
            assert post.box() == [("waiting", attempt, "The webhook answers 500.")]
            post.now += timedelta(seconds=wait - 1)
            assert post.round() == 0
            assert len(hook.got) == attempt
            post.now += timedelta(seconds=1)
        post.round()
        assert post.box() == [("given_up", len(WAITS_S) + 1, "The webhook answers 500.")]
        post.now += timedelta(days=3)
        post.round()
    # Whoever got it twice can tell: each attempt has the same key.
    assert len({headers["idempotency-key"] for headers, _ in hook.got}) == 1
    assert len(hook.got) == len(WAITS_S) + 1


def test_a_second_try_wakes_nobody_either(post: Post) -> None:
    with hook_server(Hook(status=500)) as hook:
        post.add(replace(HOOK, address=hook.url, quiet=(time(18, 31), time(7))), SECRET)
        post.round()
    with post.pool.connection() as connection:
        [(_, waits)] = read_outbox(connection, HERE)
    assert (waits.state, waits.due_at) == ("waiting", at("14 06:00"))


def test_an_address_that_is_gone_for_good_is_given_up_at_once(post: Post) -> None:
    with hook_server(Hook(status=410)) as hook:
        post.add(replace(HOOK, address=hook.url), SECRET)
        post.round()
    assert post.box() == [("given_up", 1, "The webhook answers 410: it is gone for good.")]


def test_a_webhook_leads_nowhere_else(post: Post) -> None:
    with hook_server(Hook()) as inside:
        moved = Hook(status=307, headers={"location": inside.url})
        with hook_server(moved) as hook:
            post.add(replace(HOOK, address=hook.url), SECRET)
            post.round()
            assert (len(hook.got), len(inside.got)) == (1, 0)
    # And one on this machine is asked only where the settings name it.
    post.settings = post.settings.model_copy(update={"fetch_private_hosts": ""})
    post.now += timedelta(minutes=2)
    post.round()
    [(state, attempts, reason)] = post.box()
    assert (state, attempts) == ("waiting", 2)
    assert "127.0.0.1" in str(reason)
    assert len(hook.got) == 1


def test_a_sender_that_dies_on_the_way_loses_nothing(post: Post) -> None:
    post.add(replace(HOOK, address="http://127.0.0.1:9/hook"), SECRET)
    with post.pool.connection() as connection:
        collect(connection, ZONE, EVENING)
        [taken] = claim(connection, EVENING)
    with post.pool.connection() as connection:
        assert claim(connection, EVENING + timedelta(minutes=5)) == []
        [again] = claim(connection, EVENING + timedelta(minutes=11))
    assert (again.id, again.key, again.attempts) == (taken.id, taken.key, 2)


def test_two_senders_at_once_never_take_the_same(post: Post) -> None:
    for n in range(6):
        post.add(replace(MAIL, name=f"zilt{n}", about=(Topic.in_force,)))
    with post.pool.connection() as one, post.pool.connection() as other:
        collect(one, ZONE, EVENING)
        one.commit()
        mine, theirs = claim(one, EVENING, most=3), claim(other, EVENING, most=50)
    assert len(mine) == len(theirs) == 3
    assert not {x.id for x in mine} & {x.id for x in theirs}


def test_one_letter_that_fails_costs_the_others_nothing(post: Post) -> None:
    with hook_server(Hook()) as hook, hook_server(Hook(status=500)) as bad:
        about = (Topic.in_force,)
        post.add(replace(HOOK, name="a", address=bad.url, about=about), SECRET)
        post.add(replace(HOOK, name="b", address=hook.url, about=about), SECRET)
        post.add(replace(HOOK, name="c", address=hook.url, about=about))
        assert post.round() == 1
    assert sorted(state for state, _, _ in post.box()) == ["sent", "waiting", "waiting"]


def test_a_digest_has_all_of_a_day_in_one(post: Post) -> None:
    about = (Topic.messages, Topic.in_force)
    with hook_server(Hook()) as hook:
        post.add(replace(HOOK, address=hook.url, about=about, digest_at=time(20)), SECRET)
        assert post.round() == 0
        post.now = at("13 19:01")
        assert post.round() == 1
    [(_, body)] = hook.got
    assert len(json.loads(body)["notices"]) == 2
    assert [state for state, _, _ in post.box()] == ["sent", "sent"]


NIGHT = (time(22), time(7))


@pytest.mark.parametrize(
    ("now", "quiet", "digest", "due"),
    [
        ("13 17:30", None, None, "13 17:30"),
        ("13 17:30", NIGHT, None, "13 17:30"),
        ("13 21:00", NIGHT, None, "14 06:00"),
        ("14 03:00", NIGHT, None, "14 06:00"),
        ("14 06:00", NIGHT, None, "14 06:00"),
        ("13 12:00", (time(12), time(14)), None, "13 13:00"),
        ("13 17:30", None, time(8), "14 07:00"),
        ("13 17:30", NIGHT, time(23), "14 06:00"),
        # The night in which the clock goes forward: 7 o'clock is 5 in UTC then.
        ("28 22:00", NIGHT, None, "29 05:00"),
    ],
)
def test_nobody_is_told_anything_in_quiet_hours(
    now: str, quiet: tuple[time, time] | None, digest: time | None, due: str
) -> None:
    first, last = quiet or (None, None)
    one = Recipient(
        1,
        HERE,
        "zilt",
        "email",
        "a@b",
        [],
        "nl",
        first,
        last,
        digest,
        "x",
        at("1 00:00"),
        None,
        None,
    )
    assert one.due(at(now), ZONE) == at(due)


def test_who_is_removed_is_forgotten_with_all_that_waits(post: Post) -> None:
    number = post.add(replace(HOOK, address="http://127.0.0.1:9/hook"), SECRET)
    post.round()
    with post.pool.connection() as connection:
        assert forget(connection, number, "A. Official", EVENING)
        assert not forget(connection, number, "A. Official", EVENING)
        assert read_recipients(connection, HERE) == []
        kept = connection.execute("select address from recipient").fetchall()
        assert kept == [(None,)]
        assert connection.execute("select 1 from notice_secret").fetchone() is None
    assert [(state, reason) for state, _, reason in post.box()] == [("given_up", "removed")]
    # The name is free again, and whoever comes now has another link.
    assert post.add(replace(HOOK, address="http://127.0.0.1:9/hook"), SECRET) != number


def test_secrets_are_sealed_and_do_not_open_elsewhere(post: Post) -> None:
    with post.pool.connection() as connection:
        seal_secret(connection, "s", "webhook 1", SECRET)
        [(sealed,)] = connection.execute("select sealed from notice_secret").fetchall()
        assert SECRET.encode() not in bytes(sealed)
        assert open_secret(connection, "s", "webhook 1") == SECRET
        with pytest.raises(BadSecret, match="another secret"):
            open_secret(connection, "other", "webhook 1")
        connection.execute("update notice_secret set name = 'webhook 2'")
        with pytest.raises(BadSecret, match="does not open"):
            open_secret(connection, "s", "webhook 2")
        with pytest.raises(BadSecret, match="too short"):
            seal_secret(connection, "s", "webhook 1", "short")


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (replace(MAIL, address="nobody"), "address"),
        (replace(MAIL, address="a@b.example\nBcc: c@d.example"), "address"),
        (replace(HOOK, address="ftp://zilt.example"), "address"),
        (replace(HOOK, address="https://user:pass@zilt.example"), "address"),
        (replace(MAIL, name="a\nb"), "name"),
        (replace(MAIL, added_by=" "), "name"),
        (replace(MAIL, about=()), "about"),
        (replace(MAIL, quiet=(time(7), time(7))), "quiet"),
    ],
)
def test_a_recipient_that_cannot_be_is_refused_by_its_field(
    post: Post, wish: Whom, field: str
) -> None:
    with post.pool.connection() as connection, pytest.raises(BadRecipient, match=f"^{field}: "):
        add_recipient(connection, wish, EVENING)


def test_a_name_is_taken_once_in_a_town(post: Post) -> None:
    post.add(MAIL)
    with pytest.raises(BadRecipient, match="already"):
        post.add(MAIL)
