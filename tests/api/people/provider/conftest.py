"""The API before an identity provider of a test, and somebody who came in by it."""

from collections.abc import Iterator

import pytest

from stoep.settings import Settings
from tests.api.people.cast import Cast, Clock, Somebody
from tests.api.people.provider.local import (
    CLIENT,
    CLIENT_SECRET,
    LocalProvider,
    provider_running,
)
from tests.api.people.provider.ways import HERE, arrived, through


@pytest.fixture
def provider(clock: Clock) -> Iterator[LocalProvider]:
    with provider_running(clock) as local:
        yield local


@pytest.fixture
def settings(provider: LocalProvider) -> Settings:
    return Settings(
        acting="people", oidc_issuer=provider.issuer, oidc_client=CLIENT,
        oidc_secret=CLIENT_SECRET, oidc_name="Zandduin", public_url=HERE,
    )  # fmt: skip


@pytest.fixture
def town(cast: Cast) -> int:
    return cast.organisation("municipality", "GM1")


@pytest.fixture
def noor(cast: Cast, town: int, provider: LocalProvider) -> Somebody:
    """She came in by an invitation and the provider, has no password, and is out again."""
    token = cast.invited(town, "officer", "noor@example.org")
    with cast.asking() as client:
        arrived(client, through(client, invitation=token))
    return Somebody(cast, "Noor de Wit", "noor@example.org", None, "")  # type: ignore[arg-type]
