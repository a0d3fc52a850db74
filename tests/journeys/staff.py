# SPDX-License-Identifier: Apache-2.0
"""Members of staff for journeys: made at the command line, enrolled through the page of their link.

    from staff import hire
    boss = hire(server)                      # full access, signed in: a browser's cookies and boss.token of the API
    clerk = hire(server, "accounting")
    clerk.get("/staff/invoices")
    clerk.call("GET", "/staff/invoices")     # /api/v1/staff/invoices with the bearer token

No time passes: codes of the second factor are shown for the step the server is in, and each step works once, so a member
who has to show another one (sign_in_browser, prove) waits by moving the server's clock half a minute.
"""
import base64
import hashlib
import hmac
import itertools
import random
import re
import struct
import time

from kabinet import Client, equal, expect

_numbers = itertools.count(random.randrange(10**6))
STEP = 30


def totp(secret, moment):
    """The code of RFC 6238 for a base32 secret at a moment in seconds."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(moment) // STEP), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


class Member(Client):
    """Somebody of the provider's people: cookies of a browser and a token of the API."""

    def __init__(self, server, role="full", language="en"):
        super().__init__(server, language)
        self.role = role
        number = next(_numbers)
        self.login = f"{role[:4]}.member{number}"
        self.password = f"nine quiet harbours {number * 7}"
        self.name = "Марія Коваль"
        self.secret, self.recovery_codes, self.token = None, [], None
        self._step = 0

    def code(self):
        """A code that was not shown yet; the server's clock moves on when it has to."""
        while self._now() // STEP <= self._step:
            self.server.pass_time(STEP)
        self._step = self._now() // STEP
        return totp(self.secret, self._now())

    def _now(self):
        return int(time.time()) + self.server.shifted

    def invite(self):
        """The path of the one-time link, fresh from the command line."""
        answer = self.server.run("staff", "add", self.login, "--role", self.role)
        equal((answer.returncode, answer.stderr), (0, ""), "staff add")
        return re.search(r"https?://[^/\s]+(/\S+)", answer.stdout).group(1)

    def enrol(self, path):
        page = self.get(path)
        equal(page.status, 200, "the page of the link")
        self.secret = "".join(re.search(r"<code>([A-Z2-7 ]{32,})</code>", page.text).group(1).split())
        answer = self.submit(page, "/staff/enrol", {"name": self.name, "password": self.password, "code": self.code()})
        equal(answer.status, 200, f"enrolment: {answer.words[:300]}")
        self.recovery_codes = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", answer.text)
        expect("staff" in self.cookies, "no session cookie")
        return self

    def sign_in(self):
        """A bearer token."""
        answer = self.api("POST", "/staff/sessions",
                          {"login": self.login, "password": self.password, "code": self.code()})
        equal(answer.status, 201, f"POST /staff/sessions: {answer.text[:300]}")
        return answer.json["token"]

    def sign_in_browser(self):
        page = self.follow(self.submit(self.get("/staff/login"), "/staff/login",
                                       {"login": self.login, "password": self.password}))
        answer = self.submit(page, "/staff/second-factor", {"code": self.code()})
        equal(answer.status, 303, f"second factor: {answer.words[:300]}")
        return self

    def prove(self):
        """Shows a fresh code in the browser, for what only works shortly after one."""
        answer = self.submit(self.get("/staff/proof"), "/staff/proof", {"code": self.code()})
        equal(answer.status, 303, f"proof: {answer.words[:300]}")
        return self

    def call(self, method, path, value=None, headers=None):
        """A call of the API with the member's token; the first one signs in."""
        if self.token is None:
            self.token = self.sign_in()
        return self.api(method, path, value, {"Authorization": f"Bearer {self.token}", **(headers or {})})


def hire(server, role="full", language="en"):
    """A member of that role (full, accounting, sales, support), enrolled and signed in in a browser."""
    member = Member(server, role, language)
    return member.enrol(member.invite())
