"""`module.toml` as typed words, and every refusal with the key that is wrong."""

from datetime import date

import pytest

from stoep.contract.manifest import Kind, read_manifest
from stoep.contract.parameters import Parameter, Parameters, ParameterType, choose
from stoep.contract.refusals import BadManifest, BadParameter, OtherContract
from tests.runner.drawn import HEAD, INDICATOR, WARMEST

LABEL = HEAD.format(kind="label", needs='["weather", "areas/hub", "areas/district"]') + WARMEST
SHARE = HEAD.format(kind="indicator", needs="[]") + INDICATOR
WARM = """
[parameters.warm]
type = "number"
unit = "°C"
default = 22
minimum = 10
maximum = 40
nl = "Warm"
en = "Warm"
"""


def test_a_manifest_becomes_typed_words() -> None:
    told = read_manifest(LABEL + WARM)
    assert (told.name, told.kind, told.contracts) == ("drawn", Kind.label, (1, 1))
    assert told.review == date(2030, 1, 1)
    assert told.needs_fact("weather")
    assert not told.needs_fact("stays")
    assert told.kinds_of("areas") == ("hub", "district")
    assert told.parameters["warm"] == Parameter(
        "warm", ParameterType.number, 22.0, "Warm", "Warm", "°C", 10.0, 40.0, unit_nl="°C"
    )
    assert told.evidence["warmest"].unit == "°C"
    share = read_manifest(SHARE).indicator
    assert share is not None
    assert (share.per, share.minimum, share.maximum, share.better) == ("district", 0, 1, "less")


KIND = """
[parameters.form]
type = "choice"
default = "any"
nl = "Soort"
en = "Kind"
[parameters.form.choices]
any = { nl = "alle", en = "any" }
moped = { nl = "deelscooter", en = "moped" }
[parameters.fewest]
type = "integer"
default = 5
unit = { nl = "voertuigen", en = "vehicles" }
nl = "Minstens"
en = "At least"
"""


def test_units_and_choices_that_are_words_are_told_in_both_languages() -> None:
    told = read_manifest(LABEL + KIND).parameters
    assert (told["fewest"].unit, told["fewest"].unit_nl) == ("vehicles", "voertuigen")
    assert told["form"].choices == ("any", "moped")
    assert told["form"].choice_words == (("alle", "any"), ("deelscooter", "moped"))
    # What was written before still means what it did.
    plain = KIND.replace('unit = { nl = "voertuigen", en = "vehicles" }', 'unit = "stuks"')
    assert read_manifest(LABEL + plain).parameters["fewest"].unit_nl == "stuks"
    listed = KIND.split("[parameters.form.choices]")[0] + 'choices = ["any", "moped"]\n'
    form = read_manifest(LABEL + listed).parameters["form"]
    assert (form.choices, form.choice_words) == (("any", "moped"), ())


@pytest.mark.parametrize(
    ("was", "becomes", "where"),
    [
        ('nl = "voertuigen", ', "", "parameters.fewest.unit.nl"),
        ('en = "vehicles"', 'en = "<b>"', "parameters.fewest.unit.en"),
        ('en = "vehicles"', 'en = "vehicles", de = "x"', "parameters.fewest.unit.de"),
        ('{ nl = "alle", en = "any" }', '"any"', "parameters.form.choices"),
        ('nl = "alle", ', "", "parameters.form.choices.any.nl"),
        ('default = "any"', 'default = "bus"', "parameters.form.default"),
    ],
)
def test_words_of_a_unit_or_choice_are_refused_by_their_key(
    was: str, becomes: str, where: str
) -> None:
    assert was in KIND
    with pytest.raises(BadManifest) as told:
        read_manifest(LABEL + KIND.replace(was, becomes, 1))
    assert told.value.where == where


def test_a_range_of_contracts_holds_where_this_one_is_in_it() -> None:
    assert read_manifest(LABEL.replace("contract = 1", 'contract = "1-3"')).contracts == (1, 3)
    with pytest.raises(OtherContract, match="follows contract 2-3; this Stoep has contract 1"):
        read_manifest(LABEL.replace("contract = 1", 'contract = "2-3"'))


