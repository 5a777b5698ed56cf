"""The worklist in plain sentences: how many, who is not in it, by which rule, and why a row is."""

from typing import Any

from dashboard.words import Words

DAY_S = 86_400
NUMBERS = ("no_parking", "out_of_order", "too_long")


def summary(found: dict[str, Any], words: Words) -> list[str]:
    """How many are certain, how many possible, and which feeds are not in the list."""
    if found["count"] is None:
        return [words("worklist.unknown"), missing(found["feeds"], words)]
    said = words(
        "worklist.sentence" if found["possible"] else "worklist.sentence_sure",
        area=found["area"]["name"],
        certain=vehicles(found["certain"], words),
        possible=words.number(found["possible"]),
    )
    told = [said, missing(found["feeds"], words)]
    if found["unproven"]:
        told.append(words("worklist.unproven", n=vehicles(found["unproven"], words)))
    return told


def vehicles(count: int, words: Words) -> str:
    """A number of vehicles."""
    return words("worklist.one" if count == 1 else "worklist.many", n=words.number(count))


def missing(feeds: list[dict[str, Any]], words: Words) -> str:
    """Which feeds are not in the list, and why."""
    lacking = [feed for feed in feeds if feed["expected"] and not feed["counts"]]
    if not lacking:
        return words("worklist.complete")
    names = [f"{feed['name']} ({_why(feed, words)})" for feed in lacking]
    return words("worklist.missing", names=words.listed(names))


def _why(feed: dict[str, Any], words: Words) -> str:
    if feed["status"] == "late" and feed["at"]:
        return words("worklist.feed_late", moment=words.moment(feed["at"]))
    if feed["status"] == "past_keeping":
        return words("reason.past_keeping", names="")
    return words("worklist.feed_silent")


def rule(found: dict[str, Any], words: Words) -> str:
    """By which rule the list is sorted, in a sentence with its numbers."""
    base = found["rule"]["base"]
    return words("worklist.rule", **{name: words.number(base[name]) for name in NUMBERS})


def terms(found: dict[str, Any], words: Words) -> str:
    """What holds where no permit says otherwise."""
    asked = found["terms"]
    return words(
        "worklist.terms",
        days=words.number(asked["days"]),
        broken=words.number(asked["broken_days"]),
        again=words.number(asked["again_hours"]),
    )


def why(one: dict[str, Any], words: Words) -> str:
    """One reason of a row in a sentence: what, for how long, and what is allowed."""
    if one["reason"] == "no_parking":
        said = words("worklist.why_no_parking", zone=one["zone"]["name"])
        return said if one["sure"] else words("worklist.maybe", said=said)
    seconds = one["observed_s"] if one["sure"] else one["possible_s"]
    said = words(
        f"worklist.why_{one['reason']}",
        span=lasted(seconds, words),
        allowed=lasted(one["allowed_s"], words),
    )
    return said if one["sure"] else words("worklist.maybe", said=said)


def lasted(seconds: int, words: Words) -> str:
    """A length of time: in days with a decimal, as the points have them, from a day on."""
    days = seconds / DAY_S
    if days < 1:
        return words.span(seconds)
    if days == 1:
        return words("worklist.one_day")
    return words("common.days", n=words.number(days, 0 if days == int(days) else 1))


def by_whom(one: dict[str, Any], words: Words) -> str:
    """Who says what is allowed: a permit, or the usual terms."""
    permit = one["permit"]
    if one["reason"] == "no_parking":
        return words("worklist.by_zone")
    if permit is None:
        return words("worklist.by_terms")
    value = words.number(permit["value"])
    return words("worklist.by_permit", value=value, by=permit["set_by"], why=permit["why"])


def place(row: dict[str, Any], words: Words) -> str:
    """Where a vehicle stands, in names."""
    area, hub = row["neighbourhood"], row["hub"]
    parts = [area["name"]] if area else []
    if hub:
        metres = words.number(max(hub["distance_m"], 1))
        inside = hub["distance_m"] == 0
        parts.append(
            words("worklist.in_hub" if inside else "worklist.near_hub", hub=hub["name"], m=metres)
        )
    return ", ".join(parts) or words("worklist.nowhere")


def status(row: dict[str, Any], words: Words) -> str:
    """How far a row is."""
    if row["status"] == "assigned":
        return words("worklist.assigned_to", name=row["assignee"])
    return words(f"worklist.status_{row['status']}")


def did(action: dict[str, Any], words: Words) -> str:
    """One thing that was done, by whom, when."""
    named = {"by": action["by"], "to": action["assignee"] or ""}
    said = words(f"worklist.did_{action['what']}", **named)
    if not action["verified"]:
        said = f"{said} {words('worklist.unverified')}"
    return f"{words.moment(action['at'])}: {said}"
