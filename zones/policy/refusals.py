"""What cannot be done with a zone, by name; `field` is the part of a request that it is about."""

from typing import TYPE_CHECKING

from stoep.errors import StoepError

if TYPE_CHECKING:
    from zones.policy.changes import Change


class UnknownZone(StoepError):
    """No zone has that number."""

    code = "unknown_zone"


class NoZone(StoepError):
    """What was given does not make a zone."""

    code = "no_zone"

    def __init__(self, field: str, sentence: str, remedy: str) -> None:
        super().__init__(sentence, remedy)
        self.field = field


class WrongPhase(StoepError):
    """The zone is too far in its life for that, or not far enough."""

    code = "wrong_phase"


class NotForOperators(StoepError):
    """A monitoring zone is the municipality's own."""

    code = "not_for_operators"


class ZoneReplaced(StoepError):
    """Another version takes its place already."""

    code = "zone_replaced"


class AreaOutside(StoepError):
    """A zone lies in the municipality that decides about it."""

    code = "area_outside"


class DatesInDisorder(StoepError):
    """A date before the one that it should follow, or a past one where only a coming one can be."""

    code = "dates_in_disorder"

    def __init__(
        self, field: str, sentence: str, remedy: str, cause: str = "dates_in_disorder"
    ) -> None:
        super().__init__(sentence, remedy)
        self.field, self.cause = field, cause


class ChangedMeanwhile(StoepError):
    """Somebody changed the zone since the last look; `latest` is that change."""

    code = "changed_meanwhile"

    def __init__(self, sentence: str, latest: "Change") -> None:
        super().__init__(sentence, "Read the zone again, and decide with that in mind.")
        self.latest = latest


class NotYetChanged(StoepError):
    """The change that somebody says to have seen last is not there."""

    code = "not_yet_changed"


class BadUpload(StoepError):
    """A file of zones that cannot be read at all; `cause` is a stable name for why."""

    code = "bad_upload"

    def __init__(self, cause: str, sentence: str, remedy: str) -> None:
        super().__init__(sentence, remedy)
        self.cause = cause
