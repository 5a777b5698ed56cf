"""What stood at a moment, kept for a while: a map asks a dozen tiles of one moment at once."""

from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from zones.standing import FeedThen, Standing, known_at, read

Key = tuple[int | None, tuple[FeedThen, ...]]
Floats = npt.NDArray[np.float64]
KEPT = 12
POLE = 85.05112878
"""Web Mercator ends here; what lies beyond is drawn on the edge."""


@dataclass
class Scene:
    """The vehicles of a moment, and where they are drawn."""

    standing: Standing

    @cached_property
    def world(self) -> tuple[Floats, Floats]:
        """Each vehicle's place in Web Mercator, from 0 (west, north) to 1 (east, south)."""
        sine = np.sin(np.radians(np.clip(self.standing.lat, -POLE, POLE)))
        down = 0.5 - np.arctanh(sine) / (2 * np.pi)
        return self.standing.lon / 360 + 0.5, np.clip(down, 0, np.nextafter(1, 0))


class Scenes:
    """The scenes looked at last. Each is read once, however many ask for it at the same time.

    A scene is known by its moment and by the generation of each feed: a new poll makes a new scene.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Future[Scene]] = OrderedDict()
        self._lock = Lock()

    def scene(self, connection: Connection[Any], at: int | None, now_s: int) -> Scene:
        """What stood at a moment, or stands now."""
        return self.of(connection, at, known_at(connection, at, now_s))

    def seen(
        self, connection: Connection[Any], at: int | None, feeds: tuple[FeedThen, ...]
    ) -> Standing:
        """What stood at a moment of feeds of which it is known what is known."""
        return self.of(connection, at, feeds).standing

    def of(self, connection: Connection[Any], at: int | None, feeds: tuple[FeedThen, ...]) -> Scene:
        """The same, where it is known already what is known of the feeds."""
        key = (at, feeds)
        with self._lock:
            mine = key not in self._kept
            future = self._kept.setdefault(key, Future())
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        if mine:
            try:
                future.set_result(Scene(read(connection, at, feeds)))
            except BaseException as error:
                future.set_exception(error)
                with self._lock:
                    self._kept.pop(key, None)
        return future.result(timeout=10)
