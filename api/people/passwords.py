"""Passwords: long rather than odd, kept as Argon2id, as much work for a name that is not there."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.people.refusals import BadChoice
from api.problems import Busy

LEAST, MOST = 15, 128
"""Letters of a password (OWASP ASVS 5.0, 6.2.1 and 6.2.9)."""
AT_ONCE, PATIENCE_S = 2, 10.0
_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
_room = BoundedSemaphore(AT_ONCE)
"""Each takes 64 MiB for a while: who tries many at once waits, and fills no memory."""
NOBODY = _hasher.hash("the account that is not there")


def keep_password(password: str, email: str) -> str:
    """What is kept of a password; raises BadChoice where it is too short, too long or too plain."""
    if not LEAST <= len(password) <= MOST:
        raise BadChoice(
            "password",
            f"A password has {LEAST} to {MOST} letters.",
            "Some words that you only put in a row do well.",
        )
    if len(set(password)) < 5 or password.lower() == email:
        raise BadChoice("password", "Anybody would try this password.", "Choose another one.")
    with _turn():
        return _hasher.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Whether it is the password; without an account the same work is done, and the answer is no.

    Raises Busy where many others try at the same time.
    """
    with _turn():
        try:
            _hasher.verify(kept or NOBODY, password[: MOST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


class _turn:  # noqa: N801 - reads as what it is: with _turn()
    def __enter__(self) -> None:
        if not _room.acquire(timeout=PATIENCE_S):
            raise Busy("Many people sign in at this moment.", "Try again in a minute.")

    def __exit__(self, *_: object) -> None:
        _room.release()
