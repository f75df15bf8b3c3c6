"""A proxy that keeps every byte which passes between an agent and the server."""

from __future__ import annotations

import contextlib
import socket
import threading
from urllib.parse import urlsplit

CHUNK = 65536


class RecordingProxy:
    """Listens on a free loopback port, forwards raw bytes to `upstream`, records both directions.

    With `lose_answers` set, requests still arrive at the server, but the connection breaks before the first byte of an
    answer gets back: what a client sees when the network fails at the worst moment.
    """

    def __init__(self, upstream: str) -> None:
        where = urlsplit(upstream)
        assert where.hostname and where.port
        self._upstream = (where.hostname, where.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Condition()
        self._sent = bytearray()
        self._received = bytearray()
        self._open: set[socket.socket] = set()
        self._closed = False
        self.lose_answers = False
        self.lost = 0
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def sent(self) -> bytes:
        """All bytes from clients to the server so far."""
        with self._lock:
            return bytes(self._sent)

    @property
    def received(self) -> bytes:
        """All bytes from the server to clients so far."""
        with self._lock:
            return bytes(self._received)

    def wait_until_sent(self, count: int, seconds: float) -> bool:
        """Whether clients sent that many bytes in that time."""
        with self._lock:
            return self._lock.wait_for(lambda: len(self._sent) >= count, seconds)

    def close(self) -> None:
        self._closed = True
        # A blocked accept() does not notice a close(); a shutdown wakes it.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            _break(connection)

    def _accept(self) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._upstream)
            except OSError:
                client.close()
                continue
            with self._lock:
                self.connections += 1
                self._open |= {client, server}
            threading.Thread(target=self._forward, args=(client, server, self._sent), daemon=True).start()
            threading.Thread(target=self._forward, args=(server, client, self._received), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket, record: bytearray) -> None:
        try:
            while chunk := source.recv(CHUNK):
                with self._lock:
                    record += chunk
                    self._lock.notify_all()
                if self.lose_answers and record is self._received:
                    self.lost += 1
                    break
                sink.sendall(chunk)
        except OSError:
            pass
        finally:
            for end in (source, sink):
                _break(end)
            with self._lock:
                self._open -= {source, sink}


def _break(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
