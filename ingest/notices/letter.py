"""A message as it leaves: what the outbox holds, with its links, for one recipient."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from stoep.settings import Settings
from zones.notices.outbox import Notice
from zones.notices.recipients import Recipient
from zones.notices.unsubscribe import token_of
from zones.notices.words import say

SHOWN, ACTS = "/v1/notices/unsubscribe", "/v1/notices/unsubscriptions"


@dataclass(frozen=True)
class Letter:
    """One message, or several of a digest, to a recipient; `key` is the same at each attempt."""

    recipient: Recipient
    notices: Sequence[Notice]
    base: str
    """The address of this Stoep."""
    token: str

    @classmethod
    def to(
        cls, recipient: Recipient, notices: Sequence[Notice], settings: Settings, secret: str
    ) -> "Letter":
        """What is to be told to a recipient."""
        base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
        return cls(recipient, notices, base, token_of(secret, recipient.id))

    @property
    def key(self) -> str:
        """By which whoever gets it twice can tell."""
        return "-".join(["notice", *(str(one.id) for one in self.notices)])

    @property
    def subject(self) -> str:
        """What it is about."""
        if len(self.notices) == 1:
            return self.notices[0].subject
        return say(self.recipient.language, "digest_subject", n=len(self.notices))

    def email(self, sender: str) -> EmailMessage:
        """As an e-mail, which can be ended by its own button in the reader's mail program."""
        made = EmailMessage()
        made["From"], made["To"], made["Subject"] = sender, self.recipient.address, self.subject
        domain = sender.rpartition("@")[2].rstrip("> ") or "stoep"
        made["Message-ID"] = f"<{self.key}@{domain}>"
        made["List-Unsubscribe"] = f"<{self.base}{ACTS}/{self.token}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(self._text())
        return made

    def _text(self) -> str:
        language = self.recipient.language
        parts = []
        for one in self.notices:
            head = [one.subject] if len(self.notices) > 1 else []
            link = say(language, "evidence", link=f"{self.base}{one.evidence}")
            parts.append("\n\n".join([*head, one.body, link]))
        end = say(language, "unsubscribe", link=f"{self.base}{SHOWN}/{self.token}")
        return "\n\n---\n\n".join([*parts, end]) + "\n"

    def data(self) -> dict[str, Any]:
        """As a webhook is told it."""
        return {
            "key": self.key,
            "municipality": self.recipient.municipality,
            "recipient": self.recipient.name,
            "unsubscribe": f"{self.base}{SHOWN}/{self.token}",
            "notices": [
                {
                    "id": one.id,
                    "topic": one.topic,
                    "subject": one.subject,
                    "body": one.body,
                    "evidence": f"{self.base}{one.evidence}",
                    "made_at": one.made_at.isoformat(),
                }
                for one in self.notices
            ],
        }
