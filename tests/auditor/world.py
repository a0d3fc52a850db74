# SPDX-License-Identifier: Apache-2.0
"""The server that is audited: fresh data, a clock that only the auditor moves, and two members of staff.

Every plan of the sample catalogue is published anew with the driver "manual", so that each operation waits until the
auditor, as a member of staff, says how it went: nothing happens by itself and nothing is waited for. Prices and rules stay
as they are published.
"""
import datetime
import hashlib
import hmac
import http.client
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "journeys"))
from cards import Cards  # noqa: E402
from customers import register  # noqa: E402
from kabinet import Answer, Server, equal  # noqa: E402
from staff import hire  # noqa: E402

# Noon in Kyiv of a day in winter, far from the present: the same dates in every run.
EPOCH = datetime.datetime(2030, 1, 10, 10, tzinfo=datetime.timezone.utc)
DAY = datetime.timedelta(days=1)
IDLE = 2.0  # seconds after which a connection is opened anew, long before the server closes it
SECRET = "sandbox secret of the auditor"
SETTINGS = {
    "signin.hash_memory_kib": "8192", "signin.hash_passes": "1", "payments.sandbox_secret": SECRET,
    "payments.bank_iban": "UA213223130000026007233566001", "payments.bank_receiver": "Auditor",
    "payments.second_approval": "1000000000", "provisioning.demo_time": "0s",
}
PROMOS = [
    {"code": "FREE2", "kind": "percent", "value": "100", "periods": "2", "limit_total": "", "limit_customer": "1"},
]


class Line:
    """One connection for one client's calls, kept open while it is used."""

    def __init__(self, client):
        self.client, self.connection, self.used = client, None, 0.0

    def request(self, method, path, body=None, headers=None):
        if self.connection is None or time.monotonic() - self.used > IDLE:
            self.close()
            self.connection = http.client.HTTPConnection("127.0.0.1", self.client.server.port, timeout=60)
        self.connection.request(method, path, body=body, headers=self.client._headers(headers))  # pylint: disable=protected-access
        response = self.connection.getresponse()
        data = response.read()
        self.used = time.monotonic()
        if response.will_close:
            self.close()
        fields = {}
        for name, value in response.getheaders():
            fields.setdefault(name.lower(), []).append(value)
        self.client._keep_cookies(fields.get("set-cookie", []))  # pylint: disable=protected-access
        return Answer(response.status, fields, data, path)

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def on_one_line(client):
    client.request = Line(client).request
    return client


