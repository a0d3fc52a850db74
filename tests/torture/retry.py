#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills the server at every flush of every call that creates or moves something, and repeats the call with its key.

    ./dev torture retry [CALL ...]                              all calls, or those that are named, on SQLite
    KABINET_TEST_DB=postgres ./dev torture retry [CALL ...]     on PostgreSQL

On SQLite the server dies before and right behind the first flush that the call causes, the second, and so on until the
call is answered by a server that lives. On PostgreSQL a small proxy stands between: it swallows the answer of the call's
COMMIT, once and twice, lets the COMMIT never arrive, and kills the server before and behind it. Then the server is
started again where it died, and the call is repeated with its key, twice. It must be answered at once, both times alike
and as the first time if that had an answer, and in the end every table must have grown by just as many rows as an
undisturbed call of the kind makes it grow: letters, jobs' effects and the ledger included.
"""
import http.client
import os
import random
import select
import shutil
import socket
import struct
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "journeys"))
from customers import Customer, captcha, register  # noqa: E402
from kabinet import CLOCK, ENGINE, POSTGRES, Server, eventually  # noqa: E402
from owners import START, buy, buyer, call, top_up  # noqa: E402
from staff import hire  # noqa: E402
from money import rows, say  # noqa: E402

FLUSH = os.path.join(os.path.dirname(CLOCK), "dying_flush.so")
GONE = (OSError, http.client.HTTPException)
SETTINGS = {"provisioning.demo_time": "1s", "signin.hash_memory_kib": "8192", "signin.hash_passes": "1"}
AT_ONCE = 3.0    # seconds until a repeated call must be answered, on a busy machine
PATIENCE = 20.0  # until the jobs behind a call are done
FLUSHES_MOST = 6
# Rows of these come and go by themselves (sessions, budgets, work in hand, what keeps the keys), or with the first only.
PASSING = ("job", "session", "rate", "budget", "captcha", "idempotency", "hold", "staff_session", "clock", "lease", "seen",
           "sms", "beat", "worker", "series", "ledger_account")


# --- between the server and its database -----------------------------------------------------------------------------

class Proxy:
    """Speaks PostgreSQL's protocol as far as to know the COMMIT of a call that claims a key."""

    def __init__(self):
        parts = urllib.parse.urlsplit(POSTGRES)
        query = dict(urllib.parse.parse_qsl(parts.query))
        self.host, self.port = query.get("host") or parts.hostname, int(query.get("port") or parts.port or 5432)
        self.folder = tempfile.mkdtemp(prefix="kabinet-proxy-")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(self.folder, ".s.PGSQL.5432"))
        os.chmod(self.folder, 0o755)
        self.listener.listen(64)
        self.plan, self.times, self.act = None, 0, None
        self.lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, name):
        return f"postgresql://postgres@/{name}?host={self.folder}&port=5432"

    def arm(self, plan, times=1, act=None):
        """The next `times` COMMITs of keyed calls: "before" or "behind" the database; act is called there."""
        with self.lock:
            self.plan, self.times, self.act = plan, times, act

    def _take(self):
        with self.lock:
            if self.times <= 0:
                return None, None
            self.times -= 1
            return self.plan, self.act

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _connect(self):
        if self.host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(os.path.join(self.host, f".s.PGSQL.{self.port}"))
            return server
        return socket.create_connection((self.host, self.port))

    def _serve(self, client):
        link = Link(self, client, self._connect())
        try:
            link.run()
        except OSError:
            pass
        finally:
            link.client.close()
            link.server.close()

    def close(self):
        self.listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Link:
    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.begun, self.held, self.claims, self.claimed = False, b"", set(), False

    def run(self):
        while True:
            ready, _, _ = select.select([self.client, self.server], [], [])
            if self.server in ready:
                data = self.server.recv(65536)
                if not data:
                    return
                self.client.sendall(data)
            if self.client in ready:
                data = self.client.recv(65536)
                if not data or not self._from_client(data):
                    return

    def _from_client(self, data):
        self.held += data
        while True:
            head = 1 if self.begun else 0
            if len(self.held) < head + 4:
                return True
            size = head + struct.unpack("!I", self.held[head:head + 4])[0]
            if len(self.held) < size:
                return True
            message, self.held = self.held[:size], self.held[size:]
            if not self._pass_on(message):
                return False
            self.begun = True

    def _pass_on(self, message):
        kind, body = (message[:1], message[5:]) if self.begun else (b"", b"")
        if kind == b"P" and b"INSERT INTO idempotency" in body:
            self.claims.add(body.split(b"\0", 1)[0])
        elif kind == b"B" and body.split(b"\0")[1] in self.claims:
            self.claimed = True
        elif kind == b"Q" and body.startswith(b"BEGIN"):
            self.claimed = False
        elif kind == b"Q" and body.rstrip(b"\0") == b"COMMIT" and self.claimed:
            plan, act = self.proxy._take()
            if plan is not None:
                return self._cut(message, plan, act)
        self.server.sendall(message)
        return True

    def _cut(self, message, plan, act):
        if plan == "behind":
            self.server.sendall(message)
            self.server.recv(65536)  # it is done; nobody is told
        if act is not None:
            act()
        return False


