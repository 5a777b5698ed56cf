"""A new module: four files that already pass every check, for its author to make their own."""

from datetime import date, timedelta
from pathlib import Path

from stoep.contract.manifest import NAME, Kind
from stoep.errors import StoepError

A_YEAR = timedelta(days=365)


class BadName(StoepError):
    """A module cannot have that name."""

    code = "bad_name"


def write_skeleton(
    folder: Path, name: str, kind: Kind, owner: str, contact: str, today: date
) -> Path:
    """Write a working module and return its folder; raises BadName."""
    if not NAME.fullmatch(name):
        raise BadName(f"{name!r} does not do.", "Use small letters, digits and _, as in beach_day.")
    for field, text in (("owner", owner), ("contact", contact)):
        if not text.strip() or any(sign in text for sign in '"\\<>\n'):
            raise BadName(f"{field}: {text!r} does not do.", "Use plain words.")
    made = folder / name
    if made.exists():
        raise BadName(f"{made} is there already.", "Choose another name, or change what is there.")
    made.mkdir(parents=True)
    texts = {
        "module.toml": HEAD + PARTS[kind],
        f"{name}.py": SOURCES[kind],
        "examples.csv": EXAMPLES[kind],
        "README.md": README,
    }
    told = {
        "NAME": name,
        "OWNER": owner,
        "CONTACT": contact,
        "REVIEW": str(today + A_YEAR),
        "TITLE": name.replace("_", " ").capitalize(),
    }
    for file, text in texts.items():
        for word, value in told.items():
            text = text.replace(f"@{word}@", value)
        (made / file).write_text(text.lstrip("\n"), encoding="utf-8")
    return made


