"""E-mail over a real connection: protected as it was set, refused by name, no password told."""

import ssl
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.notices.mail import send_mail
from ingest.notices.refusals import NeverSent, NotSent
from stoep.settings import Settings
from tests.ingest.smtp_server import Mailbox, mail_server
from tests.ingest.test_address import _certificate as certificate


def letter() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Stoep <s@zilt.example>", "a@zilt.example", "Día"
    made.set_content("Morgen stranddag: × 1,5.\n.\nEinde.")
    return made


def settings(box: Mailbox, **more: object) -> Settings:
    usual = {"smtp_host": "localhost", "smtp_port": box.port, "smtp_tls": "none"}
    return Settings().model_copy(update=usual | more)


def test_a_letter_arrives_whole() -> None:
    with mail_server(Mailbox()) as box:
        send_mail(settings(box), None, letter())
    [got] = box.letters
    assert (got["Subject"], box.to, box.protected) == ("Día", ["a@zilt.example"], [False])
    assert got.get_content().splitlines() == ["Morgen stranddag: × 1,5.", ".", "Einde."]  # type: ignore[attr-defined]


@pytest.mark.parametrize("wrapped", [False, True], ids=["starttls", "tls"])
def test_the_way_is_protected_and_the_password_goes_over_it(tmp_path: Path, wrapped: bool) -> None:
    context, authority = certificate(tmp_path, "localhost", 10)
    with mail_server(Mailbox(tls=context, wrapped=wrapped, login=("stoep", "hush"))) as box:
        own = settings(box, smtp_tls="tls" if wrapped else "starttls", smtp_user="stoep")
        send_mail(own, "hush", letter(), lambda: ssl.create_default_context(cafile=authority))
    assert box.protected == [True]


@pytest.mark.parametrize("wrapped", [False, True], ids=["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, wrapped: bool) -> None:
    context, _ = certificate(tmp_path, "localhost", 10)
    with mail_server(Mailbox(tls=context, wrapped=wrapped)) as box:
        own = settings(box, smtp_tls="tls" if wrapped else "starttls")
        with pytest.raises(NotSent, match="CERTIFICATE_VERIFY_FAILED"):
            send_mail(own, None, letter())
    assert box.letters == []


def test_a_server_without_starttls_gets_nothing() -> None:
    with mail_server(Mailbox()) as box, pytest.raises(NotSent):
        send_mail(settings(box, smtp_tls="starttls"), None, letter())
    assert box.letters == []


def test_a_password_never_goes_unprotected() -> None:
    with mail_server(Mailbox(login=("stoep", "hush"))) as box:
        with pytest.raises(NotSent, match="unprotected"):
            send_mail(settings(box, smtp_user="stoep"), "hush", letter())
    assert box.letters == []


def test_a_wrong_password_is_tried_again_and_never_told(tmp_path: Path) -> None:
    context, authority = certificate(tmp_path, "localhost", 10)
    with mail_server(Mailbox(tls=context, login=("stoep", "hush"))) as box:
        own = settings(box, smtp_tls="starttls", smtp_user="stoep")
        with pytest.raises(NotSent) as refused:
            send_mail(
                own, "mistake", letter(), lambda: ssl.create_default_context(cafile=authority)
            )
    # The server says the password back: that stays out of the sentence.
    assert "535" in refused.value.sentence
    assert "mistake" not in str(refused.value)


@pytest.mark.parametrize(
    ("refuses", "refusal"),
    [
        ({"RCPT": "550 no such user"}, NeverSent),
        ({"RCPT": "451 try later"}, NotSent),
        ({"MAIL": "552 too much"}, NeverSent),
        ({"DATA": "421 closing"}, NotSent),
    ],
    ids=["no such user", "grey list", "sender", "closing"],
)
def test_what_a_server_refuses_is_for_good_or_for_now(
    refuses: dict[str, str], refusal: type[Exception]
) -> None:
    with mail_server(Mailbox(refuses=refuses)) as box, pytest.raises(refusal):
        send_mail(settings(box), None, letter())
    assert box.letters == []


def test_a_server_that_is_away_is_tried_again() -> None:
    with mail_server(Mailbox()) as box:
        pass
    with pytest.raises(NotSent, match="cannot be reached"):
        send_mail(settings(box), None, letter())
    with pytest.raises(NotSent, match="no mail server"):
        send_mail(Settings(), None, letter())
