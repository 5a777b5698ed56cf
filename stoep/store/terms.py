"""How long each table keeps what it has, in one place; `ingest.tidy` lets go what is past it.

A table without a term holds nothing of single vehicles or of who looked, or what people decided and
answer for: its reason is told. A test holds all tables to this list, and docs/privacy.md to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from stoep.settings import Settings

NATIVE_KEEP = timedelta(hours=48)
"""An operator's own id of a vehicle, after it was last heard of."""
PEOPLE_KEEP = timedelta(days=30)
"""Sign-ins, sessions and invitations, after they are over."""
JOURNEY_KEEP = timedelta(days=1)
"""The way to an identity provider and back, which is good for ten minutes (migration 34)."""
AUDIT_KEEP_MONTHS = 13
"""Looks and changes; the database lets go none that is younger (migration 34)."""
CHECK_KEEP = timedelta(days=7)
"""Trials of feeds."""
TOLD_FOR = timedelta(days=30)
"""So long a term for stays that nobody set is told before the first of them go."""


@dataclass(frozen=True)
class Term:
    """Until when rows are kept: none whose `moment` (SQL) lies before `since`.

    `only` (SQL) tells which rows it is about, `but` in words which others there are and why.
    """

    moment: str
    since: Callable[[Settings, datetime], datetime]
    only: str = "true"
    but: str = ""


def months_before(now: datetime, months: int) -> datetime:
    """The same day and hour so many months earlier; the last day of a month that is shorter."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    for day in range(now.day, now.day - 4, -1):
        try:
            return now.replace(year=years, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError("a month has 28 days")


def _raw(settings: Settings, now: datetime) -> datetime:
    return now - timedelta(hours=settings.raw_keep_h)


def _suspect(settings: Settings, now: datetime) -> datetime:
    return now - timedelta(days=settings.raw_suspect_keep_days)


def _words(settings: Settings, now: datetime) -> datetime:
    return now - timedelta(hours=settings.push_keep_h)


def _trips(settings: Settings, now: datetime) -> datetime:
    return now - timedelta(days=settings.trip_keep_days)


def stays_since(settings: Settings, now: datetime) -> datetime:
    """Since when it is kept where vehicles stood; without a term, since ever."""
    if settings.stay_keep_months == 0:
        return datetime.min.replace(tzinfo=now.tzinfo)
    return months_before(now, settings.stay_keep_months)


def _looks(settings: Settings, now: datetime) -> datetime:
    return months_before(now, AUDIT_KEEP_MONTHS)


def _ids(settings: Settings, now: datetime) -> datetime:
    return now - NATIVE_KEEP


def _people(settings: Settings, now: datetime) -> datetime:
    return now - PEOPLE_KEEP


def _journeys(settings: Settings, now: datetime) -> datetime:
    return now - JOURNEY_KEEP


def _checks(settings: Settings, now: datetime) -> datetime:
    return now - CHECK_KEEP


HEARD = """greatest(registered_at, (select max(e.received_at) from push_event e
where e.vehicle_id = push_vehicle.id), (select s.evidence_at from feed_state s
where s.feed_id = push_vehicle.feed_id and exists (select from push_event e
join open_stay o on o.id = e.stay_id where e.vehicle_id = push_vehicle.id)))"""
NO_LONGER_PART = """stay_id is null and exists (select from push_event later
where later.vehicle_id = push_event.vehicle_id and later.event_at > push_event.event_at)"""
TERMS: Mapping[str, Term] = {
    "raw_poll": Term("started_at", _raw),
    "raw_suspect": Term("started_at", _suspect),
    "checkpoint": Term("taken_at", _raw),
    "feed_state": Term(
        "evidence_at", _raw, "held_back is not null",
        "where a feed stands, without the places of those that may be on a ride",
    ),
    "push_batch": Term(
        "applied_at", _words, "body is not null", "that a batch came, and how much was refused"
    ),
    "push_vehicle": Term(
        HEARD, _ids, "forgotten_at is null", "a pseudonym, until its stays are past keeping"
    ),
    "push_event": Term(
        "event_at", _words, NO_LONGER_PART,
        "a vehicle's newest words, for later ones go on with them, as long as its stays",
    ),
    "trip": Term("ended_at", _trips),
    "stay": Term("end_hi", stays_since),
    "open_stay": Term(
        "coalesce(last_seen, (select evidence_at from feed_state s"
        " where s.feed_id = open_stay.feed_id))", stays_since,
    ),
    "stay_version": Term("coalesce(end_hi, first_seen)", stays_since),
    "state_change": Term(
        "changed_at", stays_since,
        "not exists (select from open_stay o where o.id = stay_id)"
        " and not exists (select from stay s where s.id = stay_id)",
        "those of stays that are kept",
    ),
    "audit_entry": Term("at", _looks),
    "session": Term("coalesce(ended_at, seen_at)", _people),
    "sign_in_attempt": Term("tried_at", _people),
    "invitation": Term("coalesce(used_at, withdrawn_at, expires_at)", _people),
    "provider_journey": Term("begun_at", _journeys),
    "feed_check": Term("asked_at", _checks),
}  # fmt: skip
COUNTS = "counts of an area, a feed or a day, of no single vehicle"
SET_UP = "how this Stoep is set up"
DECIDED = "who decided what: a history that nobody can change"
NO_TERM: Mapping[str, str] = {
    **dict.fromkeys(
        ("cell_day", "cell_version", "cell_recount", "flow", "flow_block", "fold_state",
         "permit_day", "permit_day_version", "permit_counted", "area_fold", "correction"), COUNTS,
    ),
    **dict.fromkeys(
        ("poll", "coverage_span", "feed_reading", "station", "station_count",
         "service_area", "weather_hour", "school_holiday"),
        "what a feed or a service told as a whole, of no single vehicle",
    ),
    **dict.fromkeys(
        ("operator", "feed", "leader", "credential", "vehicle_type", "push_key", "weather_source",
         "notice_secret", "api_key", "organisation", "area", "zone"), SET_UP,
    ),
    **dict.fromkeys(
        ("statement", "dispute", "dispute_act", "evidence_set_aside", "mandate_duty",
         "module_setting", "module_run", "module_told", "module_effect", "effect_in_force",
         "permit_limit", "position_tolerance", "zone_change", "worklist_action", "city_event"),
        DECIDED,
    ),
    "person": "as long as anything is kept under the name",
    "account": "as long as somebody may sign in",
    "provider_binding": "as long as anything is kept under the name",
    "membership": DECIDED,
    "recipient": "the address is erased when they end it",
    "notice": "what was sent to whom by name, of no single vehicle",
    "import_run": "until somebody forgets the import",
    "imported_park_event": "until somebody forgets the import",
    "retention": "the receipts of what went",
}  # fmt: skip
