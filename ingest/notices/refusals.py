"""Why a message could not be sent: for now, or for good."""

from stoep.errors import StoepError


class NotSent(StoepError):
    """It is tried again later."""

    code = "not_sent"


class NeverSent(StoepError):
    """Nobody takes it there: it is not tried again."""

    code = "never_sent"
