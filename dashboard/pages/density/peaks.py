"""The heaviest hour of a day in some areas: a mean over the day leaves a peak of some hours out."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.asks import Api
from dashboard.pages.density.whichday import ShownDay
from dashboard.scene import SURE
from dashboard.view import View, rfc3339
from dashboard.words import Words

HOUR_S = 3600


@dataclass(frozen=True)
class Peak:
    """The mean density (vehicles/km²) of the heaviest hour that was seen, and when it began."""

    density: float
    begins: str
    whole: bool
    """Whether enough of the day was seen to say that no other hour was heavier."""

    def told(self, words: Words) -> str:
        """In a few words, for a column."""
        key = "worst.peak" if self.whole else "worst.peak_part"
        return words(key, n=words.dense(self.density), time=words.clock(self.begins))


async def peaks(api: Api, view: View, day: ShownDay, areas: Sequence[int]) -> dict[int, Peak]:
    """By area, where an hour of the day is known; an hour that still runs is left out."""
    end = day.start + (day.end - day.start) // HOUR_S * HOUR_S
    if end == day.start:
        return {}
    period = {"from_": rfc3339(day.start), "to": rfc3339(end), "step": "day"}
    found = await asyncio.gather(
        *(
            api.ask("indicators/worst_hour/series", area=area, **period, **view.whose)
            for area in areas
        )
    )
    told = {}
    for area, answer in zip(areas, found, strict=True):
        for line in answer["series"]:
            value, begins = line["values"][0], (line["moments"] or [None])[0]
            if value is not None and begins is not None:
                told[area] = Peak(value, begins, line["coverage"][0] >= SURE)
    return told
