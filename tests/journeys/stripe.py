# SPDX-License-Identifier: Apache-2.0
"""Cards through Stripe Checkout, against a stand-in of Stripe's API that is strict about what it is sent."""
import hashlib
import hmac
import http.server
import json
import threading
import time
import urllib.parse

from customers import register
from kabinet import contains, equal, eventually, expect, journey, run
from staff import hire

KEY, SECRET, OLD_SECRET = "sk_test_journey", "whsec_new_secret", "whsec_old_secret"


class Stripe(http.server.BaseHTTPRequestHandler):
    """The stand-in: sessions and refunds, remembered by their idempotency keys."""

    sessions, refunds, calls, faults = {}, {}, [], []

    def log_message(self, *_):
        pass

    def reply(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def is_good(self, posts):
        wanted = {"authorization": f"Bearer {KEY}", "stripe-version": "2025-09-30.clover"}
        if posts:
            wanted["content-type"] = "application/x-www-form-urlencoded"
        wrong = [name for name, value in wanted.items() if self.headers.get(name) != value]
        if wrong or (posts and not self.headers.get("idempotency-key")):
            Stripe.faults.append((self.path, wrong))
            self.reply(400, {"error": {"code": "bad_headers"}})
            return False
        return True

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        fields = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode(), strict_parsing=True))
        Stripe.calls.append((self.path, fields))
        if not self.is_good(True):
            return
        key = self.headers["idempotency-key"]
        if self.path == "/v1/checkout/sessions":
            if key not in Stripe.sessions:
                Stripe.sessions[key] = {
                    "id": f"cs_test_{len(Stripe.sessions) + 1}", "object": "checkout.session", "status": "open",
                    "payment_status": "unpaid", "client_reference_id": fields["client_reference_id"],
                    "amount_total": int(fields["line_items[0][price_data][unit_amount]"]),
                    "currency": fields["line_items[0][price_data][currency]"], "payment_intent": None,
                    "url": f"https://checkout.stripe.test/{key}"}
                if len(Stripe.sessions) == 1:
                    self.reply(500, {"error": {"type": "api_error"}})  # made, and the answer got lost
                    return
            self.reply(200, Stripe.sessions[key])
        elif self.path == "/v1/refunds":
            refused = fields["amount"] == "666"
            refund = {"id": f"re_{len(Stripe.refunds) + 1}", "status": "succeeded", **fields}
            if not refused:
                Stripe.refunds.setdefault(key, refund)
            self.reply(400 if refused else 200,
                       {"error": {"code": "charge_disputed"}} if refused else Stripe.refunds[key])

    def do_GET(self):
        if self.is_good(False):
            found = [s for s in Stripe.sessions.values() if self.path == f"/v1/checkout/sessions/{s['id']}"]
            self.reply(200 if found else 404, found[0] if found else {"error": {"code": "resource_missing"}})


def session_of(payment):
    return Stripe.sessions[payment["id"]]


def pay(payment):
    number = session_of(payment)["id"].split("_")[-1]
    session_of(payment).update(status="complete", payment_status="paid", payment_intent=f"pi_{number}")


def event(server, payment, kind="checkout.session.completed", secret=SECRET, number="", **other):
    session = {**session_of(payment), **other}
    body = json.dumps({"id": f"evt_{session['id']}_{kind}{number}", "object": "event", "type": kind,
                       "data": {"object": session}}).encode()
    return deliver(server, body, secret)


def deliver(server, body, secret=SECRET, age=0):
    at = int(time.time()) + server.shifted - age
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "Stripe-Signature": f"t={at},v1={digest},v0=00"}
    return server.client().request("POST", "/pay/stripe/notice", body, headers)


def begin(server, person, amount):
    person.bearer = person.token
    answer = person.api("POST", "/top-ups", {"amount": amount, "currency": "UAH", "method": "stripe"})
    equal(answer.status, 201, answer.text)
    equal(answer.json["state"], "new")

    def made():
        now = person.api("GET", f"/payments/{answer.json['id']}").json
        return now if now["state"] == "pending" else None

    found = None
    for _ in range(40):
        found = made()
        if found:
            break
        server.pass_time(30)
        time.sleep(0.25)
    expect(found, "the session was made")
    person.bearer = None
    return found


def look(person, payment):
    person.bearer = person.token
    answer = person.api("GET", f"/payments/{payment['id']}").json
    person.bearer = None
    return answer


