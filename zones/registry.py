"""Every number that Stoep publishes: what it means, how it is made, who answers for it.

API, dashboard, exports and docs read it; a number that is not here is not published.
"""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Direction(StrEnum):
    """Which way is better for the pavement, where that can be said."""

    less = "lower"
    more = "higher"
    neither = "neither"


@dataclass(frozen=True)
class Text:
    """A text in Dutch and in English."""

    nl: str
    en: str


@dataclass(frozen=True)
class Indicator:
    """One published number. `version` goes up when the formula or the method changes."""

    id: str
    group: str
    name: Text
    meaning: Text
    formula: str
    unit: str
    direction: Direction
    inputs: tuple[str, ...]
    method: Text
    version: int
    policy_goal: Text
    owner: str
    review_date: date

    def as_dict(self) -> dict[str, Any]:
        """The entry as plain values, for JSON."""
        return asdict(self) | {"review_date": self.review_date.isoformat()}


OWNER = "Stoep maintainers"
REVIEW = date(2027, 11, 1)

_ENTRIES = (
    Indicator(
        id="vehicles_parked",
        group="presence",
        name=Text("Geparkeerde voertuigen", "Vehicles parked"),
        meaning=Text(
            "Hoeveel deelvoertuigen er staan: ook gereserveerde en defecte, want die nemen ook "
            "ruimte in.",
            "How many shared vehicles stand there: reserved and broken ones too, since they take "
            "up space as well.",
        ),
        formula="n(t) = number of stays with first_seen <= t < until, t covered by evidence",
        unit="vehicles",
        direction=Direction.neither,
        inputs=("stays", "areas", "coverage"),
        method=Text(
            "Op één moment: wat de laatste goede peiling noemt. Over een periode: het gemiddelde "
            "van de standen aan het begin van elk kwartier.",
            "At a moment: what the last good poll lists. Over a period: the mean of the counts at "
            "the start of each quarter of an hour.",
        ),
        version=1,
        policy_goal=Text(
            "Weten hoeveel deelvervoer er is, per aanbieder.",
            "To know how much shared mobility there is, by operator.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="parked_density",
        group="clutter",
        name=Text("Dichtheid", "Parked density"),
        meaning=Text(
            "Hoeveel deelvoertuigen er staan per vierkante kilometer. Zo zijn grote en kleine "
            "wijken te vergelijken.",
            "How many shared vehicles stand there per square kilometre, so that large and small "
            "districts can be compared.",
        ),
        formula="n(t) / area in km²",
        unit="vehicles/km²",
        direction=Direction.less,
        inputs=("stays", "areas", "coverage"),
        method=Text(
            "Als bij geparkeerde voertuigen, gedeeld door de oppervlakte van het gebied.",
            "As vehicles parked, divided by the size of the area.",
        ),
        version=1,
        policy_goal=Text(
            "Geen verrommeling: zien waar het te vol staat.",
            "No clutter: to see where too many stand.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="clutter_load",
        group="clutter",
        name=Text("Belasting van de stoep", "Clutter load"),
        meaning=Text(
            "Hoe zwaar de stoep belast is over een hele periode: elk voertuig telt zo lang als het "
            "er stond.",
            "How heavily the pavement is loaded over a whole period: each vehicle counts for as "
            "long as it stood there.",
        ),
        formula="vehicle-hours in covered time / (covered hours × area in km²)",
        unit="vehicle-hours/km²/h",
        direction=Direction.less,
        inputs=("stays", "areas", "coverage"),
        method=Text(
            "Voertuigseconden geteld op de seconde, alleen over tijd met goede peilingen. Waar de "
            "dichtheid een steekproef per kwartier is, telt deze maat alles daartussen mee.",
            "Vehicle-seconds counted to the second, over time with good polls only. Where density "
            "is a sample each quarter, this measure counts all that lies between.",
        ),
        version=1,
        policy_goal=Text(
            "Geen verrommeling: gebieden en dagen eerlijk vergelijken.",
            "No clutter: to compare areas and days fairly.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="duration_classes",
        group="duration",
        name=Text("Hoe lang ze er staan", "How long they stand"),
        meaning=Text(
            "Hoeveel voertuigen er staan naar de tijd dat ze er zeker staan: korter dan 2 dagen, "
            "2 tot 4, 4 tot 7, 7 tot 14, en 14 dagen of langer.",
            "How many vehicles stand there by the time that they surely stood: less than 2 days, "
            "2 to 4, 4 to 7, 7 to 14, and 14 days or more.",
        ),
        formula="count by class of observed_s(t) = evidence clock at t - base_s of the stay",
        unit="vehicles",
        direction=Direction.less,
        inputs=("stays", "areas", "coverage"),
        method=Text(
            "Alleen tijd met goede peilingen telt. Wat langer kan zijn door een storing staat "
            "apart als mogelijk. Van een aanbieder met wisselende nummers is de duur onbekend.",
            "Only time with good polls counts. What may be longer because of an outage is told "
            "apart as possible. For an operator whose ids change the duration is unknown.",
        ),
        version=1,
        policy_goal=Text(
            "Voertuigen worden gebruikt of weggehaald.",
            "Vehicles are used, or taken away.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="feed_freshness",
        group="feed",
        name=Text("Versheid van de gegevens", "Feed freshness"),
        meaning=Text(
            "Hoe oud het nieuwste bewijs van een aanbieder is.",
            "How old an operator's newest evidence is.",
        ),
        formula="now - evidence_at",
        unit="s",
        direction=Direction.less,
        inputs=("polls",),
        method=Text(
            "De tijd van de aanbieder zelf als die klopt, anders de tijd van ontvangst.",
            "The operator's own time when that is sane, the time of receipt otherwise.",
        ),
        version=1,
        policy_goal=Text(
            "Weten of een getal van nu ook van nu is.",
            "To know whether a number of now is of now.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
    Indicator(
        id="feed_coverage",
        group="feed",
        name=Text("Dekking", "Coverage"),
        meaning=Text(
            "Welk deel van de tijd er goede peilingen waren.",
            "Which share of the time had good polls.",
        ),
        formula="covered seconds / seconds",
        unit="1",
        direction=Direction.more,
        inputs=("polls",),
        method=Text(
            "Twee goede peilingen dekken de tijd ertussen als die niet langer is dan drie keer het "
            "ritme, en nooit meer dan vijf minuten.",
            "Two good polls cover the time between them when that is no longer than three times "
            "the rhythm, and never more than five minutes.",
        ),
        version=1,
        policy_goal=Text(
            "Weten hoe zeker een getal is.",
            "To know how sure a number is.",
        ),
        owner=OWNER,
        review_date=REVIEW,
    ),
)

INDICATORS: dict[str, Indicator] = {entry.id: entry for entry in _ENTRIES}
PER_AREA = ("vehicles_parked", "parked_density", "clutter_load", "duration_classes")
"""Indicators that are about areas; the others are about feeds."""
