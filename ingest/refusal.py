"""Why a poll is not evidence: each refusal carries the outcome that the poll row keeps."""

from typing import Self

from stoep.errors import StoepError
from stoep.vocabulary import PollOutcome


class Refusal(StoepError):
    """A poll that changes nothing but its own row (rule R1).

    `outcome` is the name that the feeds page shows; `http_status` and `body_bytes` are kept where
    the refusal came after an answer. `retry_after_s` is how long the server asks to be left alone.
    `body` is what could not be read, where all of it came.
    """

    outcome: PollOutcome
    body: bytes | None = None

    def __init__(
        self,
        sentence: str,
        remedy: str = "",
        *,
        http_status: int | None = None,
        body_bytes: int | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(sentence, remedy)
        self.code = self.outcome
        self.http_status = http_status
        self.body_bytes = body_bytes
        self.retry_after_s = retry_after_s

    def of(self, body: bytes) -> Self:
        """The refusal with the body that it is about."""
        self.body = body
        return self


class TimedOut(Refusal):
    """The feed did not answer in full before the deadline."""

    outcome = PollOutcome.timeout


class HttpError(Refusal):
    """No answer, or an answer that is not 200."""

    outcome = PollOutcome.http_error


class ForbiddenAddress(HttpError):
    """The address leads to a place that is not of the internet, or not over TLS."""


class AskedToWait(HttpError):
    """The server is there, and asks to be asked less often."""


class NotAllowed(Refusal):
    """The feed asks for credentials, or refuses ours."""

    outcome = PollOutcome.auth


class BadTls(Refusal):
    """The server's certificate does not prove who it is."""

    outcome = PollOutcome.tls


class TooLarge(Refusal):
    """The body, inflated, or the number of vehicles is past the limit."""

    outcome = PollOutcome.too_large


class NotJson(Refusal):
    """The body is not JSON: a web page, half a file, or NaN."""

    outcome = PollOutcome.parse


class NotGbfs(Refusal):
    """The body is JSON but not the GBFS file that was asked for, or too much of it is unusable."""

    outcome = PollOutcome.schema


class Unreadable(Refusal):
    """The feed tells something that nobody foresaw, and reading it failed."""

    outcome = PollOutcome.schema

    @classmethod
    def by(cls, failure: Exception) -> "Unreadable":
        """The refusal for a failure; what the body holds is not told."""
        return cls(
            f"The feed could not be read ({type(failure).__name__}).",
            "Report this to the maintainers of Stoep with the feed's body: it is a fault in Stoep.",
        )


class NotMds(Refusal):
    """The body is JSON but not MDS Provider."""

    outcome = PollOutcome.schema


class PartialPages(Refusal):
    """A list in pages of which one is missing, or not of the same moment."""

    outcome = PollOutcome.partial_pages


class StaleFeed(Refusal):
    """What the feed tells is older than its time to live allows, or than what it told before."""

    outcome = PollOutcome.stale_source


class WrongClock(Refusal):
    """The feed's time lies in the future."""

    outcome = PollOutcome.clock


class SuspectEmpty(Refusal):
    """A feed with vehicles is empty all at once."""

    outcome = PollOutcome.suspect_empty


class SuspectSwapped(Refusal):
    """Most positions make sense only with latitude and longitude exchanged."""

    outcome = PollOutcome.suspect_swapped


class SuspectMass(Refusal):
    """Very many vehicles vanish or appear at once."""

    outcome = PollOutcome.suspect_mass


class SuspectFrozen(Refusal):
    """A large fleet that does not change at all for an hour of daytime."""

    outcome = PollOutcome.suspect_frozen
