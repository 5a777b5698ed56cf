"""`publiccode.yml` has what its standard (0.7) asks, and says of the software what is true."""

from typing import Any

import pytest
import yaml

from stoep.settings import Settings
from tests.conftest import ROOT

ASKED = {
    "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType",
    "description", "legal", "maintenance", "localisation",
}  # fmt: skip
OPTIONAL = {
    "landingURL", "softwareVersion", "releaseDate", "logo", "organisation", "roadmap", "categories",
    "isBasedOn", "dependsOn", "supports", "intendedAudience", "usedBy", "fundedBy", "inputTypes",
}  # fmt: skip
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
TYPES = {
    "standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web",
    "standalone/backend", "standalone/other", "addon", "library", "configurationFiles",
}  # fmt: skip


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    return found


def test_what_is_asked_is_there_and_nothing_unknown(told: dict[str, Any]) -> None:
    assert ASKED - set(told) == set()
    assert set(told) - ASKED - OPTIONAL == set()
    assert told["publiccodeYmlVersion"].startswith("0.")
    assert told["url"].startswith("https://")
    assert told["developmentStatus"] in STATUSES
    assert told["softwareType"] in TYPES
    assert told["platforms"]


def test_each_language_describes_it(told: dict[str, Any]) -> None:
    assert set(told["description"]) == set(told["localisation"]["availableLanguages"])
    for about in told["description"].values():
        assert 0 < len(about["shortDescription"]) <= 150
        assert 150 <= len(about["longDescription"]) <= 10_000
        assert about["features"]
        assert all(len(feature) <= 100 for feature in about["features"])
    assert told["localisation"]["localisationReady"] is True
    assert Settings.model_fields["language"].default in told["description"]


def test_its_licence_is_the_one_of_the_package_and_somebody_keeps_it(told: dict[str, Any]) -> None:
    assert f'license = "{told["legal"]["license"]}"' in (ROOT / "pyproject.toml").read_text()
    assert told["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert all(contact["name"] for contact in told["maintenance"]["contacts"])
