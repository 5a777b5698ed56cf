"""The contract test: one for every module that is found, whoever wrote it."""

import csv
import gzip
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from runner.check import check_module
from runner.examples import read_examples
from runner.find import Broken, Module, find_module, find_modules
from runner.run import run
from stoep.contract import Answer, Basis, Day, Facts, Hour, Hours, Label
from stoep.contract.parameters import choose

FOUND = find_modules()
TODAY = date(2026, 3, 1)
ZONE = ZoneInfo("Europe/Amsterdam")


def test_the_house_s_own_modules_are_found() -> None:
    assert {"beach_day", "event_crowd", "hub_only", "reach"} <= {one.name for one in FOUND}


@pytest.mark.parametrize("module", FOUND, ids=lambda one: one.name)
def test_a_module_keeps_the_contract(module: Module | Broken) -> None:
    assert isinstance(module, Module), module
    for check in check_module(module, TODAY):
        assert check.ok, f"{check.name}: {check.finding}"
    assert len(read_examples(module)) >= 8


SIGNS = {"°C", "mm", "m", "m/s", "W/m²", ""}


@pytest.mark.parametrize("name", ["beach_day", "event_crowd", "hub_only", "reach"])
def test_units_that_are_words_are_told_in_dutch_too(name: str) -> None:
    told = find_module(name).manifest
    units = {
        (one.unit, one.unit_nl) for one in (*told.parameters.values(), *told.evidence.values())
    }
    units |= (
        set()
        if told.indicator is None
        else {(told.indicator.words.unit, told.indicator.words.unit_nl)}
    )
    assert {en for en, nl in units if en == nl} <= SIGNS
    choices = [one for one in told.parameters.values() if one.choices]
    assert all(len(one.choice_words) == len(one.choices) for one in choices)


def measured(folder: Path) -> dict[date, list[Hour]]:
    """The hours of Hoek van Holland by local day, as KNMI measured them."""
    found = defaultdict(list)
    file = folder / "weather/knmi_hourly_330_hoek_van_holland_2018-2024.csv.gz"
    with gzip.open(file, "rt", newline="") as text:
        for row in csv.DictReader(text):
            begin = datetime.fromisoformat(row["hour_end_utc"]) - timedelta(hours=1)
            local = begin.astimezone(ZONE)
            names = ("temp_c", "precip_mm", "wind_ms", "ghi_wm2")
            values = (float(row[name]) if row[name] else None for name in names)
            found[local.date()].append(Hour(begin, local.hour, *values, source="KNMI 330"))
    return found


def free_days(folder: Path) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """Public holidays by day; school holidays of the region Middle with first and last day."""
    with (folder / "calendar/nl_public_holidays_2018-2030.csv").open(newline="") as file:
        public = {r["date"]: r["name"] for r in csv.DictReader(file) if r["category"] == "public"}
    with (folder / "calendar/nl_school_holidays_2016-2025.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["region"] == "middle"]
    return public, [(row["first_day"], row["last_day"], row["name"]) for row in rows]


def test_seven_real_years_at_sea_have_believable_beach_days(shared: Path) -> None:
    """Many in the long summer of 2018, few in the cool one of 2021, none in winter."""
    hours, (public, school) = measured(shared / "data"), free_days(shared / "data")
    days = sorted(day for day in hours if 2018 <= day.year <= 2024)

    def facts(day: date) -> Facts:
        text = str(day)
        holiday = next((name for a, b, name in school if a <= text <= b), "")
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        about = Day(day, day.isoweekday(), public.get(text, ""), holiday)
        weather = Hours(tuple(hours[day]))
        return Facts("GM0518", "Europe/Amsterdam", noon, Basis.observed, noon, about, weather)

    module = find_module("beach_day")
    usual = choose(module.manifest.parameters, {})
    answers: dict[date, Answer] = {}
    for year in range(2018, 2025):
        of_year = [day for day in days if day.year == year]
        done = run(module.manifest, module.source, usual, [facts(day) for day in of_year])
        assert done.ok, (done.sentence, done.where)
        labels = (one.answer for one in done.results if isinstance(one, Label))
        answers |= dict(zip(of_year, labels, strict=True))
    per_year = Counter(day.year for day, answer in answers.items() if answer is Answer.yes)
    assert per_year == {2018: 41, 2019: 29, 2020: 35, 2021: 15, 2022: 39, 2023: 36, 2024: 29}
    months = {day.month for day, answer in answers.items() if answer is Answer.yes}
    assert months == {4, 5, 6, 7, 8, 9, 10}
    # The two leap days are not in the data: nothing is claimed about them.
    unknown = [day for day, answer in answers.items() if answer is Answer.unknown]
    assert unknown == [date(2020, 2, 29), date(2024, 2, 29)]
