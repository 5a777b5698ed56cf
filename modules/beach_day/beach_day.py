"""Is it a beach day: a day on which so many go to the beach that the promenade fills with bikes?

It is when the hours that people are out (10:00 to 18:00) are warm, dry, sunny and not too windy.
On a free day (weekend, public or school holiday) people go sooner than on a working day, so less
warmth is enough. When a measurement is missing that could decide, the answer is unknown. When one
thing surely speaks against it, the answer is no, whatever else is missing.

The same rule tells a day beforehand, from the forecast, and afterwards, from what was measured.
"""

from stoep.contract import Evidence, Facts, Label, Parameters, at_least, at_most


def beach_day(facts: Facts, p: Parameters) -> Label:
    """Yes, no or unknown, with the four things that it rests on."""
    hours = facts.weather.between(p.first_hour, p.last_hour)
    return Label.all(
        warm_enough(hours.highest("temperature_c"), facts.day.is_free, p.free_c, p.working_c),
        at_most("rain", hours.total("rain_mm"), p.rain_mm),
        at_most("wind", hours.mean("wind_ms"), p.wind_ms),
        at_least("sun", hours.mean("sun_wm2"), p.sun_wm2),
    )


def warm_enough(
    warmest: float | None, free: bool | None, free_c: float, working_c: float
) -> Evidence:
    """Whether it gets warm enough; not knowing the holidays matters between the two limits only."""
    if free is None:
        either = {at_least("warmest", warmest, limit).holds for limit in (free_c, working_c)}
        return Evidence("warmest", warmest, None, either.pop() if len(either) == 1 else None)
    return at_least("warmest", warmest, free_c if free else working_c)