# --- a server that dies when told ------------------------------------------------------------------------------------

class Mortal(Server):
    def __init__(self):
        super().__init__(dict(SETTINGS))
        self.plan_path = os.path.join(self.folder, "flushes")
        self.proxy, self.killed, self.was_hit = None, False, True
        self.die_at(0)
        if ENGINE == "postgres":
            self.proxy = Proxy()
            name = urllib.parse.urlsplit(self.database.url).path[1:]
            self.settings["database.url"] = self.proxy.url(name)

    def environment(self):
        return {**super().environment(), "LD_PRELOAD": f"{CLOCK}:{FLUSH}", "DYING_FLUSH": self.plan_path}

    def die_at(self, flush, behind=False):
        with open(self.plan_path, "r+b" if os.path.exists(self.plan_path) else "wb") as file:
            file.write(struct.pack("=qq", flush, int(behind)))

    def kill(self):
        self.killed = True
        self.process.kill()

    def is_dying(self):
        """Killed, or at the flush it was to die at; a process that still waits for the disk is gone a little later."""
        with open(self.plan_path, "rb") as file:
            return self.killed or (ENGINE == "sqlite" and struct.unpack("=qq", file.read())[0] == 0)

    def is_alive(self):
        return self.process.poll() is None

    def revive(self):
        if not self.is_alive():
            self.die_at(0)
            self.killed = False
            self.start()

    def close(self):
        super().close()
        if self.proxy:
            self.proxy.close()


def disturbances(server, most):
    """Ways to die in the middle of a call: (name, function that arms it)."""
    if ENGINE == "postgres":
        yield "answer of COMMIT cut", lambda: server.proxy.arm("behind")
        yield "answer of COMMIT cut twice", lambda: server.proxy.arm("behind", 2)
        yield "COMMIT cut", lambda: server.proxy.arm("before")
        yield "COMMIT cut, and again", lambda: server.proxy.arm("before", 2)
        yield "killed behind COMMIT", lambda: server.proxy.arm("behind", 1, server.kill)
        yield "killed before COMMIT", lambda: server.proxy.arm("before", 1, server.kill)
        return
    for flush in range(1, most + 1):
        yield f"killed before flush {flush}", lambda: server.die_at(flush)
        if not server.was_hit:
            return
        yield f"killed behind flush {flush}", lambda: server.die_at(flush, True)


def disarm(server):
    server.die_at(0)
    if server.proxy:
        server.proxy.arm(None, 0)


# --- the calls -------------------------------------------------------------------------------------------------------

class World:
    """A customer with money and a service, and two members of staff."""

    def __init__(self, server):
        self.server = server
        self.person = buyer(server)
        self.service = buy(self.person)
        top_up(self.person, 9000000)
        self.boss, self.clerk = hire(server), hire(server, "full")
        for member in (self.boss, self.clerk):
            member.call("GET", "/staff/payments")
            member.bearer = member.token
        self.account = call(self.person, "GET", "/me")["id"]
        self.page_of = server.client()
        self.page_of.cookies = self.person.cookies

    def order(self, count=1):
        return call(self.person, "POST", "/orders", {"items": [START] * count}, 201)

    def paid(self):
        made = self.order()
        call(self.person, "POST", f"/orders/{made['id']}/pay", {"method": "balance"})
        eventually(lambda: call(self.person, "GET", f"/orders/{made['id']}")["state"] == "done", "the delivery", 60)
        return made

    def topped(self):
        begun = call(self.person, "POST", "/top-ups", {"amount": random.randrange(5000, 90000), "currency": "UAH",
                                                       "method": "sandbox"}, 201)
        page = self.person.get(f"/sandbox/pay/{begun['id']}")
        assert self.person.submit(page, f"/sandbox/pay/{begun['id']}", {"action": "pay"}).status == 303
        return begun

    def wire(self):
        return call(self.person, "POST", "/top-ups", {"amount": random.randrange(5000, 90000), "currency": "UAH",
                                                      "method": "bank"}, 201)


