# SPDX-License-Identifier: Apache-2.0
"""A clock that is set: what had expired stays so, and nothing that cannot be undone is done on a date nobody believes."""
import http.client
import re
import shutil
import signal
import time

from customers import Customer, captcha, register
from kabinet import ENGINE, Server, contains, equal, eventually, expect, journey, path_of, run, skip
from owners import START, buyer, call, run_jobs
from staff import Member, hire
from tables import sql

DAY = 24 * 3600


YEAR = time.gmtime().tm_year


def confirm(server):
    """A person has looked at the clock."""
    done = server.run("clock", "confirm")
    equal(done.returncode, 0, done.stderr)
    eventually(lambda: not waits(server), "the confirmed clock", 10)


def waits(server):
    answer = server.client().get("/readyz")
    equal(answer.status, 200, answer.text)
    return "clock: waits for confirmation\n" in answer.text


def figure(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.metrics_port, timeout=10)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    connection.close()
    return re.search(r"^kabinet_clock_unconfirmed (\d)$", text, re.M)[1]


def order(person):
    return person.api("POST", "/orders", {"items": [START]})


def is_dated_right(person):
    """Orders once more, and the invoice has a number and a day of today."""
    person.bearer = person.sign_in()
    made = order(person)
    equal(made.status, 201, made.text)
    invoice = person.api("GET", f"/invoices/{made.json['invoice']['id']}").json
    years = {str(YEAR), str(YEAR + 1)}  # it may be New Year
    return invoice["number"][:4] in years and invoice["issued_on"][:4] in years and made.json["created_at"][:4] in years


def tells_of_clock(server):
    return len([line for line in server.log_lines() if line["message"].startswith("the clock is not believed")])


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
            server.turn_clock(-15 * DAY)
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
            server.turn_clock(-by)
            if by > 2 * 3600:
                refused = person.api("POST", path, {"code": digits})
                equal((refused.status, refused.json["code"]), (503, "clock_unconfirmed"))
                confirm(server)
            equal(person.api("POST", path, {"code": digits}).status, 422, f"{by} s back")


def refused_for_good(server, by, act):
    """What act says too late, which it says again when the clock was set back and somebody has confirmed that."""
    server.pass_time(by)
    late = act()
    server.turn_clock(-by)
    confirm(server)
    equal(act(), late)
    return late


def recovery_letter(server, person):
    """A flow of recovery in a fresh browser, and the letter that goes with it."""
    client = server.client()
    seen = len(server.outbox(person.email))
    client.submit(client.get("/recover"), "/recover",
                  {"identifier": person.login, "altcha": captcha(client, "recover")})
    return client, eventually(lambda: server.outbox(person.email)[:-seen or None], "the letter")[0]


def press(client, link, action):
    return client.submit(client.get(link), action, {}).location


def registration_link(server):
    """A form that waits for its letter's link, and the link."""
    form = Customer(server)
    form.submit(form.get("/register"), "/register", {**form.form(), "terms": "1", "altcha": captcha(form)})
    return form, path_of(server.message(form.email), "/register/confirm")


@journey("links of letters, and the new password of a recovery, stay refused when the clock goes back")
def links(_):
    with Server() as server:
        server.start()
        form, link = registration_link(server)
        equal(refused_for_good(server, 3 * 3600, lambda: press(form, link, "/register/confirm")), "/login")
        person = register(server)
        client, letter = recovery_letter(server, person)
        link = path_of(letter, "/recover/link")
        equal(refused_for_good(server, 3 * 3600, lambda: press(client, link, "/recover/link")), "/recover")
        client, letter = recovery_letter(server, person)
        page = client.follow(client.submit(client.get(path_of(letter, "/recover/link")), "/recover/link", {}))
        fresh = {"password": "the owner's own river"}
        equal(refused_for_good(server, 3 * 3600, lambda: client.submit(page, "/recover/password", fresh).location), "/recover")
        expect(person.sign_in(), "the old password is still right")


@journey("the password of a registration that went on in another browser stays refused likewise")
def elsewhere(_):
    with Server() as server:
        server.start()
        _, link = registration_link(server)
        owner = server.client()
        page = owner.follow(owner.submit(owner.get(link), "/register/confirm", {}))
        fresh = {"password": "the owner's own river"}
        refused_for_good(server, 3 * 3600, lambda: owner.submit(page, "/register/password", fresh).location)
        expect("session" not in owner.cookies)


@journey("an objection to a recovery stays refused likewise")
def objections(_):
    with Server() as server:
        server.start()
        person = register(server)
        client, letter = recovery_letter(server, person)
        page = client.follow(client.submit(client.get(path_of(letter, "/recover/link")), "/recover/link", {}))
        equal(client.submit(page, "/recover/password", {"password": "the owner's own river"}).status, 303)
        person.password = "the owner's own river"
        link = path_of(server.message(person.email), "/recover/objection")
        refused_for_good(server, 8 * DAY, lambda: press(client, link, "/recover/objection"))
        expect(person.sign_in(), "the account was not locked")


