"""The order of a zone's dates: told, then begun, then ended; and nothing decided over the past."""

from datetime import datetime

from zones.policy.refusals import DatesInDisorder


def check_start(publish_on: datetime | None, active_from: datetime) -> None:
    """Operators are told before a zone holds, or as it begins."""
    if publish_on is not None and publish_on > active_from:
        raise DatesInDisorder(
            "publish_on",
            f"The zone would be published ({_day(publish_on)}) after it begins"
            f" ({_day(active_from)}).",
            "Publish it on the day that it begins or earlier.",
            "told_after_start",
        )


def check_end(
    active_from: datetime, retire_published: datetime | None, retire_on: datetime
) -> None:
    """A zone ends after it begins, and operators are told before that."""
    if retire_on <= active_from:
        raise DatesInDisorder(
            "retire_on",
            f"The zone would end ({_day(retire_on)}) before it begins ({_day(active_from)}).",
            "Choose an end after its beginning.",
            "ends_before_start",
        )
    if retire_published is not None and retire_published > retire_on:
        raise DatesInDisorder(
            "retire_published",
            f"Its end would be published ({_day(retire_published)}) after it ({_day(retire_on)}).",
            "Publish the end on the day itself or earlier.",
            "told_after_end",
        )


def check_to_come(field: str, at: datetime, now: datetime) -> None:
    """What is decided now holds from now on: yesterday's numbers stay as they are."""
    if at < now:
        raise DatesInDisorder(
            field,
            f"{_day(at)} is past: a zone cannot change what was counted.",
            f"Choose {_day(now)} or later.",
            "past",
        )


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M %Z}"
