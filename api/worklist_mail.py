"""A letter to an operator with its rows of the worklist; nothing is sent from here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from zoneinfo import ZoneInfo

from api.worklist_tables import About

NL = {
    "subject": "Te verplaatsen deelvoertuigen in {area}: {n}",
    "dear": "Beste {operator},",
    "asks": "Deze voertuigen staan te lang of in de weg in {area}. Wilt u ze verplaatsen of "
    "weghalen?",
    "counts": "Zeker: {certain}. Mogelijk: {possible}. Stand van {moment}.",
    "none": "Op dit moment staat er niets van u op de lijst.",
    "certain": "zeker",
    "possible": "mogelijk",
    "no_parking": "staat waar dat niet mag",
    "out_of_order": "te lang buiten gebruik",
    "too_long": "staat te lang",
    "observed": "{days} dagen gezien",
    "unproven": "duur onbekend",
    "hub": "bij hub {hub} ({metres} m)",
    "map": "Op de kaart",
    "evidence": "Bewijs",
    "note": "Opmerking",
    "past_keeping": "Waar losse voertuigen toen stonden, wordt niet meer bewaard.",
    "missing": "Niet in deze lijst, want er zijn nu geen gegevens van: {names}.",
    "table": "Dezelfde lijst staat in de bijlage. Klopt er iets niet? Antwoord met het nummer van "
    "de parkering.",
    "stay": "Parkering",
    "forms": {
        "bicycle": "Fiets",
        "cargo_bicycle": "Bakfiets",
        "moped": "Deelscooter",
        "scooter_standing": "Step",
        "scooter_seated": "Zitstep",
        "car": "Auto",
    },
    "vehicle": "Voertuig",
    "point": ",",
}
EN = {
    "subject": "Shared vehicles to be moved in {area}: {n}",
    "dear": "Dear {operator},",
    "asks": "These vehicles stand too long or in the way in {area}. Please move them or take them "
    "away.",
    "counts": "Certain: {certain}. Possible: {possible}. As of {moment}.",
    "none": "Nothing of yours is on the list now.",
    "certain": "certain",
    "possible": "possible",
    "no_parking": "stands where nobody may",
    "out_of_order": "out of order for too long",
    "too_long": "stands too long",
    "observed": "seen for {days} days",
    "unproven": "for how long is not known",
    "hub": "near hub {hub} ({metres} m)",
    "map": "On the map",
    "evidence": "Evidence",
    "note": "Note",
    "past_keeping": "Where single vehicles stood then is no longer kept.",
    "missing": "Not in this list, for there is no data now from: {names}.",
    "table": "The same list is attached. Is something wrong? Answer with the number of the stay.",
    "stay": "Stay",
    "forms": {
        "bicycle": "Bicycle",
        "cargo_bicycle": "Cargo bicycle",
        "moped": "Moped",
        "scooter_standing": "Standing scooter",
        "scooter_seated": "Seated scooter",
        "car": "Car",
    },
    "vehicle": "Vehicle",
    "point": ".",
}
LANGUAGES: Mapping[str, Mapping[str, Any]] = {"nl": NL, "en": EN}


@dataclass(frozen=True)
class Letter:
    """What is written to an operator."""

    subject: str
    text: str


def letter(
    rows: list[dict[str, Any]],
    about: About,
    operator: str,
    words: Mapping[str, Any],
    timezone: ZoneInfo,
) -> Letter:
    """The rows of one operator as a letter, the most urgent first."""
    certain = sum(row["sure"] == "certain" for row in rows)
    at = f"{datetime.fromisoformat(about.moment).astimezone(timezone):%d-%m-%Y %H:%M}"
    counts = words["counts"].format(certain=certain, possible=len(rows) - certain, moment=at)
    parts = [words["dear"].format(operator=_line(operator)), ""]
    if rows:
        parts += [words["asks"].format(area=_line(about.area)), counts, ""]
        for number, row in enumerate(rows, 1):
            parts += [*_row(number, row, words, timezone), ""]
        parts.append(words["table"])
    elif "past_keeping" in about.missing.values():
        parts.append(words["past_keeping"])
    else:
        parts += [words["none"], counts]
    if about.missing:
        names = ", ".join(_line(name) for name in about.missing)
        parts += ["", words["missing"].format(names=names)]
    subject = words["subject"].format(area=_line(about.area), n=len(rows))
    return Letter(subject, "\n".join(parts) + "\n")


def _row(
    number: int, row: dict[str, Any], words: Mapping[str, Any], timezone: ZoneInfo
) -> list[str]:
    form = words["forms"].get(row["form_factor"], words["vehicle"])
    reasons = []
    for told in row["reasons"].split(", "):
        name, _, unsure = told.partition(" ")
        reasons.append(words[name] + (f" ({words['possible']})" if unsure else ""))
    where = [_line(row["neighbourhood"])] if row["neighbourhood"] else []
    if row["hub"]:
        metres = round(row["hub_distance_m"])
        where.append(words["hub"].format(hub=_line(row["hub"]), metres=metres))
    where.append(f"{row['lat']:.5f}, {row['lon']:.5f}")
    since = f"{datetime.fromisoformat(row['first_seen']).astimezone(timezone):%d-%m-%Y %H:%M}"
    days = row["observed_days"]
    seen = (
        words["unproven"]
        if days is None
        else words["observed"].format(days=f"{days:.1f}".replace(".", words["point"]))
    )
    zone = f": {_line(row['zone'])}" if row["zone"] else ""
    note = [f"   {words['note']}: {_line(row['note'])}"] if row["note"] else []
    return [
        f"{number}. {form}, {', '.join(reasons)}{zone} ({words[row['sure']]})",
        f"   {'; '.join(where)}",
        f"   {words['stay']} {row['stay']}, {since}, {seen}",
        *note,
        f"   {words['map']}: {row['map']}",
        f"   {words['evidence']}: {row['evidence']}",
    ]


def as_eml(told: Letter, table: bytes, name: str) -> bytes:
    """The letter as a draft with its table beside it; whom it goes to is left to the sender."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = told.subject
    message["X-Unsent"] = "1"
    message.set_content(told.text)
    message.add_attachment(table, maintype="text", subtype="csv", filename=f"{name}.csv")
    return message.as_bytes()


def _line(text: str) -> str:
    """On one line, without what cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
