# SPDX-License-Identifier: Apache-2.0
"""Every route of the program, asked by somebody who may: pages, API and console, with ids of things that are there.

The program's own table says what there is; ids come from the links of the pages that need none. Fields get plausible
values, so that some calls act and others are refused: what matters here is how they are answered."""
import collections
import contextlib
import http.client
import json
import random
import re
import threading
import time
import uuid

from customers import register
from kabinet import Client, equal, routes
from owners import START, buy, call, top_up
from staff import hire

NOWHERE = "018f0000-0000-7000-8000-000000000000"
# These end the session that asks, or wait for a clock: they are other journeys' matter.
SKIPPED = re.compile(r"/logout|/sessions/current|/end-others|/me/password|/security/password|/staff/proof|/recovery-codes"
                     r"|/staff/(login|second-factor|enrol)|/staff/sessions|/account/close|/me/close")
# Acts on these would lock out whoever walks.
OURS = re.compile(r"/staff/(staff|members|customers|accounts)/")
VALUES = {"name": "Тестова назва", "label": "Мій сайт", "amount": "10.00", "currency": "UAH", "months": "1", "quantity": "1",
          "method": "sandbox", "reason": "a trial of outages", "plan": "vps-start", "code": "123456", "page": "1",
          "email": "walker@example.com", "phone": "+380671234567", "country": "UA", "enabled": "1", "when": "undo"}


class Call:
    """One route as one person asks it."""

    def __init__(self, who, method, path, address, fields):
        self.who, self.method, self.path, self.address, self.fields = who, method, path, address, fields
        self.calm = set()  # how it is answered while the database is there

    def __str__(self):
        return f"{self.method} {self.path} by {self.who.title}"

    def values(self):
        """Whose sign-in fails is somebody else each time, so that no budget of wrong ones ends."""
        fresh = {name: f"walker{random.randrange(10**9)}" for name in ("identifier", "login")}
        return {name: {**VALUES, **fresh}.get(name, "x") for name in self.fields}

    def send(self):
        asker = Client(self.who.server)  # an address of its own, so that nobody's budget ends
        asker.address = "%d.%d.%d.%d" % tuple(random.randrange(1, 224) for _ in range(4))
        asker.cookies = dict(self.who.cookies)
        if self.path.startswith("/api/"):
            asker.bearer = self.who.token
            return self.send_json(asker)
        if self.method == "GET":
            return asker.get(self.address)
        return asker.post(self.address, {**self.values(), "csrf": self.who.csrf})

    def send_json(self, asker):
        body, headers = None, {"Idempotency-Key": str(uuid.uuid4())} if self.method == "POST" else {}
        if self.method != "GET":
            body = json.dumps(self.values())
            headers["Content-Type"] = "application/json"
        return asker.request(self.method, self.address, body, headers)


class Walk:
    """The people, what they have, and all they can ask."""

    def __init__(self, server):
        self.server, self.lock = server, threading.Lock()
        self.customer, self.boss, self.guest = self.a_customer(), self.a_member(), server.client()
        self.guest.title, self.guest.token = "a guest", None
        self.guest.csrf = self.token_of(self.guest, "/login")
        self.links = {who: self.crawl(who) for who in (self.customer, self.boss, self.guest)}
        self.calls = [c for row in routes() for c in self.calls_of(*row)]

    def a_customer(self):
        person = register(self.server)
        person.bearer, person.title = person.token, "a customer"
        self.service = buy(person)
        self.order = call(person, "POST", "/orders", {"items": [START]}, 201)["id"]
        top_up(person, 100)
        page = person.get("/catalogue/vps-start")
        equal(person.submit(page, "/cart/items", {}).status, 303, "the cart")
        person.csrf = self.token_of(person, f"/services/{self.service}")
        return person

    def a_member(self):
        boss = hire(self.server)
        boss.token, boss.title = boss.sign_in(), "staff"
        boss.csrf = self.token_of(boss, "/staff/seller")
        return boss

    @staticmethod
    def token_of(person, path):
        return next(form["fields"]["csrf"] for form in person.get(path).forms if "csrf" in form["fields"])

    def plain_pages(self, who):
        staff = who is self.boss
        for method, path, whom, _ in routes():
            mine = whom.startswith("staff") if staff else not whom.startswith("staff")
            if method == "GET" and mine and "{" not in path and not path.startswith("/api/") and not SKIPPED.search(path):
                yield path

    def crawl(self, who):
        """Paths of links, two steps deep."""
        found = set()
        for path in self.plain_pages(who):
            found.update(self.links_of(who, path))
        for path in random.sample(sorted(found), min(len(found), 60)):
            found.update(self.links_of(who, path))
        if who is self.customer:
            found.update({f"/services/{self.service}", f"/orders/{self.order}"})
        return sorted(found)

    @staticmethod
    def links_of(who, path):
        answer = who.get(path)
        if answer.status != 200 or "html" not in answer.header("content-type"):
            return set()
        addresses = answer.links + [form["action"] for form in answer.forms]
        return {a.split("?")[0] for a in addresses if a.startswith("/") and not SKIPPED.search(a)}

    def fill(self, who, path):
        """The address of a path with placeholders: that of a link, or with ids found behind the same word."""
        page = path.removeprefix("/api/v1")
        shape = re.compile(re.sub(r"\\\{\w+\\\}", "(?!new$)[^/]+", re.escape(page)) + "$")
        for link in self.links[who]:
            if shape.match(link):
                return path[:len(path) - len(page)] + link

        def known(match):
            for link in self.links[who]:
                found = re.search(rf"/{match.group(1)}/([^/]*[0-9-][^/]*)(/|$)", link)
                if found:
                    return f"/{match.group(1)}/{found.group(1)}"
            return f"/{match.group(1)}/{NOWHERE}"

        return re.sub(r"/([\w-]+)/\{\w+\}", known, path)

    def calls_of(self, method, path, whom, fields):
        if SKIPPED.search(path):
            return
        who = self.boss if whom.startswith("staff") else self.customer if whom.startswith("customer") else self.guest
        address = self.fill(who, path) if "{" in path else path
        if method != "GET" and OURS.search(path):
            address = re.sub(r"\{\w+\}", NOWHERE, path)
        yield Call(who, method, path, address, fields)
        if whom == "anyone":
            yield Call(self.customer, method, path, address, fields)