HEAD = """
name = "@NAME@"
version = "0.1.0"
contract = 1
owner = "@OWNER@"
contact = "@CONTACT@"
licence = "EUPL-1.2"
public_task = "Say here which task of the municipality this serves."
review = @REVIEW@
"""
PARTS = {
    Kind.label: """kind = "label"
needs = ["calendar"]

[title]
nl = "@TITLE@"
en = "@TITLE@"

[about]
nl = "Is het een dag waarop de markt er staat?"
en = "Is it a day on which the market is there?"

[parameters.weekday]
type = "integer"
default = 3
minimum = 1
maximum = 7
unit = { nl = "dag", en = "day" }
nl = "Dag van de week, 1 is maandag"
en = "Day of the week, 1 is Monday"

[evidence.weekday]
nl = "Dag van de week"
en = "Day of the week"
unit = { nl = "dag", en = "day" }

[evidence.holiday]
nl = "Geen feestdag"
en = "No public holiday"
""",
    Kind.indicator: """kind = "indicator"
needs = ["stays", "areas/district"]

[title]
nl = "@TITLE@"
en = "@TITLE@"

[about]
nl = "Welk deel van de voertuigen in een wijk is buiten gebruik?"
en = "Which share of the vehicles in a district is out of order?"

[parameters.fewest]
type = "integer"
default = 5
minimum = 1
unit = { nl = "voertuigen", en = "vehicles" }
nl = "Met minder voertuigen is er geen getal"
en = "With fewer vehicles there is no number"

[indicator]
nl = "Deel buiten gebruik"
en = "Share out of order"
unit = { nl = "deel", en = "share" }
per = "district"
minimum = 0
maximum = 1
better = "less"
""",
    Kind.findings: """kind = "findings"
needs = ["stays", "areas/hub"]

[title]
nl = "@TITLE@"
en = "@TITLE@"

[about]
nl = "In welke hubs staan meer voertuigen dan er passen?"
en = "Which hubs hold more vehicles than they have places for?"

[parameters.over]
type = "integer"
default = 1
minimum = 1
unit = { nl = "voertuigen", en = "vehicles" }
nl = "Vanaf zoveel voertuigen te veel"
en = "From so many vehicles too many on"

[findings.too_full]
nl = "Deze hub is te vol"
en = "This hub is too full"

[evidence.vehicles]
nl = "Voertuigen in de hub"
en = "Vehicles in the hub"
unit = { nl = "voertuigen", en = "vehicles" }
""",
}
SOURCES = {
    Kind.label: '''
"""Is it a market day? On its weekday, unless that is a public holiday."""

from stoep.contract import Evidence, Facts, Label, Parameters


def @NAME@(facts: Facts, p: Parameters) -> Label:
    """Yes, no or unknown, with what it rests on."""
    day = facts.day
    no_holiday = None if day.public_holiday is None else not day.public_holiday
    return Label.all(
        Evidence("weekday", day.weekday, p.weekday, day.weekday == p.weekday),
        Evidence("holiday", holds=no_holiday, note=day.public_holiday or ""),
    )
''',
    Kind.indicator: '''
"""Which share of the vehicles in each district is out of order?"""

from stoep.contract import Facts, Parameters, Value


def @NAME@(facts: Facts, p: Parameters) -> list[Value]:
    """One value for each district."""
    found = []
    for district in facts.areas_of("district"):
        if facts.stays is None:
            found.append(Value(district.key, None, reason="no_evidence"))
            continue
        broken = [s.state == "out_of_order" for s in facts.stays if district.key in s.areas]
        if len(broken) < p.fewest:
            found.append(Value(district.key, None, len(broken), "too_few"))
        else:
            found.append(Value(district.key, sum(broken) / len(broken), len(broken)))
    return found
''',
    Kind.findings: '''
"""Which hubs hold more vehicles than they have places for?"""

from stoep.contract import Evidence, Facts, Finding, Parameters


def @NAME@(facts: Facts, p: Parameters) -> list[Finding]:
    """One finding for each hub that is too full."""
    found = []
    for hub in facts.areas_of("hub"):
        inside = sum(hub.key in stay.areas for stay in facts.stays or ())
        if hub.capacity is not None and inside >= hub.capacity + p.over:
            because = (Evidence("vehicles", inside, hub.capacity, True),)
            found.append(Finding("too_full", hub.key, because, lon=hub.lon, lat=hub.lat))
    return found
''',
}
_STAY = "operator=swift form_factor=bicycle state={} lon=4.3 lat=52.1 areas={}"
_WELL, _BROKEN = (_STAY.format(state, "district/A") for state in ("available", "out_of_order"))
_DISTRICT = "kind=district code=A name=A lon=4.3 lat=52.1 area_m2=1000000"
_HUB = "kind=hub code=H name=H lon=4.3 lat=52.1 area_m2=100 capacity=2"
_IN_HUB = _STAY.format("available", "hub/H")
EXAMPLES = {
    Kind.label: """
date,answer,public_holiday,note
2026-03-04,yes,,A Wednesday
2026-03-05,no,,A Thursday
2026-05-27,yes,,Another Wednesday
2024-12-25,no,Eerste kerstdag,A Wednesday that is Christmas
2026-03-11,unknown,?,A Wednesday of which the calendar is not known
""",
    Kind.indicator: "\n".join(
        [
            "date,stays,areas,expect,note",
            f"2026-03-04,{'; '.join([_WELL] * 4 + [_BROKEN])},{_DISTRICT},district/A=0.2,1 of 5",
            f"2026-03-04,{'; '.join([_WELL] * 5)},{_DISTRICT},district/A=0,All work",
            f"2026-03-04,{_BROKEN},{_DISTRICT},district/A=?,One vehicle is too few",
            f"2026-03-04,?,{_DISTRICT},district/A=?,Nothing is known",
            "",
        ]
    ),
    Kind.findings: "\n".join(
        [
            "date,stays,areas,expect,note",
            f"2026-03-04,{'; '.join([_IN_HUB] * 3)},{_HUB},too_full@hub/H,Three on two places",
            f"2026-03-04,{'; '.join([_IN_HUB] * 2)},{_HUB},,Full is not too full",
            f"2026-03-04,?,{_HUB},,Nothing is known: nothing is found",
            "",
        ]
    ),
}
README = """
# @TITLE@

Say here where the thresholds come from, which days or places the examples are taken from, and what
another city has to look at before it switches this on.

Ask: @OWNER@, @CONTACT@.
"""