@journey("a session is made once although the first answer is lost; the customer is led to it; paid is credited once")
def checkout(server):
    person = register(server)
    payment = begin(server, person, 15050)
    equal(Stripe.faults, [])
    equal(len(Stripe.sessions), 1)
    path, fields = Stripe.calls[-1]
    equal(fields["mode"], "payment")
    equal((fields["line_items[0][price_data][unit_amount]"], fields["line_items[0][price_data][currency]"]), ("15050", "uah"))
    expect(fields["success_url"].endswith(f"/payments/{payment['id']}"), fields["success_url"])
    equal(payment["redirect"], f"https://checkout.stripe.test/{payment['id']}")
    contains(person.get(f"/payments/{payment['id']}").text, payment["redirect"])
    equal(event(server, payment).status, 200, "completed, but not paid yet")
    equal(look(person, payment)["state"], "pending")
    pay(payment)
    equal(event(server, payment, "checkout.session.async_payment_succeeded", secret="whsec_wrong").status, 401)
    equal(event(server, payment, "checkout.session.async_payment_succeeded", secret=OLD_SECRET).status, 200)
    for number in range(5):
        equal(event(server, payment, number=str(number)).status, 200)
    equal(look(person, payment)["received"]["amount"], 15050)
    equal(event(server, payment, "checkout.session.expired").status, 200, "late and of no concern")
    equal(look(person, payment)["state"], "succeeded")


@journey("a lost notice is found by asking; other amounts, currencies and sessions credit nobody")
def asked(server):
    person = register(server)
    payment = begin(server, person, 7000)
    pay(payment)
    for number, other in enumerate(({"amount_total": 6999}, {"currency": "eur"}, {"id": "cs_test_other"},
                                    {"client_reference_id": "01890000-0000-7000-8000-000000000000"})):
        equal(event(server, payment, number=f"x{number}", **other).status, 200)
    equal(look(person, payment)["received"]["amount"], 0)
    for _ in range(60):
        server.pass_time(600)
        if look(person, payment)["state"] == "succeeded":
            break
        time.sleep(0.25)
    equal(look(person, payment)["received"]["amount"], 7000)


@journey("staff sends money back: Stripe is asked once with a key; what it refuses returns to the balance")
def refunds(server):
    person, clerk = register(server), hire(server, "accounting")
    payment = begin(server, person, 9000)
    pay(payment)
    equal(event(server, payment).status, 200)
    path = f"/staff/payments/{payment['id']}"
    page = clerk.get(path)
    equal(page.status, 200)
    answer = clerk.submit(page, f"{path}/refund", {"amount": "90.01", "reason": "too much"})
    equal(answer.status, 422)
    answer = clerk.submit(page, f"{path}/refund", {"amount": "40", "reason": "as agreed"})
    equal(answer.status, 303, answer.words[:300])
    eventually(lambda: len(Stripe.refunds) == 1, "the refund")
    equal(list(Stripe.refunds.values())[0]["amount"], "4000")
    equal(list(Stripe.refunds.values())[0]["payment_intent"], session_of(payment)["payment_intent"])
    equal(look(person, payment)["returned"]["amount"], 4000)
    answer = clerk.submit(page, f"{path}/refund", {"amount": "6.66", "reason": "refused there"})
    equal(answer.status, 303)
    eventually(lambda: "The provider refused" in clerk.get(path).words, "the refusal")
    equal(look(person, payment)["returned"]["amount"], 4000)
    body = json.dumps({"id": "evt_dispute", "type": "charge.dispute.funds_withdrawn", "data": {"object": {
        "payment_intent": session_of(payment)["payment_intent"], "amount": 5000, "currency": "uah"}}}).encode()
    equal(deliver(server, body).status, 200)
    equal(deliver(server, body, age=20).status, 200)
    equal(look(person, payment)["returned"]["amount"], 9000)
    contains(person.get(f"/payments/{payment['id']}").words, "taken back by the bank")


stand_in = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stripe)
threading.Thread(target=stand_in.serve_forever, daemon=True).start()
run({"payments.stripe_key": KEY, "payments.stripe_notice_secret": f"{SECRET}, {OLD_SECRET}",
     "payments.stripe_url": f"http://127.0.0.1:{stand_in.server_port}", "outside.private_networks": "127.0.0.0/8"})
