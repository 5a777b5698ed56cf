"""The ways in use to count the vehicles of a day: the same fleet, five different numbers."""

from dataclasses import dataclass
from datetime import time

from zones.registry.entry import Text


@dataclass(frozen=True)
class CountingMethod:
    """One way to count: at which moments of a local day, and what is made of these counts.

    `moments` are fixed local times; `every_s` is a spacing; neither: every second counts. `takes`
    is `mean` or `highest`. `why` says how it differs from the mean over all time.
    """

    id: str
    name: Text
    takes: str
    why: Text
    moments: tuple[time, ...] = ()
    every_s: int | None = None


SIX_MOMENTS = (time(3, 30), time(8), time(10, 30), time(14), time(17), time(21))
"""Local times at which Dutch permits are judged today."""

METHODS = (
    CountingMethod(
        id="time_weighted_mean",
        name=Text("Gemiddelde over alle tijd", "Mean over all time"),
        takes="mean",
        why=Text(
            "Elk voertuig telt zo lang als het er stond, op de seconde. Dit is de maat waarmee de "
            "andere worden vergeleken.",
            "Each vehicle counts for as long as it stood there, to the second. The others are "
            "compared with this one.",
        ),
    ),
    CountingMethod(
        id="six_moments",
        name=Text("Zes vaste momenten", "Six fixed moments"),
        takes="highest",
        why=Text(
            "Het hoogste van zes standen op een dag. Wat tussen die momenten gebeurt telt niet, en "
            "omdat het hoogste wordt genomen ligt het bijna altijd boven het gemiddelde.",
            "The highest of six counts a day. What happens between them does not count, and since "
            "the highest is taken it nearly always lies above the mean.",
        ),
        moments=SIX_MOMENTS,
    ),
    CountingMethod(
        id="hourly_snapshots",
        name=Text("Elk uur een stand", "Hourly snapshots"),
        takes="mean",
        why=Text(
            "Het gemiddelde van de standen op elk heel uur. Een piek die korter duurt dan een uur "
            "kan tussen twee standen vallen.",
            "The mean of the counts on each whole hour. A peak that is shorter than an hour may "
            "fall between two of them.",
        ),
        every_s=3600,
    ),
    CountingMethod(
        id="five_minute_samples",
        name=Text("Elke vijf minuten een stand", "Five-minute samples"),
        takes="mean",
        why=Text(
            "Het gemiddelde van 288 standen op een gewone dag. Het ligt dicht bij het gemiddelde "
            "over alle tijd; wie er korter dan vijf minuten staat kan wegvallen.",
            "The mean of 288 counts on a common day. It lies close to the mean over all time; who "
            "stands there for less than five minutes may be missed.",
        ),
        every_s=300,
    ),
    CountingMethod(
        id="maximum",
        name=Text("Hoogste van de dag", "Highest of the day"),
        takes="highest",
        why=Text(
            "Het hoogste aantal dat op enig moment tegelijk stond. Eén drukke minuut bepaalt dit "
            "getal.",
            "The highest number that stood there at any one time. A single busy minute decides "
            "this number.",
        ),
    ),
)
