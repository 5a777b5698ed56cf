"""Vehicle ids as keyed hashes: recognisable to the feed's own next poll, to nobody else."""

import hmac


class Pseudonyms:
    """The pseudonyms of one feed, under the secret of this Stoep.

    The same vehicle id in another feed, or under another secret, gives another pseudonym.
    """

    def __init__(self, secret: str, feed_key: str) -> None:
        if not secret:
            raise ValueError("pseudonyms need a secret")
        self._key = hmac.digest(secret.encode(), f"feed {feed_key}".encode(), "sha256")

    def of(self, vehicle_id: str) -> bytes:
        """The pseudonym of a vehicle id: the first 128 bits of HMAC-SHA-256."""
        return hmac.digest(self._key, vehicle_id.encode("utf-8", "surrogatepass"), "sha256")[:16]
