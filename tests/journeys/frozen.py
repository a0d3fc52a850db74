# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL that does not answer: every wait has an end, the server's own included."""
import contextlib
import http.client
import os
import re
import signal
import subprocess
import threading
import time
import urllib.parse

from customers import Customer, captcha, register
from kabinet import ENGINE, Server, equal, eventually, expect, journey, run, skip
from security import counts

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "postgres-private")
LONGEST = 17  # seconds until an answer, whatever the database does


class Postgres:
    """A database server of this journey's own, because it is frozen."""

    def __enter__(self):
        started = subprocess.run([TOOL, "start"], check=True, capture_output=True, text=True)
        self.home, self.url = started.stdout.split()
        self.url = urllib.parse.urlunsplit(urllib.parse.urlsplit(self.url)._replace(path="/kabinet"))
        self.ask("CREATE DATABASE kabinet TEMPLATE template0", "postgres")
        return self

    def __exit__(self, *_):
        self.thaw()
        subprocess.run([TOOL, "stop", self.home], check=True)

    def ask(self, sql, name="kabinet"):
        url = urllib.parse.urlunsplit(urllib.parse.urlsplit(self.url)._replace(path="/" + name))
        return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", url, "-c", sql], check=True,
                              capture_output=True, text=True, timeout=30).stdout.strip()

    def _all(self):
        with open(os.path.join(self.home, "data", "postmaster.pid"), encoding="utf-8") as file:
            master = int(file.readline())
        with open(f"/proc/{master}/task/{master}/children", encoding="utf-8") as file:
            return [master, *map(int, file.read().split())]

    def freeze(self):
        for pid in self._all():
            os.kill(pid, signal.SIGSTOP)

    def thaw(self):
        for pid in self._all():
            os.kill(pid, signal.SIGCONT)


def running(server):
    """Requests that a worker has in hand."""
    connection = http.client.HTTPConnection("127.0.0.1", server.metrics_port, timeout=10)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    connection.close()
    return int(re.search(r'^kabinet_lane_running\{lane="work"\} (\d+)$', text, re.M).group(1))


def timed(act):
    begun = time.monotonic()
    answer = act()
    return answer, time.monotonic() - begun


def begin_registration(server, solved=None):
    person = Customer(server)
    return person.api("POST", "/registrations", {**person.form(), "altcha": solved or captcha(person)})


@journey("a server ends within its drain while the database is frozen")
def stopping(_):
    if ENGINE == "sqlite":
        skip("SQLite is no server that could freeze")
    with Postgres() as postgres, Server({"database.url": postgres.url, "server.drain": "4s"}) as server:
        server.start()
        owner = register(server)
        postgres.freeze()
        # One waits for the frozen database when the end comes.
        def visit():
            with contextlib.suppress(OSError, http.client.HTTPException):
                owner.get("/profile")
        waiting = threading.Thread(target=visit)
        waiting.start()
        eventually(lambda: running(server) > 0, "the visit at work", 10)
        status, took = timed(server.stop)
        waiting.join()
        expect(status == 0 and took < 9, (status, took))


@journey("a frozen database costs a visitor seconds, and is well at once afterwards")
def freezing(_):
    if ENGINE == "sqlite":
        skip("SQLite is no server that could freeze")
    with Postgres() as postgres, Server({"database.url": postgres.url}) as server:
        server.start()
        owner = register(server)
        postgres.freeze()
        for path in ("/profile", "/healthz"):
            answer, took = timed(lambda path=path: owner.get(path))
            expect(took < LONGEST and answer.status in (200, 503), (path, answer.status, took))
        postgres.thaw()
        eventually(lambda: owner.get("/profile").status == 200, "a page", 10)


@journey("a database that is away raises no alarm of security: a good token opens nothing then, and is no bad token")
def no_false_alarm(_):
    if ENGINE == "sqlite":
        skip("SQLite is no server that could freeze")
    with Postgres() as postgres, Server({"database.url": postgres.url}) as server:
        server.start()
        owner, guest = register(server), server.client()
        owner.bearer, guest.bearer = owner.token, "A" * 43
        equal((owner.api("GET", "/me").status, guest.api("GET", "/me").status), (200, 401))
        before = counts(server)
        equal(before["bad_token"], 1, "the token that is none")
        postgres.freeze()
        sign_in = {"identifier": owner.login, "password": owner.password}
        for act in (lambda: owner.api("GET", "/me"), lambda: owner.api("GET", "/staff/me"), lambda: owner.get("/home"),
                    lambda: guest.api("POST", "/sessions", sign_in)):
            equal(act().status, 503)
        equal(counts(server), before)
        postgres.thaw()


@journey("a standby that hangs: no write is acknowledged, none waits for ever, readers go on")
def standby(_):
    if ENGINE == "sqlite":
        skip("SQLite is no server that could freeze")
    with Postgres() as postgres, Server({"database.url": postgres.url}) as server:
        server.start()
        owner = register(server)
        solved = [captcha(owner) for _ in range(2)]
        postgres.ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        postgres.ask("SELECT pg_reload_conf()")
        eventually(lambda: postgres.ask("SHOW synchronous_standby_names") == "nobody", "the standby that is none")
        for token in solved:
            answer, took = timed(lambda token=token: begin_registration(server, token))
            expect(answer.status == 503 and took < LONGEST, (answer.status, took))
        page, took = timed(lambda: owner.get("/profile"))
        expect(page.status == 200 and took < 5, (page.status, took))
        # What was given up leaves few of the database's processes behind.
        hanging = int(postgres.ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))
        expect(hanging < 20, hanging)
        postgres.ask("ALTER SYSTEM RESET synchronous_standby_names")
        postgres.ask("SELECT pg_reload_conf()")
        eventually(lambda: begin_registration(server).status == 202, "a write", 40)


run(started=False)
