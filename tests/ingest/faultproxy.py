"""A TCP proxy on loopback between us and the database: it lets through, delays, stalls or cuts."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep

LONGEST_STALL_S = 30.0


@dataclass
class FaultProxy:
    """Set `mode` to `pass`, `stall` (nothing comes through any more) or `cut` (reset at once)."""

    target: str
    """A Unix socket's path, or host:port."""
    mode: str = "pass"
    delay_s: float = 0.0
    port: int = 0
    connections: int = 0
    _open: list[socket.socket] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def cut_all(self) -> None:
        """Reset every connection there is, as a restarted router does."""
        while self._open:
            one = self._open.pop()
            with suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                one.shutdown(socket.SHUT_RDWR)
            with suppress(OSError):
                one.close()

    def serve(self, listener: socket.socket) -> None:
        """Take connections until stopped."""
        while not self._stop.is_set():
            with suppress(TimeoutError):
                caller, _ = listener.accept()
                self._take(caller)

    def _take(self, caller: socket.socket) -> None:
        if self.mode == "cut":
            caller.close()
            return
        self.connections += 1
        server = self._connect()
        self._open += [caller, server]
        for one, other in ((caller, server), (server, caller)):
            threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _connect(self) -> socket.socket:
        if self.target.startswith("/"):
            made = socket.socket(socket.AF_UNIX)
            made.connect(self.target)
            return made
        host, port = self.target.split(":")
        return socket.create_connection((host, int(port)))

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                waited = 0.0
                while self.mode == "stall" and waited < LONGEST_STALL_S:
                    sleep(0.02)
                    waited += 0.02
                sleep(self.delay_s)
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def fault_proxy(target: str | Path) -> Iterator[FaultProxy]:
    """A proxy before a Unix socket or a host:port, for the length of a block."""
    proxy = FaultProxy(str(target))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    listener.settimeout(0.1)
    proxy.port = listener.getsockname()[1]
    thread = threading.Thread(target=proxy.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy._stop.set()
        proxy.cut_all()
        thread.join(2)
        listener.close()