class World:
    """The server and the provider's people."""

    def __init__(self, settings=None, today=EPOCH):
        own = dict(settings or {})
        self.cards = Cards() if own.pop("cards", "") == "on" else None
        self.server = Server({**SETTINGS, **own, **(self.cards.settings() if self.cards else {})})
        self.server.shifted = int(today.timestamp() - time.time())
        self.server.pass_time(0)
        self.today = today.date()
        self.server.start()
        self.boss = on_one_line(hire(self.server))
        self._everything_by_hand()
        self._promo_codes()
        self._other_tax()
        self.prices = self.boss.api("GET", "/catalogue").json
        self.refs, self.over = 0, set()  # over: accounts whose sequences have ended

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()
        if self.cards:
            self.cards.close()

    def _everything_by_hand(self):
        for plan in self.staff("GET", "/staff/catalogue/plans")["items"]:
            path = f"/staff/catalogue/plans/{plan['id']}"
            spec = self.staff("GET", path)["spec"]
            if spec["driver"] != "manual":
                self._publish(plan["id"], {**spec, "driver": "manual", "config": '{"form":"Address"}'})
            self.staff("PATCH", path, {"stock": "", "per_customer": ""})

    def _other_tax(self):
        """A plan like vps-pro at another rate, `vps-low`, to which vps-start may change."""
        fields = {"code": "low", "country": "", "name_uk": "ПДВ", "name_en": "VAT", "rate": "7", "inclusive": "on"}
        self._form("/staff/catalogue/taxes", fields)
        self._form("/staff/catalogue/plans", {"code": "vps-low", "group": "vps", "kind": "service",
                                              "name_uk": "VPS Low", "name_en": "VPS Low"}, "/staff/catalogue")
        plans = {plan["code"]: plan["id"] for plan in self.staff("GET", "/staff/catalogue/plans")["items"]}
        pro, start = (self.staff("GET", f"/staff/catalogue/plans/{plans[code]}")["spec"] for code in ("vps-pro", "vps-start"))
        modes = start["changes"][0]["modes"]
        changes = [{"plan": "vps-start", "modes": modes}]
        self._publish(plans["vps-low"], {**pro, "tax": "low", "name": {"uk": "VPS Low", "en": "VPS Low"}, "changes": changes})
        self._publish(plans["vps-start"], {**start, "changes": start["changes"] + [{"plan": "vps-low", "modes": modes}]})
        self.staff("PATCH", f"/staff/catalogue/plans/{plans['vps-low']}", {"state": "open"})

    def _publish(self, plan, spec):
        self.staff("PUT", f"/staff/catalogue/plans/{plan}/draft", {"spec": spec})
        self.staff("POST", f"/staff/catalogue/plans/{plan}/publish")

    def _form(self, path, fields, page=None):
        answer = self.boss.submit(self.boss.get(page or path), path, fields)
        equal(answer.status, 303, f"{path}: {answer.words[:500]}")

    def _promo_codes(self):
        for promo in PROMOS:
            self._form("/staff/catalogue/promos", {"plans": "", "currency": "", **promo})

    def customer(self):
        person = register(self.server, browser=False)
        person.bearer = person.token
        return on_one_line(person)

    # --- calls of staff ---

    def try_staff(self, method, path, body=None, member=None):
        """The answer, whatever it is; sessions end while days go by, and are begun anew."""
        member = member or self.boss
        answer = member.call(method, path, body)
        if answer.status == 401:
            member.token = None
            answer = member.call(method, path, body)
        return answer

    def staff(self, method, path, body=None, member=None):
        answer = self.try_staff(method, path, body, member)
        if answer.status >= 300:
            raise AssertionError(f"{method} {path} {body}: {answer.status} {answer.text[:600]}")
        return answer.json if answer.body else None

    def tasks(self, account):
        """Operations of an account that wait for staff, oldest first: (id, kind, service)."""
        found, after = [], ""
        while after is not None:
            page = self.staff("GET", f"/staff/tasks?limit=100{after}")
            found += page["items"]
            after = page["next"] and f"&after={page['next']}"
        for one in found:
            if one["account"] in self.over:  # nobody looks at it any more
                self.try_staff("POST", f"/staff/tasks/{one['id']}/done", {"address": "", "text": ""})
        return [(one["id"], one["kind"], one["subject"]) for one in found if one["account"] == account]

    # --- the clock ---

    def next_day(self):
        """A day on to the second, so that what was begun a week ago is a week old."""
        self.today += DAY
        self.server.pass_time(86400)
        self.jobs()

    def jobs(self):
        """Runs what is due now, to the next whole second; whoever says the moment has looked at the clock."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + self.server.shifted + 1))
        done = self.server.run("jobs", "run", "--now", moment)
        equal(done.returncode, 0, done.stdout + done.stderr)

    # --- the sandbox provider ---

    def notify(self, payment, kind, amount, event, external=""):
        """A provider's notice about a payment, proven by its signature."""
        body = json.dumps({"id": event, "type": kind, "payment": payment, "external_id": external, "amount": amount,
                           "currency": "UAH"})
        at = int(time.time()) + self.server.shifted
        mac = hmac.new(SECRET.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
        answer = self.server.client().request("POST", "/pay/sandbox/notice", body, {
            "Content-Type": "application/json", "Kabinet-Signature": f"t={at},v1={mac}"})
        equal(answer.status, 200, answer.text)

    def reference(self):
        self.refs += 1
        return f"STATEMENT-{self.refs}"

    def books(self):
        """What `kabinet ledger check` says; empty when it is content."""
        check = self.server.run("ledger", "check")
        return "" if check.returncode == 0 else (check.stdout + check.stderr)[:1000]
