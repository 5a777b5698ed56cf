"""A module switched by people who look at the same card: nobody undoes what they have not seen."""

from dataclasses import dataclass, replace
from typing import Any

from psycopg import Connection

from stoep.errors import StoepError
from zones.measure import SQL
from zones.modules.setting import Setting, check_on, in_force, keep


class SettingChangedMeanwhile(StoepError):
    """Somebody, or Stoep itself, switched or set the module since the last look: `latest`."""

    code = "changed_meanwhile"

    def __init__(self, latest: Setting) -> None:
        did = (
            f"set {latest.module} otherwise" if latest.enabled else f"switched {latest.module} off"
        )
        super().__init__(
            f"Meanwhile {latest.set_by} {did}.",
            "Look at how it is set now, and decide with that in mind.",
        )
        self.latest = latest


@dataclass(frozen=True)
class Switched:
    """A row of the history; `fresh` False: the same was decided already."""

    setting: Setting
    fresh: bool


def decide(connection: Connection[Any], wish: Setting, after: int) -> Switched:
    """Keep a setting unless one is newer than row `after`; 0: none was seen.

    The same wish said twice is kept once: an answer may get lost on its way. Raises
    SettingChangedMeanwhile, and BadSetting where what is off should be switched off.
    """
    with connection.transaction():
        connection.execute(SQL["lock_module_settings"])
        latest = in_force(connection, wish.municipality, wish.module)
        if latest is not None and latest.id > after:
            if replace(wish, id=latest.id, set_at=latest.set_at) == latest:
                return Switched(latest, fresh=False)
            raise SettingChangedMeanwhile(latest)
        if not wish.enabled:
            check_on(latest, wish.module, wish.municipality)
        return Switched(keep(connection, wish), fresh=True)
