# SPDX-License-Identifier: Apache-2.0
"""A database that can be taken away from a running server, and given back.

PostgreSQL is reached through a line that is cut. On SQLite the files cannot be read (tests/harness/failing_disk.c), as
when a disk hangs on a loose cable; what is written still arrives, because a disk that loses writes is another trial
(faults.py)."""
import contextlib
import os
import socket
import threading
import urllib.parse

from kabinet import ENGINE, PROGRAM

DISK = os.path.join(os.path.dirname(PROGRAM), "tests", "harness", "failing_disk.so")


class Line:
    """The way to PostgreSQL, which can be cut and mended."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        options = dict(urllib.parse.parse_qsl(parts.query))
        self._target = f"{options['host']}/.s.PGSQL.{options['port']}"
        self._pairs, self._lock, self.is_cut = [], threading.Lock(), False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"postgresql://{parts.netloc}127.0.0.1:{self._listener.getsockname()[1]}{parts.path}?sslmode=disable"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            near = self._listener.accept()[0]
            with self._lock:
                if self.is_cut:
                    near.close()
                    continue
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._target)
                self._pairs.append((near, far))
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    @staticmethod
    def _carry(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def cut(self):
        with self._lock:
            self.is_cut = True
            for end in (end for pair in self._pairs for end in pair):
                with contextlib.suppress(OSError):  # ended by itself
                    end.shutdown(socket.SHUT_RDWR)
            self._pairs.clear()

    def mend(self):
        self.is_cut = False


class Disk:
    """The disk under SQLite, of which nothing can be read while it is cut."""

    def __init__(self, server):
        self._path = os.path.join(server.folder, "failing-disk")
        self._set(b"\0")
        server.preloads.append(DISK)
        server.extras["FAILING_DISK"] = self._path

    def _set(self, byte):
        with open(self._path, "r+b" if os.path.exists(self._path) else "wb") as file:
            file.write(byte)

    def cut(self):
        self._set(b"\1")

    def mend(self):
        self._set(b"\0")


def under(server):
    """What can be cut under a server that has not been started yet."""
    if ENGINE != "postgres":
        return Disk(server)
    line = Line(server.database.url)
    server.settings["database.url"] = line.url
    return line
