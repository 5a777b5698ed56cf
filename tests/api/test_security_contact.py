"""`/.well-known/security.txt`: there while somebody answers for it."""

from datetime import UTC, date, datetime

import httpx
import pytest

from api.app import create_app
from api.security_contact import security_text
from stoep.settings import Settings
from tests.api.conftest import NOWHERE, serving

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def text(contact: str, until: date | None, public_url: str = "") -> str | None:
    settings = Settings(security_contact=contact, security_until=until, public_url=public_url)
    return security_text(settings, NOW)


def test_it_names_whom_to_tell_and_until_when_that_is_true() -> None:
    assert text("safe@city.example", date(2027, 6, 30), "https://stoep.example/") == (
        "Contact: mailto:safe@city.example\n"
        "Expires: 2027-06-30T23:59:59Z\n"
        "Preferred-Languages: nl, en\n"
        "Canonical: https://stoep.example/.well-known/security.txt\n"
    )
    told = text("https://city.example/cvd", date(2027, 6, 30)) or ""
    assert told.startswith("Contact: https://city.example/cvd\n")
    assert "Canonical" not in told


def test_it_is_not_there_when_nobody_is_named_or_the_day_is_over() -> None:
    assert text("", date(2027, 6, 30)) is None
    assert text("safe@city.example", None) is None
    assert text("safe@city.example", date(2026, 11, 28)) is None
    assert text("safe@city.example", date(2026, 11, 29)) is not None


@pytest.mark.parametrize("contact", ["javascript:alert(1)", "a b@c", "safe@x\nExpires: never"])
def test_what_is_no_contact_is_refused(contact: str) -> None:
    with pytest.raises(ValueError, match="security_contact"):
        Settings(security_contact=contact)


def test_it_is_served_as_text() -> None:
    settings = Settings(security_contact="safe@city.example", security_until=date(2199, 1, 1))
    for chosen, status in ((settings, 200), (Settings(), 404)):
        with serving(create_app(chosen, NOWHERE)) as client:
            url = str(client.base_url).replace("/v1/", "/.well-known/security.txt")
            answer = httpx.get(url, trust_env=False, timeout=60)
        assert answer.status_code == status
        assert status == 404 or answer.headers["content-type"].startswith("text/plain")