class Trial:
    """The walk while the database comes and goes: every answer is checked, and how soon all is well again."""

    AWAY, LONG, WALKERS = 0.15, 3.0, 6  # a long one now and then: whoever tries again must not have become slow
    OFTEN = re.compile(r"/services/\{id\}$|/orders/\{id\}$")  # these read most: half of the walkers stay with them
    HONEST = {404, 409, 422, 503}
    GUESSED = re.compile(r"/proof$")  # the walkers' own wrong passwords use up their own budget in ten minutes

    def __init__(self, walk, line):
        self.walk, self.line, self.stop = walk, line, threading.Event()
        self.lock = threading.Lock()
        self.answers, self.faults, self.recoveries, self.outages = collections.Counter(), collections.Counter(), [], 0

    def calm(self):
        """How everything is answered in peace: twice, since much can be done once only."""
        for _ in range(2):
            for one in self.walk.calls:
                answer = one.send()
                one.calm.add((answer.status, is_login(answer)))

    def fault_of(self, one, answer):
        status = answer.status
        if status == 503 and one.path != "/readyz":  # that one is for machines, which ask again anyway
            if not answer.header("retry-after"):
                return "503 without word of when to come again"
            return None if answer.header("x-request-id") else "503 without the number of the request"
        if (status, is_login(answer)) in one.calm:
            return None
        if is_login(answer):
            return "signed out by an outage"
        if status == 429 and self.GUESSED.search(one.path):
            return None if answer.header("retry-after") else "429 without word of when to come again"
        return None if status < 400 or status in self.HONEST else f"answered {status}"

    def walker(self, calls):
        while not self.stop.is_set():
            random.shuffle(calls)
            for one in calls:
                if self.stop.is_set() or self.died is not None:
                    return
                try:
                    answer = one.send()
                    status, fault = answer.status, self.fault_of(one, answer)
                except (OSError, http.client.HTTPException) as lost:
                    status, fault = 0, f"no answer: {lost!r}"
                with self.lock:
                    self.answers[status] += 1
                    if fault:
                        self.faults[f"{one}: {fault}"] += 1

    def recover(self):
        """Seconds from the mend until a customer's own page and a write are well again."""
        begun = time.monotonic()
        while time.monotonic() - begun < 30 and self.walk.server.process.poll() is None:
            if self.walk.customer.get(f"/services/{self.walk.service}").status == 200 and self.write() == 200:
                return time.monotonic() - begun
            time.sleep(0.01)
        return 30.0

    def write(self):
        person = self.walk.customer
        return person.api("POST", f"/services/{self.walk.service}/label", {"label": "Мій сайт"}).status

    def run(self, seconds):
        often = [one for one in self.walk.calls if one.method == "GET" and self.OFTEN.search(one.path)]
        walkers = [threading.Thread(target=self.walker, args=[list(often if i % 2 else self.walk.calls)])
                   for i in range(self.WALKERS)]
        for walker in walkers:
            walker.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.walk.server.process.poll() is None:
            time.sleep(random.uniform(0.05, 0.3))
            self.line.cut()
            time.sleep(self.LONG if self.outages % 20 == 19 else self.AWAY)
            self.line.mend()
            self.outages += 1
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.recoveries.append(self.recover())
        self.stop.set()
        for walker in walkers:
            walker.join()
        return self

    @property
    def died(self):
        return self.walk.server.process.poll()


def is_login(answer):
    return answer.status == 303 and re.match(r"/(staff/)?login(\?|$)", answer.location) is not None
