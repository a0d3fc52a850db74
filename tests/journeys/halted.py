# SPDX-License-Identifier: Apache-2.0
"""Children of the server that somebody has stopped, and partners that never answer: the server's end waits for neither."""
import os
import signal
import socket
import threading
import time

from customers import Customer, captcha
from kabinet import Server, eventually, expect, journey, run
from provisioning_hooks import Hooks, begin, write_hook

SMALL = {"signin.hash_memory_kib": "8192", "signin.hash_passes": "1"}


class Silent:
    """A mail server that takes a letter and never says so."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port, self.taken = self.socket.getsockname()[1], 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            threading.Thread(target=self._serve, args=(self.socket.accept()[0],), daemon=True).start()

    def _serve(self, peer):
        lines = peer.makefile("rb")
        peer.sendall(b"220 here\r\n")
        for line in lines:
            if line.upper().startswith(b"DATA"):
                peer.sendall(b"354 go on\r\n")
                while lines.readline() not in (b".\r\n", b""):
                    pass
                self.taken += 1
                time.sleep(300)
            peer.sendall(b"250 fine\r\n")

    def settings(self):
        return {"mail.smtp_url": f"smtp://127.0.0.1:{self.port}", "mail.from": "a@example.com", "registration.open": "yes",
                "server.drain": "3s", **SMALL}


def children(pid):
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
            for child in map(int, file.read().split()):
                yield child
                yield from children(child)


def named(server, name):
    found = []
    for pid in children(server.process.pid):
        with open(f"/proc/{pid}/comm", encoding="ascii") as file:
            if file.read().strip() == name:
                found.append(pid)
    return found


def is_gone(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def freeze(server, name):
    pids = eventually(lambda: named(server, name), name, 10)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    return pids


def timed(act):
    begun = time.monotonic()
    return act(), time.monotonic() - begun


def write_letter(server, silent):
    person = Customer(server)
    person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person)})
    eventually(lambda: silent.taken > 0, "the letter that is taken", 10)


def children_line(server):
    return next(line for line in server.client().get("/readyz").text.splitlines() if line.startswith("children:"))


@journey("a stopped child shows on /readyz, and holds up no end; none is left over")
def stopped(_):
    for name in ("kabinet-nursery", "kabinet-courier", "kabinet-hookery", "kabinet-hooks"):
        silent = Silent()
        with Hooks() as hooks:
            write_hook(hooks.folder, "slow", '#!/bin/sh\nsleep 60\necho \'{"state":"done"}\'\n')
            with Server({**hooks.settings, **silent.settings()}, demo=False) as server:
                server.start()
                if name == "kabinet-courier":
                    write_letter(server, silent)
                if name == "kabinet-hooks":
                    begin(server, "slow")
                pids = freeze(server, name)
                everybody = list(children(server.process.pid))
                eventually(lambda: "not in order" in children_line(server), f"{name} on /readyz", 10)
                status, took = timed(server.stop)
                expect(status == 0 and took < 9, (name, status, took))
                left = pids if name in ("kabinet-nursery", "kabinet-hookery") else []
                eventually(lambda: all(is_gone(pid) for pid in everybody if pid not in left),
                           f"the end of the children, {name} was stopped", 5)
                server.start()
                expect(all(map(is_gone, left)), f"{name} is ended by the next start")


@journey("a hook ends with a server that is killed, also when its runner is stopped")
def orphan(_):
    with Hooks() as hooks:
        write_hook(hooks.folder, "slow", f'#!/bin/sh\necho start >> {hooks.effects}/ran\nsleep 5\necho end >> {hooks.effects}/ran\n')
        with Server({**hooks.settings, **SMALL}) as server:
            server.start()
            begin(server, "slow")
            eventually(lambda: hooks.lines("ran"), "the hook", 10)
            everybody = list(children(server.process.pid))
            freeze(server, "kabinet-hooks")
            server.stop(signal.SIGKILL)
            eventually(lambda: all(map(is_gone, everybody)), "the end of all children", 4)
            expect("end" not in "".join(hooks.lines("ran")), hooks.lines("ran"))


@journey("a partner that never answers holds up the end no longer than the drain, nor does a reload before it")
def partner(_):
    for reloads in (False, True):
        silent = Silent()
        with Server(silent.settings(), demo=False) as server:
            server.start()
            write_letter(server, silent)
            if reloads:
                server.process.send_signal(signal.SIGHUP)
                time.sleep(1)
            status, took = timed(server.stop)
            expect(status == 0 and took < 6, (reloads, status, took))


run(started=False)