@journey("a sign-in of staff that waited too long for its code, and an old link of theirs, stay refused likewise")
def of_staff(_):
    with Server() as server:
        server.start()
        boss, browser = hire(server), server.client()
        page = browser.follow(browser.submit(browser.get("/staff/login"), "/staff/login",
                                             {"login": boss.login, "password": boss.password}))
        code = {"code": boss.recovery_codes[0]}
        equal(refused_for_good(server, 3 * 3600,
                               lambda: browser.submit(page, "/staff/second-factor", code).location), "/staff/login")
        newcomer = Member(server, "support")
        link = newcomer.get(newcomer.invite()).form("/staff/enrol")["fields"]["token"]

        def enrol():
            csrf = newcomer.get("/staff/login").form("/staff/login")["fields"]["csrf"]
            return newcomer.post("/staff/enrol", {"csrf": csrf, "token": link, "name": newcomer.name,
                                                  "password": newcomer.password, "code": "000000"}).status
        equal(enrol(), 422, "in time, with a wrong code")
        late = refused_for_good(server, 4 * DAY, enrol)
        equal(late, 410)


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
        server.turn_clock(-3600)
        server.start()
        equal(person.api("POST", path, {"code": digits}).status, 422)


@journey("a session opened on a clock that ran ahead ends when it is right again")
def ahead(_):
    with Server() as server:
        server.start()
        person = register(server)
        server.turn_clock(400 * DAY)
        person.bearer = person.sign_in()
        expect(is_signed_in(person), "signed in")
        server.turn_clock(-400 * DAY)
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
        equal(len([line for line in server.log_lines() if line["message"].startswith("the clock is not believed")]), 1)
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
        server.turn_clock(400 * DAY)
        person.bearer = person.sign_in()
        eventually(lambda: says(server, "the clock is not believed"), "the word that jobs wait")
        stays(lambda: person.api("GET", f"/orders/{made.json['id']}").json["state"] == "open", "an order that is not ended")
        order = person.api("GET", f"/orders/{made.json['id']}").json
        equal(order["state"], "open")
        letters = [m["subject"] for m in server.outbox(person.email)]
        server.turn_clock(-400 * DAY)
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


@journey("a machine that starts with a wrong clock dates nothing, and nothing is left of it when it is put right")
def wrong_start(_):
    with Server() as server:
        server.start()
        person = buyer(server)
        kept = call(person, "POST", "/orders", {"items": [START]}, 201)
        server.stop()
        server.turn_clock(400 * DAY)
        server.start()
        expect(waits(server), "it says so")
        equal((figure(server), tells_of_clock(server)), ("1", 1))
        contains(server.run("doctor").stdout, "waits for confirmation")
        token = person.bearer
        equal(person.api("GET", "/me").status, 401, "what looks expired does not pass")
        person.bearer = person.sign_in()
        for path, body in (("/orders", {"items": [START]}),
                           ("/top-ups", {"amount": 50000, "currency": "UAH", "method": "sandbox"})):
            refused = person.api("POST", path, body)
            equal((refused.status, refused.json["code"]), (503, "clock_unconfirmed"), path)
        equal(person.api("GET", "/orders").status, 200, "reading goes on")
        time.sleep(7)  # the newest moment is written down every few seconds
        server.turn_clock(-400 * DAY)
        expect(not waits(server), "right again")
        person.bearer = token
        expect(is_signed_in(person), "the session of before")
        equal(call(person, "GET", f"/orders/{kept['id']}")["state"], "open")
        expect(is_dated_right(person), "while it runs")
        server.stop()
        server.start()
        expect(not waits(server) and is_dated_right(person), "started again")


@journey("a restart confirms no jump: that is for a person")
def restarted(_):
    with Server() as server:
        server.start()
        person = buyer(server)
        kept = call(person, "POST", "/orders", {"items": [START]}, 201)
        time.sleep(1.5)  # the first moment is written down at once
        server.turn_clock(400 * DAY)
        server.stop(signal.SIGKILL)
        server.start()
        expect(waits(server), "it says so")
        time.sleep(4)  # jobs look every second
        server.turn_clock(-400 * DAY)
        equal(call(person, "GET", f"/orders/{kept['id']}")["state"], "open")
        server.turn_clock(8 * DAY)
        expect(waits(server), "once more")
        contains(server.run("clock", "show").stdout, "waits for confirmation")
        confirm(server)
        expect("believed" in server.run("clock", "show").stdout and figure(server) == "0", "a person's word")
        person.bearer = person.sign_in()
        eventually(lambda: call(person, "GET", f"/orders/{kept['id']}")["state"] != "open", "its end", 10)


@journey("a house that was away for a month needs nobody to say so")
def away(_):
    with Server() as server:
        server.start()
        person = buyer(server)
        server.stop()
        server.pass_time(30 * DAY)
        server.start()
        expect(not waits(server), "believed")
        person.bearer = person.sign_in()
        equal(order(person).status, 201)


@journey("one server's wrong clock is not everyone's")
def two(_):
    if ENGINE == "sqlite":
        skip("one server to a database")
    with Server() as one, Server({"database.url": one.database.url}) as other:
        one.start()
        person = buyer(one)
        kept = call(person, "POST", "/orders", {"items": [START]}, 201)
        shutil.copytree(one.data, other.data)
        other.turn_clock(400 * DAY)
        other.start()
        expect(waits(other) and not waits(one), "each for itself")
        for _ in range(4):
            other.client().api("GET", "/captcha?scope=register")
            time.sleep(2)
        other.stop()
        time.sleep(3)
        expect(is_signed_in(person), "the session of before")
        equal(call(person, "GET", f"/orders/{kept['id']}")["state"], "open")
        expect(is_dated_right(person), "and what is new")


run(started=False)