def api(client, method, path, body=None):
    """A call under a key of its own, to be sent as often as wanted."""
    key = {"Idempotency-Key": uuid.uuid4().hex}
    return lambda: client.api(method, path, body, key)


def form(client, path, action, values):
    page = client.get(path)
    return lambda: client.submit(page, action, values)


def large_correction(world):
    made = call(world.boss, "POST", "/staff/corrections", fix(world, 2000000), 201)
    return f"/staff/corrections/{made['id']}/agree"


def fix(world, amount):
    return {"account": world.account, "gives": True, "amount": amount, "currency": "UAH", "reason": "a trial"}


def quote(world):
    """Of a service of its own, so that each change is like the last."""
    made = world.paid()
    mine = call(world.person, "GET", f"/orders/{made['id']}")["lines"][0]["service"]
    path = f"/services/{mine}/plan-change"
    seen = call(world.person, "POST", f"{path}/preview", {"plan": "vps-pro", "mode": "pay_difference"})
    return path, {"quote": seen["quote"]}


def payer(world):
    """Of somebody new each time: a mailbox takes only so many letters of one kind in a day."""
    person = register(world.server, browser=False)
    person.bearer = person.token
    return api(person, "POST", "/payers", {"kind": "individual", "name": f"Ірина {random.randrange(10**9)}", "country": "UA"})


def split(world):
    made = world.order(2)
    return api(world.person, "POST", f"/orders/{made['id']}/split", {"lines": [made["lines"][0]["id"]]})


def merge(world):
    return api(world.person, "POST", f"/orders/{world.order()['id']}/merge", {"order": world.order()["id"]})


def registration(world):
    guest = Customer(world.server)
    guest.get("/register")
    return api(guest, "POST", "/registrations", {**guest.form(), "altcha": captcha(guest)})


def renewal_page(world):
    asked = call(world.person, "POST", f"/services/{world.service}/renew", {"months": 1})
    path = f"/invoices/{asked['invoice']}/pay"
    return form(world.page_of, path, path, {"method": "balance"})


def correction_page(world):
    values = {"customer": world.person.login, "direction": "give", "amount": "12", "currency": "UAH", "reason": "a trial"}
    return form(world.boss, "/staff/corrections", "/staff/corrections", values)


def refund_page(world):
    path = f"/staff/payments/{world.topped()['id']}"
    return form(world.boss, path, f"{path}/refund", {"amount": "5", "reason": "a trial"})


def top_up_page(world):
    amount = str(random.randrange(50, 900))
    return form(world.page_of, "/top-up", "/top-up", {"amount": amount, "currency": "UAH", "method": "sandbox"})


CALLS = {
    "renew": lambda w: api(w.person, "POST", f"/services/{w.service}/renew", {"months": 1, "method": "balance"}),
    "credit": lambda w: api(w.boss, "POST", f"/staff/invoices/{w.paid()['invoice']['id']}/credit",
                            {"amount": 1000, "reason": "a trial"}),
    "correction": lambda w: api(w.boss, "POST", "/staff/corrections", fix(w, 1500)),
    "payer": payer,
    "split": split,
    "renewal page": renewal_page,
    "top-up": lambda w: api(w.person, "POST", "/top-ups", {"amount": random.randrange(5000, 90000), "currency": "UAH",
                                                          "method": "sandbox"}),
    "order": lambda w: api(w.person, "POST", "/orders", {"items": [START]}),
    "pay order": lambda w: api(w.person, "POST", f"/orders/{w.order()['id']}/pay", {"method": "balance"}),
    "merge": merge,
    "cancel order": lambda w: api(w.person, "DELETE", f"/orders/{w.order()['id']}"),
    "plan change": lambda w: api(w.person, "POST", *quote(w)),
    "refund": lambda w: api(w.boss, "POST", f"/staff/payments/{w.topped()['id']}/refund", {"amount": 700, "reason": "a trial"}),
    "confirm": lambda w: api(w.boss, "POST", f"/staff/payments/{w.wire()['id']}/confirm",
                             {"amount": 4400, "reference": uuid.uuid4().hex[:12]}),
    "agree": lambda w: api(w.clerk, "POST", large_correction(w)),
    "registration": registration,
    "correction page": correction_page,
    "refund page": refund_page,
    "top-up page": top_up_page,
}
SHORT = ("renew", "credit", "correction", "payer", "split", "renewal page")


