"""Why somebody is not let in, or may not do something; each is an HTTP status in `api/problems`."""

from stoep.errors import StoepError


class NobodySignsIn(StoepError):
    """People are not known here: the setting says so."""

    code = "nobody_signs_in"

    def __init__(self) -> None:
        super().__init__(
            "Nobody signs in here.", "Whoever runs this Stoep can set STOEP_ACTING=people."
        )


class NotSignedIn(StoepError):
    """Who asks is not known, or no longer."""

    code = "unauthorized"

    def __init__(self) -> None:
        super().__init__(
            "You are not signed in, or no longer.",
            "Sign in at /sign-in; a program sends `Authorization: Bearer` with its key.",
        )


class NotLetIn(StoepError):
    """The sign-in is not right; what of it is not, is told to nobody."""

    code = "not_let_in"

    def __init__(self) -> None:
        super().__init__(
            "These do not belong together: e-mail address, password and code.",
            "Try again; whoever manages your organisation can send you a new link.",
        )


class HeldUp(StoepError):
    """Too many sign-ins failed for this account, or from this address; `wait_s` in seconds."""

    code = "held_up"

    def __init__(self, wait_s: int) -> None:
        super().__init__(
            "Too many sign-ins failed.", f"Wait {wait_s} seconds before you try again."
        )
        self.wait_s = wait_s


class NotAllowed(StoepError):
    """It is known who asks, and their role does not go so far."""

    code = "not_allowed"


class NoOperator(StoepError):
    """The operator that somebody speaks for is not theirs, or not there."""

    code = "not_found"

    def __init__(self, operator: object) -> None:
        shown = str(operator)[:100] if operator is not None else "without a name"
        super().__init__(f"There is no operator {shown} of yours.", "See /v1/me for what is yours.")


class NotFromHere(StoepError):
    """A page of somebody else tries to act in the name of who is signed in."""

    code = "not_from_here"

    def __init__(self) -> None:
        super().__init__(
            "This came from a page of another site.", "Do it on the pages of this Stoep."
        )


class KeyInAddress(StoepError):
    """A key stands in an address, where logs and histories keep it."""

    code = "key_in_address"

    def __init__(self) -> None:
        super().__init__(
            "There is a key in the address; it is not taken there.",
            "Revoke it, for logs may have it now; send a new one as `Authorization: Bearer`.",
        )


class NoInvitation(StoepError):
    """The link of an invitation is not, or no longer, good."""

    code = "no_invitation"

    def __init__(self) -> None:
        super().__init__(
            "This invitation was used, withdrawn, or has expired.",
            "Ask whoever sent it for a new one.",
        )


class BadChoice(StoepError):
    """Something that somebody chose cannot be; `field` tells what."""

    code = "bad_choice"

    def __init__(self, field: str, sentence: str, remedy: str) -> None:
        super().__init__(sentence, remedy)
        self.field = field
