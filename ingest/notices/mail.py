"""E-mail over SMTP: one letter to one address, over TLS unless the settings say otherwise."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage

from ingest.notices.refusals import NeverSent, NotSent
from stoep.settings import Settings

PATIENCE_S = 20


def send_mail(
    settings: Settings,
    password: str | None,
    letter: EmailMessage,
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context,
) -> None:
    """Hand a letter to the mail server; raises NotSent, or NeverSent where it takes it never.

    The certificate is always checked. A password goes over TLS only.
    """
    if not settings.smtp_host:
        raise NotSent("There is no mail server.", "Set STOEP_SMTP_HOST.")
    try:
        with _connected(settings, context) as server:
            if settings.smtp_user:
                if settings.smtp_tls == "none":
                    raise NotSent(
                        "A password would go to the mail server unprotected.",
                        "Set STOEP_SMTP_TLS to starttls or tls, or STOEP_SMTP_USER to nothing.",
                    )
                server.login(settings.smtp_user, password or "")
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as refused:
        [(code, said)] = list(refused.recipients.values())[:1]
        raise _told(code, said) from None
    except smtplib.SMTPResponseException as refused:
        # What the server says of a password is not for a log.
        hush = isinstance(refused, smtplib.SMTPAuthenticationError)
        words = "" if hush else refused.smtp_error
        raise _told(refused.smtp_code, words, at_the_door=_is_door(refused)) from None
    except (OSError, smtplib.SMTPException) as broken:
        raise NotSent(f"The mail server cannot be reached: {broken}.") from None


def _connected(settings: Settings, context: Callable[[], ssl.SSLContext]) -> smtplib.SMTP:
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_tls == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=PATIENCE_S, context=context())
    server = smtplib.SMTP(host, port, timeout=PATIENCE_S)
    if settings.smtp_tls == "starttls":
        try:
            server.starttls(context=context())
        except BaseException:
            server.close()
            raise
    return server


def _is_door(refused: smtplib.SMTPResponseException) -> bool:
    """Whether a server refuses us, not the letter: that may be put right."""
    doors = (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError)
    return isinstance(refused, doors)


def _told(code: int, said: bytes | str, *, at_the_door: bool = False) -> NotSent | NeverSent:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    sentence = f"The mail server answers {code} {' '.join(text.split())[:200]}".rstrip() + "."
    if 500 <= code < 600 and not at_the_door:
        return NeverSent(sentence, "Look at the address of the recipient.")
    return NotSent(sentence, "Look at STOEP_SMTP_USER and at stoep recipient mail-password.")
