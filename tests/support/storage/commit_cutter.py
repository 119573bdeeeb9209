"""A connection to PostgreSQL that can be cut at a COMMIT, before or after the server has it."""

import socket
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from sqlalchemy import make_url

SOCKET = ".s.PGSQL.5432"
SIMPLE_COMMIT = b"COMMIT\0"


class CommitCutter:
    """Passes everything between clients at `url` and the server, until it is told to cut.

    It uses Unix sockets, so the server's address has to name their folder.
    """

    def __init__(self, server: str) -> None:
        address = make_url(server)
        self._server = str(Path(str(address.query["host"])) / SOCKET)
        self._folder = TemporaryDirectory(prefix="cut-")
        self.url = address.update_query_dict({"host": self._folder.name}).render_as_string(
            hide_password=False
        )
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(Path(self._folder.name) / SOCKET))
        self._listener.listen()
        self._cut = ""
        self.cuts = 0
        self._lines: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]

    def cut_next(self, *, arrives: bool) -> None:
        """Cut the connection at the next COMMIT; if it `arrives`, only its answer is lost."""
        self._cut = "answer" if arrives else "question"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for line in (self._listener, *self._lines):
            line.close()
        self._folder.cleanup()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            self._lines += [client, server]
            for work, source, sink in (
                (self._ask, client, server),
                (self._answer, server, client),
            ):
                self._threads.append(threading.Thread(target=work, args=(source, sink)))
                self._threads[-1].start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        while heard := _received(client):
            if self._cut == "question" and SIMPLE_COMMIT in heard:
                self._hang_up(client)
                break
            if self._cut == "answer" and SIMPLE_COMMIT in heard:
                self._cut = "this answer"
            server.sendall(heard)
        _close(server)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        while heard := _received(server):
            if self._cut == "this answer":
                self._hang_up(client)
                break
            client.sendall(heard)
        _close(client)

    def _hang_up(self, client: socket.socket) -> None:
        self._cut = ""
        self.cuts += 1
        client.shutdown(socket.SHUT_RDWR)


def _received(line: socket.socket) -> bytes:
    try:
        return line.recv(65536)
    except OSError:
        return b""


def _close(line: socket.socket) -> None:
    """Hang up so that a listening peer notices."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
