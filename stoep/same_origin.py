"""Whether a page of our own sent something, or one of another site in a visitor's name.

Browsers say so themselves: in `Sec-Fetch-Site`, and, where that is not sent (a site without TLS),
in `Origin`. What says neither is no browser's form.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """By the headers of a request, with names in lower case."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")
