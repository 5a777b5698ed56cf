"""The catalogue over HTTP: what a card says, set and tried as people do, each city for itself."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from api.answers import ModuleInFull, Modules, ModuleSetting, ModuleTrial
from runner.find import FOLDER, find_modules
from tests.api.checks import faults, refused, told
from tests.beaches import HERE, NOW, THERE, draw_beaches, tell
from tests.stoep.test_modules import alone as alone
from tests.stoep.test_modules import folder as folder
from tests.worlds import World
from zones.modules.setting import STOEP, switch_off

ON = {"municipality": HERE, "enabled": True, "by": "A. Official", "why": "council decision 1"}
DAYS = {"municipality": HERE, "from": "2026-03-10", "to": "2026-03-15"}


@pytest.fixture(autouse=True)
def beaches(world: World) -> dict[str, int]:
    return draw_beaches(world)


def card(client: httpx.Client, name: str = "beach_day", town: str = HERE) -> dict[str, Any]:
    found = told(client.get("/modules", params={"municipality": town}), Modules)
    return next(one for one in found["modules"] if one["id"] == name)


def in_full(client: httpx.Client, town: str = HERE) -> dict[str, Any]:
    answer = client.get("/modules/beach_day", params={"municipality": town})
    found: dict[str, Any] = told(answer, ModuleInFull)
    return found


def newest(client: httpx.Client, town: str = HERE) -> int:
    """The setting that somebody saw last who looks now."""
    return max((row["id"] for row in in_full(client, town)["history"]), default=0)


def put(client: httpx.Client, **changes: Any) -> httpx.Response:
    body = ON | {"after": newest(client)} | changes
    return client.post("/modules/beach_day/settings", json=body)


def value_of(one: dict[str, Any], name: str) -> tuple[Any, bool]:
    [found] = [each for each in one["parameters"] if each["name"] == name]
    return found["value"], found["own"]


def test_every_module_that_is_found_has_a_card_whose_examples_hold(client: httpx.Client) -> None:
    found = told(client.get("/modules", params={"municipality": HERE}), Modules)
    assert [one["id"] for one in found["modules"]] == [one.name for one in find_modules()]
    for one in found["modules"]:
        assert (one["broken"], one["may_be_used"], one["state"]) == (None, True, "never_on")
        assert {"examples", "README", "imports"} <= {check["name"] for check in one["checks"]}
        assert all(one[name] for name in ("owner", "contact", "licence", "version", "review"))
        assert one["title"]["nl"]
        assert one["asks"]["en"]
    assert found["may_act"] is True


def test_it_is_switched_on_set_otherwise_and_off_with_who_and_why(client: httpx.Client) -> None:
    made = put(client, parameters={"working_c": "23"})
    assert made.status_code == 201
    setting = ModuleSetting.model_validate_json(made.content)
    assert (setting.enabled, setting.parameters) == (True, {"working_c": 23})
    one = card(client)
    assert (one["state"], one["used_by"], one["users"]) == ("on", 1, [HERE.title()])
    assert value_of(one, "working_c") == (23, True)
    assert value_of(one, "free_c") == (22, False)
    assert (one["setting"]["by"], one["setting"]["verified"]) == ("A. Official", False)
    put(client, parameters={"free_c": 24.5}, why="too many days")
    assert value_of(card(client), "working_c") == (25, False)
    assert put(client, enabled=False, by="B. Official", why="summer is over").status_code == 201
    full = in_full(client)
    assert full["module"]["state"] == "off"
    assert "Scheveningen" in full["readme"]
    assert [(row["enabled"], row["why"]) for row in full["history"]] == [
        (False, "summer is over"),
        (True, "too many days"),
        (True, "council decision 1"),
    ]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("municipality", {"municipality": "GM0001"}),
        ("parameters.free_c", {"parameters": {"free_c": 99}}),
        ("parameters.free_c", {"parameters": {"free_c": "hot"}}),
        ("parameters.warmth", {"parameters": {"warmth": 20}}),
        ("parameters", {"parameters": {"free_c": "\0"}}),
        ("parameters", {"parameters": "free_c=20"}),
        ("area", {"area": ["hub/H"]}),
        ("area", {"area": ["hub"]}),
        ("area", {"area": ["hub/\0"]}),
        ("digest", {"digest": "sha256:0"}),
        ("enabled", {"enabled": "yes"}),
        ("by", {"by": ""}),
        ("why", {"why": " "}),
        ("why", {"why": "a\nb\x07"}),
        ("colour", {"colour": "red"}),
        ("parameters", {"enabled": False, "parameters": {"free_c": 20}}),
        ("id", {"enabled": False}),
        ("after", {"after": -1}),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(
    client: httpx.Client, field: str, changes: dict[str, Any]
) -> None:
    answer = put(client, **changes)
    assert field in faults(answer)
    assert in_full(client)["history"] == []


def test_of_two_who_set_it_at_once_the_second_hears_of_the_first(client: httpx.Client) -> None:
    seen = put(client, parameters={"free_c": 21}).json()["id"]
    first = put(client, parameters={"free_c": 24}, by="B. Official", why="too many", after=seen)
    assert first.status_code == 201
    told_to_second = refused(put(client, parameters={"working_c": 20}, after=seen), 409)
    assert told_to_second["detail"] == "Meanwhile B. Official set beach_day otherwise."
    latest = ModuleSetting.model_validate(told_to_second["latest"])
    assert (latest.parameters, latest.why) == ({"free_c": 24}, "too many")
    assert latest.id == first.json()["id"]
    assert [row["why"] for row in in_full(client)["history"]] == ["too many", ON["why"]]
    # With that in mind they may decide; nobody decides without having looked at all.
    assert put(client, parameters={"working_c": 20}, after=latest.id).status_code == 201
    refused(put(client, parameters={"working_c": 21}, after=0), 409)


def test_the_same_said_again_is_kept_once(client: httpx.Client) -> None:
    """The answer was lost on its way: whoever asks again with what they saw then hears of it."""
    made = put(client, parameters={"free_c": "24"}, after=0)
    again = put(client, parameters={"free_c": 24}, after=0)
    assert (made.status_code, again.status_code) == (201, 200)
    assert again.json() == made.json()
    off = {"enabled": False, "why": "the summer is over", "after": made.json()["id"]}
    assert [put(client, **off).status_code for _ in range(2)] == [201, 200]
    assert len(in_full(client)["history"]) == 2


def test_of_what_stoep_switched_off_meanwhile_somebody_hears_too(
    client: httpx.Client, world: World
) -> None:
    seen = put(client).json()["id"]
    switch_off(world.connection, HERE, "beach_day", STOEP, "3 runs in a row failed", NOW)
    problem = refused(put(client, parameters={"free_c": 24}, after=seen), 409)
    assert problem["detail"] == "Meanwhile Stoep switched beach_day off."
    assert problem["latest"]["why"] == "3 runs in a row failed"
    assert put(client, enabled=False, why="x").status_code == 400


def test_a_module_that_is_not_there_is_a_404(client: httpx.Client) -> None:
    refused(client.get("/modules/nothing", params={"municipality": HERE}), 404)
    refused(client.post("/modules/nothing/settings", json=ON), 404)
    refused(client.post("/modules/nothing/trials", json=DAYS), 404)


def test_a_trial_tells_what_would_be_otherwise_and_keeps_nothing(client: httpx.Client) -> None:
    first = told(client.post("/modules/beach_day/trials", json=DAYS), ModuleTrial)
    assert (first["outcome"], first["compared"]) == ("ok", False)
    answers = [one["answer"] for one in first["days"]]
    assert answers == ["no", "yes", "no", "unknown", "yes"]
    put(client)
    colder = DAYS | {"parameters": {"working_c": 30}}
    second = told(client.post("/modules/beach_day/trials", json=colder), ModuleTrial)
    assert second["compared"] is True
    assert second["parameters"]["working_c"] == 30
    otherwise = [
        (one["day"], one["before"], one["answer"]) for one in second["days"] if one["differs"]
    ]
    assert otherwise == [("2026-03-11", "yes", "no")]
    [warmest] = [f for f in second["days"][1]["facts"] if f["what"] == "warmest"]
    assert (warmest["value"], warmest["limit"], warmest["holds"]) == (27, 30, False)
    full = in_full(client)
    assert len(full["history"]) == 1
    assert full["module"]["runs"] == []


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("from", {"from": "2026-03-15"}),
        ("from", {"from": "2024-03-15"}),
        ("to", {"to": "2026-03-17"}),
        ("parameters.free_c", {"parameters": {"free_c": 99}}),
        ("basis", {"basis": "guessed"}),
    ],
)
def test_days_and_parameters_that_cannot_be_tried_are_named(
    client: httpx.Client, field: str, changes: dict[str, Any]
) -> None:
    assert field in faults(client.post("/modules/beach_day/trials", json=DAYS | changes))


def test_what_looks_at_the_street_is_tried_on_fewer_days(client: httpx.Client) -> None:
    found = faults(client.post("/modules/hub_only/trials", json=DAYS | {"from": "2026-02-01"}))
    assert "cannot be tried" in found["from"]
    tried = told(client.post("/modules/hub_only/trials", json=DAYS), ModuleTrial)
    assert (tried["outcome"], len(tried["days"])) == ("ok", 5)


def test_a_second_city_uses_it_with_its_own_thresholds_and_no_code_of_its_own(
    client: httpx.Client, world: World
) -> None:
    """In THERE 21 °C is a beach day; neither city is told how the other has it."""
    tell(world, HERE)
    assert (
        client.post(
            "/modules/beach_day/settings",
            json=ON | {"municipality": THERE, "parameters": {"working_c": 20}},
        ).status_code
        == 201
    )
    tell(world, THERE, working_c=20)
    answers = {}
    for town in (HERE, THERE):
        asked = {**DAYS, "municipality": town, "module": "beach_day"}
        [module] = client.get("/labels", params=asked).json()["modules"]
        answers[town] = [one["observed"]["answer"] for one in module["days"]]
    assert answers == {
        HERE: ["no", "yes", "no", "unknown", "yes"],
        THERE: ["no", "yes", "no", "no", "no"],
    }
    one, other = card(client), card(client, town=THERE)
    assert (value_of(one, "working_c"), value_of(other, "working_c")) == ((25, False), (20, True))
    assert one["used_by"] == other["used_by"] == 2
    assert [run["at"] for run in other["runs"]] != []
    assert "20" not in str(in_full(client)["history"][0]["parameters"])


def test_texts_of_strangers_stay_what_they_are(client: httpx.Client, folder: Path) -> None:
    """Markup is no manifest; in a README it is handed on as the text that it is."""
    readme = folder / "quiet" / "README.md"
    readme.parent.mkdir()
    for file in (folder / "beach_day").iterdir():
        text = file.read_text().replace("beach_day", "quiet")
        (folder / "quiet" / file.name.replace("beach_day", "quiet")).write_text(text)
    evil = "<script>alert(1)</script> " + "word " * 30
    readme.write_text(evil)
    answer = client.get("/modules/quiet", params={"municipality": HERE})
    assert told(answer, ModuleInFull)["readme"] == evil
    assert answer.headers["content-type"] == "application/json"
    toml = folder / "quiet" / "module.toml"
    toml.write_text(toml.read_text().replace('nl = "Stranddag"', 'nl = "<b>Strand</b>"'))
    one = card(client, "quiet")
    assert "title.nl: It is too long, or has markup in it." in one["broken"]
    assert one["title"] is None
    assert card(client)["broken"] is None


def test_a_review_that_is_past_is_told(client: httpx.Client, folder: Path) -> None:
    (folder / "beach_day").unlink()
    made = folder / "beach_day"
    made.mkdir()
    for file in (FOLDER / "beach_day").iterdir():
        (made / file.name).write_text(file.read_text().replace("2027-03-01", "2026-03-14"))
    one = card(client)
    assert (one["review"], one["review_past"], one["may_be_used"]) == ("2026-03-14", True, True)
    assert put(client).status_code == 201
