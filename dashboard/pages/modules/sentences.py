"""What modules told of today and tomorrow, in sentences; also for other pages."""

from datetime import date, timedelta
from typing import Any

from dashboard.words import Words


def title_of(module: dict[str, Any], words: Words) -> str:
    """What a module is called in the middle of a sentence."""
    told: str = module["title"][words.language]
    return told if told[1:2].isupper() else told[:1].lower() + told[1:]


def telling_of(day: dict[str, Any] | None) -> dict[str, Any] | None:
    """What holds of a day: what was observed, unless only the forecast knows."""
    if day is None:
        return None
    seen, thought = day["observed"], day["expected"]
    known = seen is not None and (seen["answer"] != "unknown" or thought is None)
    found: dict[str, Any] | None = seen if known else thought
    return found


def day_in(module: dict[str, Any], day: date) -> dict[str, Any] | None:
    """A day of a module; None where nothing was told of it."""
    return next((one for one in module["days"] if one["day"] == day.isoformat()), None)


def about_day(module: dict[str, Any], day: date, today: date, words: Words) -> str | None:
    """What is told of today or tomorrow, since when, and why it is unknown; None: nothing."""
    telling = telling_of(day_in(module, day))
    if telling is None:
        return None
    when = words("modules.tomorrow" if day > today else "modules.today")
    why = ""
    if telling["answer"] == "unknown":
        lacking = [
            fact["text"][words.language] for fact in telling["facts"] if fact["holds"] is None
        ]
        why = words("modules.lacking", facts=words.listed(lacking)) if lacking else ""
    said = words(
        f"modules.day_{telling['answer']}",
        when=when,
        title=title_of(module, words),
        how=words(f"modules.{telling['basis']}"),
        decided=decided(telling["decided_at"], today, words),
    )
    return f"{said} {why}".strip()


def decided(moment: str, today: date, words: Words) -> str:
    """When something was decided: today, yesterday, or a date, and the time."""
    at = words.local(moment)
    ago = (today - at.date()).days
    if ago in (0, 1):
        key = "decided_today" if ago == 0 else "decided_yesterday"
        return words(f"modules.{key}", clock=words.clock(at))
    return words.moment(at)


def headline(module: dict[str, Any] | None, labels: dict[str, Any], words: Words) -> list[str]:
    """Tomorrow first, then today; what is to come is told when it is not decided yet."""
    if module is None:
        return [words("modules.title"), words("modules.none")]
    today = date.fromisoformat(labels["today"])
    if not module["on"]:
        return [words("modules.title"), words("modules.is_off", title=title_of(module, words))]
    tomorrow = about_day(module, today + timedelta(days=1), today, words)
    later = words("modules.not_yet", title=title_of(module, words), clock=labels["decides_at"])
    now = about_day(module, today, today, words)
    return [one for one in (tomorrow, now, None if tomorrow else later) if one]


def warnings(labels: dict[str, Any], words: Words) -> list[tuple[str, dict[str, Any], str]]:
    """Each yes of today and tomorrow: the day, the module, and what it says."""
    today = date.fromisoformat(labels["today"])
    found = []
    for module in labels["modules"]:
        for day in (today + timedelta(days=1), today):
            telling = telling_of(day_in(module, day))
            if module["on"] and telling is not None and telling["answer"] == "yes":
                said = about_day(module, day, today, words)
                assert said is not None
                found.append((day.isoformat(), module, said))
    return found