@pytest.mark.parametrize(
    ("was", "becomes", "where", "sentence"),
    [
        ("name =", "name", "as a whole", "not TOML"),
        ('kind = "label"', 'kind = "guess"', "kind", "'guess' is no kind"),
        ('name = "drawn"', 'name = "Drawn"', "name", "'Drawn' does not do"),
        ('version = "1.0.0"', 'version = "1"', "version", "'1' does not do"),
        ("contract = 1", "", "contract", "does not say"),
        ('owner = "Gemeente Zilt"', "", "owner", "missing"),
        ('contact = "rules@zilt.example"', "", "contact", "missing"),
        ('contact = "rules@zilt.example"', 'contact = "ask me"', "contact", "does not do"),
        ('licence = "EUPL-1.2"', 'licence = ""', "licence", "missing"),
        ("review = 2030-01-01", 'review = "soon"', "review", "no day"),
        ("review = 2030-01-01", "", "review", "missing"),
        ('"weather"', '"wether"', "needs", "no fact 'wether'"),
        ('"areas/hub"', '"areas"', "needs", "no fact 'areas'"),
        ('nl = "Een test."', 'nl = "<b>Een</b>"', "about.nl", "markup"),
        ('nl = "Een test.", ', "", "about.nl", "missing"),
        ("owner =", "ownr =", "ownr", "no such key"),
        ('unit = "°C"\n', 'unti = "°C"\n', "evidence.warmest.unti", "no such key"),
    ],
)
def test_what_cannot_be_is_refused_by_its_key(
    was: str, becomes: str, where: str, sentence: str
) -> None:
    assert was in LABEL
    with pytest.raises(BadManifest) as told:
        read_manifest(LABEL.replace(was, becomes, 1))
    assert told.value.where == where
    assert sentence in told.value.sentence


@pytest.mark.parametrize(
    ("was", "becomes", "where"),
    [
        ('type = "number"', 'type = "figure"', "parameters.warm.type"),
        ("default = 22", "default = 50", "parameters.warm.default"),
        ("default = 22", 'default = "warm"', "parameters.warm.default"),
        ("default = 22\n", "", "parameters.warm.default"),
        ('unit = "°C"\n', "", "parameters.warm.unit"),
        ("minimum = 10", 'minimum = "cold"', "parameters.warm.minimum"),
        ('en = "Warm"', "", "parameters.warm.en"),
        ("maximum", "most", "parameters.warm.most"),
    ],
)
def test_a_parameter_is_refused_by_its_key(was: str, becomes: str, where: str) -> None:
    with pytest.raises(BadManifest) as told:
        read_manifest(LABEL + WARM.replace(was, becomes, 1))
    assert told.value.where == where


@pytest.mark.parametrize(
    ("was", "becomes", "where"),
    [
        ("minimum = 0", "minimum = 2", "indicator.minimum"),
        ("minimum = 0\n", "", "indicator.minimum"),
        ('better = "less"', 'better = "lower"', "indicator.better"),
        ('unit = "share"\n', "", "indicator.unit"),
        ('per = "district"\n', "", "indicator.per"),
    ],
)
def test_an_indicator_is_refused_by_its_key(was: str, becomes: str, where: str) -> None:
    with pytest.raises(BadManifest) as told:
        read_manifest(SHARE.replace(was, becomes, 1))
    assert told.value.where == where


def test_a_key_that_is_nearly_right_is_told() -> None:
    with pytest.raises(BadManifest, match="Did you mean owner"):
        read_manifest(LABEL.replace("owner =", "ownr ="))


NUMBER = Parameter("n", ParameterType.number, 1.0, "n", "n", "m", 0, 10)
WHOLE = Parameter("w", ParameterType.integer, 1, "w", "w", "m", 0, 10)
YES = Parameter("b", ParameterType.boolean, True, "b", "b")
ONE = Parameter("c", ParameterType.choice, "x", "c", "c", choices=("x", "y"))
AREAS = Parameter("a", ParameterType.areas, (), "a", "a")
DECLARED = {one.name: one for one in (NUMBER, WHOLE, YES, ONE, AREAS)}


def test_what_people_type_becomes_values() -> None:
    given = {"n": "2.5", "w": "3", "b": "no", "c": "y", "a": "hub/1, district/2"}
    assert choose(DECLARED, given) == {
        "n": 2.5, "w": 3, "b": False, "c": "y", "a": ("hub/1", "district/2"),
    }  # fmt: skip
    assert choose(DECLARED, {}) == {"n": 1.0, "w": 1, "b": True, "c": "x", "a": ()}
    assert Parameters({"n": 2.5}).n == 2.5


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("n", "11"), ("n", "-1"), ("n", "nan"), ("n", "inf"), ("n", "much"), ("n", True),
        ("w", "2.5"), ("b", "perhaps"), ("c", "z"), ("a", "hub"), ("a", 7), ("z", 1),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_by_its_parameter(name: str, given: object) -> None:
    with pytest.raises(BadParameter) as told:
        choose(DECLARED, {name: given})
    assert told.value.name == name
