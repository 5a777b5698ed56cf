"""A mail server on loopback that speaks SMTP for real, and can refuse as real ones do."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default


@dataclass
class Mailbox:
    """What a server does, and what it got."""

    tls: ssl.SSLContext | None = None
    """What it offers as STARTTLS; with `wrapped`, from the first byte on."""
    wrapped: bool = False
    login: tuple[str, str] | None = None
    refuses: dict[str, str] = field(default_factory=dict)
    """An answer other than 250 by command: {"RCPT": "550 no such user"}."""
    letters: list[Message] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    protected: list[bool] = field(default_factory=list)
    port: int = 0


class _Talk(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        box, self.safe, self.known = self.server.box, False, False
        if box.tls is not None and box.wrapped:
            self._wrap(box.tls)
        self._say("220 mail.test ESMTP")
        while line := self.rfile.readline():
            word, _, rest = line.decode("latin-1").strip().partition(" ")
            if not self._answer(word.upper(), rest, box):
                return

    def _answer(self, word: str, rest: str, box: Mailbox) -> bool:
        if word in box.refuses:
            self._say(box.refuses[word])
        elif word in ("EHLO", "HELO"):
            offers = ["mail.test"]
            offers += ["STARTTLS"] if box.tls and not self.safe else []
            offers += ["AUTH PLAIN"] if box.login else []
            lines = [f"250-{one}" for one in offers[:-1]] + [f"250 {offers[-1]}"]
            self._say("\r\n".join(lines))
        elif word == "STARTTLS" and box.tls:
            self._say("220 go ahead")
            self._wrap(box.tls)
        elif word == "AUTH":
            told = base64.b64decode(rest.split()[-1]).decode().split("\0")[1:]
            self.known = tuple(told) == box.login
            self._say("235 welcome" if self.known else f"535 not you, {told[-1]}")
        elif word == "MAIL" and box.login and not self.known:
            self._say("530 who are you")
        elif word == "RCPT":
            box.to.append(rest.partition("<")[2].partition(">")[0])
            self._say("250 ok")
        elif word == "DATA":
            self._say("354 go on")
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line[1:] if line.startswith(b"..") else line)
            box.letters.append(message_from_bytes(b"".join(lines), policy=default))
            box.protected.append(self.safe)
            self._say("250 taken")
        else:
            self._say("221 bye" if word == "QUIT" else "250 ok")
            return word != "QUIT"
        return True

    def _wrap(self, context: ssl.SSLContext) -> None:
        try:
            self.connection = context.wrap_socket(self.connection, server_side=True)
        except OSError:
            # The other side did not trust us.
            self.connection.close()
            raise
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
        self.safe = True

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")
        self.wfile.flush()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def __init__(self, box: Mailbox) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.box = box

    def handle_error(self, request: object, client_address: object) -> None:
        """Who hangs up in the middle is no news."""


@contextmanager
def mail_server(box: Mailbox) -> Iterator[Mailbox]:
    """A server for the length of a block; its port is in the box."""
    server = _Server(box)
    box.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
