# SPDX-License-Identifier: Apache-2.0
"""A clock that is set: what had expired stays so, and nothing that cannot be undone is done on a date nobody believes."""
import signal
import time

from customers import Customer, captcha, register
from kabinet import Server, equal, eventually, expect, journey, run
from owners import run_jobs
from tables import sql

DAY = 24 * 3600


def is_signed_in(person):
    return person.api("GET", "/me").status == 200


def says(server, words):
    return any(line["message"].startswith(words) for line in server.log_lines())


def stays(probe, what, seconds=3):
    """Nothing happens, so there is nothing to wait for: jobs look every second, and three looks change nothing."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        expect(probe(), f"{what} did not last")
        time.sleep(0.1)


def begin_registration(server):
    person = Customer(server)
    answer = person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person)})
    equal(answer.status, 202, answer.text)
    return person, f"/registrations/{answer.json['id']}/confirm", server.code(person.email)


@journey("a session that was refused as idle for too long stays refused when the clock goes back")
def idle(_):
    for restarts in (False, True):
        with Server() as server:
            server.start()
            person = register(server)
            person.bearer = person.token
            expect(is_signed_in(person), "signed in")
            server.pass_time(15 * DAY)
            equal(person.api("GET", "/me").status, 401)
            server.pass_time(-15 * DAY)
            if restarts:
                server.stop(signal.SIGKILL)
                server.start()
            equal(person.api("GET", "/me").status, 401)
            expect(person.sign_in(), "signing in anew")


@journey("a code that is too old makes no account when the clock goes back, by minutes or by hours")
def code(_):
    for by in (16 * 60, 3 * 3600):
        with Server() as server:
            server.start()
            person, path, digits = begin_registration(server)
            server.pass_time(by)
            equal(person.api("POST", path, {"code": digits}).status, 422, f"{by} s later")
            server.pass_time(-by)
            equal(person.api("POST", path, {"code": digits}).status, 422, f"{by} s back")


@journey("what was never asked about stays expired too, over a kill and a restart")
def unasked(_):
    with Server() as server:
        server.start()
        person, path, digits = begin_registration(server)
        server.pass_time(3600)
        server.client().get("/login")
        later = (time.time() + 3500) * 1_000_000
        eventually(lambda: (sql(server, "SELECT newest_at FROM house_clock") or 0) > later, "the moment written down")
        server.stop(signal.SIGKILL)
        server.pass_time(-3600)
        server.start()
        equal(person.api("POST", path, {"code": digits}).status, 422)


@journey("a session opened on a clock that ran ahead ends when it is right again")
def ahead(_):
    with Server() as server:
        server.start()
        person = register(server)
        server.pass_time(400 * DAY)
        person.bearer = person.sign_in()
        expect(is_signed_in(person), "signed in")
        server.pass_time(-400 * DAY)
        equal(person.api("GET", "/me").status, 401)
        server.pass_time(200 * DAY)
        equal(person.api("GET", "/me").status, 401)
        server.pass_time(200 * DAY)
        equal(person.api("GET", "/me").status, 401, "not even at its own time")


@journey("steps that are believed one by one are not believed together: in five of 90 minutes no order ends")
def steps(_):
    with Server({"orders.unpaid": "6h"}) as server:
        server.start()
        person = register(server)
        person.bearer = person.token
        made = person.api("POST", "/orders", {"items": [{"plan": "vps-start", "months": 1}]})
        equal(made.status, 201, made.text)
        for _ in range(5):
            server.turn_clock(90 * 60)
            time.sleep(1.5)  # jobs look every second
            person.get("/login")
        time.sleep(2)
        person.bearer = person.sign_in()
        equal(person.api("GET", f"/orders/{made.json['id']}").json["state"], "open")
        equal(len([line for line in server.log_lines() if line["message"].startswith("the clock jumped")]), 1)
        run_jobs(server)
        eventually(lambda: person.api("GET", f"/orders/{made.json['id']}").json["state"] == "expired",
                   "the order to end when somebody has confirmed the clock")


@journey("400 days ahead in a running server end no order, no payment and no invoice, until somebody looks")
def orders(_):
    with Server() as server:
        server.start()
        person = register(server)
        person.bearer = person.token
        made = person.api("POST", "/orders", {"items": [{"plan": "vps-start", "months": 1}]})
        equal(made.status, 201, made.text)
        payment = person.api("POST", "/top-ups", {"amount": 50000, "currency": "UAH", "method": "sandbox"})
        equal(payment.status, 201, payment.text)
        server.pass_time(400 * DAY)
        person.bearer = person.sign_in()
        eventually(lambda: says(server, "the clock jumped"), "the word that jobs wait")
        stays(lambda: person.api("GET", f"/orders/{made.json['id']}").json["state"] == "open", "an order that is not ended")
        order = person.api("GET", f"/orders/{made.json['id']}").json
        equal(order["state"], "open")
        letters = [m["subject"] for m in server.outbox(person.email)]
        server.pass_time(-400 * DAY)
        person.bearer = person.sign_in()
        stays(lambda: person.api("GET", f"/orders/{made.json['id']}").json["state"] == "open", "an order, back again")
        equal([m["subject"] for m in server.outbox(person.email) if m["subject"] not in letters], [])
        paying = person.api("GET", f"/payments/{payment.json['id']}").json
        expect(paying["state"] in ("new", "pending"), paying)
        server.pass_time(8 * DAY)
        person.bearer = person.sign_in()
        run_jobs(server)
        eventually(lambda: person.api("GET", f"/orders/{made.json['id']}").json["state"] != "open",
                   "the end of the order, on a date that is believed")


run(started=False)
