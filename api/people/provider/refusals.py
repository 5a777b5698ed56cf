"""Why nobody is let in by the provider: one answer to who asks, and the cause in the log."""

from stoep.errors import StoepError


class NoProvider(StoepError):
    """No identity provider is set."""

    code = "no_provider"

    def __init__(self) -> None:
        super().__init__(
            "Nobody signs in by an identity provider here.",
            "Whoever runs this Stoep can set STOEP_OIDC_ISSUER.",
        )


class NotLetInByProvider(StoepError):
    """The sign-in is not right; what of it is not, is told to nobody but the log (`cause`)."""

    code = "not_let_in_by_provider"

    def __init__(self, cause: str) -> None:
        super().__init__(
            "Signing in by the identity provider did not work.",
            "Try again; without a connected account, ask whoever manages your organisation for an"
            " invitation to the address that you have there.",
        )
        self.cause = cause


class ProviderAway(StoepError):
    """The provider does not answer, or not as it should; the log has the `cause`."""

    code = "provider_away"

    def __init__(self, cause: str) -> None:
        super().__init__(
            "The identity provider does not answer, or not as it should.",
            "Try again later; an account with a password works meanwhile.",
        )
        self.cause = cause


class NotFresh(StoepError):
    """They signed in too long ago, or in another way, for what opens a new way in."""

    code = "not_fresh"

    def __init__(self) -> None:
        super().__init__(
            "This asks that you signed in with password and code just now.",
            "Sign out, sign in again, and do it within ten minutes.",
        )
