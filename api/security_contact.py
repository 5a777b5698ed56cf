"""`/.well-known/security.txt`: whom to tell of a weakness (RFC 9116)."""

from datetime import UTC, datetime, time

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from stoep.settings import Settings

PATH = "/.well-known/security.txt"


def tell_contact(server: FastAPI, settings: Settings) -> None:
    """Serve it where a contact and a last day are set; a page that is out of date is not there."""

    @server.get(PATH, include_in_schema=False)
    def security_txt(request: Request) -> Response:
        text = security_text(settings, datetime.now(UTC))
        if text is None:
            raise HTTPException(404)
        return Response(text, media_type="text/plain; charset=utf-8")


def security_text(settings: Settings, now: datetime) -> str | None:
    """What it says at a moment; None where there is nothing to say, or no longer."""
    contact, last = settings.security_contact, settings.security_until
    if not contact or last is None:
        return None
    expires = datetime.combine(last, time(23, 59, 59), UTC)
    if expires < now:
        return None
    address = contact if ":" in contact else f"mailto:{contact}"
    lines = [f"Contact: {address}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}"]
    lines.append("Preferred-Languages: nl, en")
    if settings.public_url.startswith("https://"):
        lines.append(f"Canonical: {settings.public_url.rstrip('/')}{PATH}")
    return "".join(f"{line}\n" for line in lines)