# --- the judgement ---------------------------------------------------------------------------------------------------

def tables(server):
    sql = ("SELECT tablename FROM pg_tables WHERE schemaname = 'public'" if ENGINE == "postgres"
           else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    names = sorted(row[0] for row in rows(server, sql))
    return [name for name in names if not any(part in name for part in PASSING)]


def counts(server, names):
    sql = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in names)
    return {name: int(count) for name, count in rows(server, sql)}


def grown(before, after):
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def quiet(server, names, seconds=1.5):
    """The tables when nothing has changed for a while."""
    seen, since, end = counts(server, names), time.monotonic(), time.monotonic() + PATIENCE
    while time.monotonic() - since < seconds and time.monotonic() < end:
        time.sleep(0.1)
        now = counts(server, names)
        if now != seen:
            seen, since = now, time.monotonic()
    return seen


def essence(answer):
    return answer.status, answer.location if answer.status == 303 else answer.body


class Trial:
    def __init__(self, server, world):
        self.server, self.world, self.names, self.faults = server, world, tables(server), []
        self.tried = 0

    def undisturbed(self, make):
        """By how much each table grows, and the answer's status."""
        send = make(self.world)
        before = quiet(self.server, self.names)
        answer = send()
        return grown(before, quiet(self.server, self.names)), answer.status

    def fault(self, name, how, what):
        self.faults.append(f"{name}, {how}: {what}")
        print(f"# FAULT {self.faults[-1]}"[:900], flush=True)

    def _first(self, send, arm):
        self.server.was_hit = True
        arm()
        try:
            answer = send()
        except GONE:
            answer = None
        if ENGINE == "sqlite":
            time.sleep(0.2)  # jobs behind the call flush as well, and the server may die of that
        if self.server.is_dying():
            self.server.process.wait(30)
        disarm(self.server)
        self.server.was_hit = not self.server.is_alive()
        self.server.revive()
        return answer

    def disturbed(self, name, how, make, arm, wanted, status):
        send = make(self.world)
        before = quiet(self.server, self.names, 0.5)
        first = self._first(send, arm)
        begun = time.monotonic()
        again, more = send(), send()
        took = time.monotonic() - begun
        self.tried += 1
        if again.status != status or essence(more) != essence(again):
            self.fault(name, how, f"answered {again.status} {again.text[:200]}, then {more.status} {more.text[:200]}")
        if first is not None and first.status != 503 and essence(first) != essence(again):
            self.fault(name, how, f"first {first.status} {first.text[:200]}, then {again.status} {again.text[:200]}")
        if took > AT_ONCE:
            self.fault(name, how, f"answered after {took:.1f} s")
        end = time.monotonic() + PATIENCE
        while grown(before, counts(self.server, self.names)) != wanted and time.monotonic() < end:
            time.sleep(0.05)
        found = grown(before, quiet(self.server, self.names, 0.5))
        if found != wanted:
            odd = {table: (found.get(table, 0), wanted.get(table, 0)) for table in set(found) | set(wanted)
                   if found.get(table, 0) != wanted.get(table, 0)}
            self.fault(name, how, f"rows made and wanted: {odd}")

    def call(self, name, most):
        make = CALLS[name]
        wanted, status = self.undisturbed(make)
        if status not in (200, 201, 202, 204, 303):
            self.fault(name, "undisturbed", f"answered {status}")
            return
        begun = self.tried
        for how, arm in disturbances(self.server, most):
            self.disturbed(name, how, make, arm, wanted, status)
        print(f"# {name}: {self.tried - begun} times disturbed, {len(self.faults)} faults so far", flush=True)


def trial(names, most=FLUSHES_MOST):
    """Disturbs the named calls, on SQLite at so many flushes; gives what was wrong and how many were tried."""
    server = Mortal()
    with server:
        server.start()
        run = Trial(server, World(server))
        for name in names:
            try:
                run.call(name, most)
            except (AssertionError, *GONE) as odd:
                run.fault(name, "stopped", repr(odd)[:500])
                disarm(server)
                server.revive()
        server.stop()
        checked = server.run("ledger", "check")
        if checked.returncode != 0:
            run.fault("ledger", "check", checked.stdout + checked.stderr)
    return run.faults, run.tried


if __name__ == "__main__":
    wrong, tried = trial(sys.argv[1:] or list(CALLS))
    print(f"# {tried} calls disturbed and repeated\nFAULTS {len(wrong)}", flush=True)
    say(not wrong, "a call that was cut short is repeated with its key: one effect, the first answer, at once")
