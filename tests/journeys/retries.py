# SPDX-License-Identifier: Apache-2.0
"""Exactly once: whatever creates or moves money is done once for each Idempotency-Key and for each form that was shown,
however often, however soon and however many at once it is sent; every sender gets the first answer."""
import concurrent.futures
import contextlib
import datetime
import http.client
import json
import os
import sqlite3
import subprocess
import uuid

from customers import captcha, Customer, register
from kabinet import code_of, contains, ENGINE, equal, eventually, expect, journey, run, Server
from owners import START, buy, buyer, call, service, top_up
from staff import hire


def key():
    return {"Idempotency-Key": f"retry-{uuid.uuid4()}"}


def repeated(client, method, path, body, status):
    """The call under one key: thrice in turn, then five at once; gives what all of them were answered."""
    once = key()
    def send(_=0):
        return client.api(method, path, body, once)
    first = send()
    equal(first.status, status, f"{method} {path}: {first.text}")
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        others = [send(), send(), *pool.map(send, range(5))]
    for other in others:
        equal((other.status, other.body), (first.status, first.body), f"{method} {path} again")
        equal(other.header("idempotent-replayed"), "true")
    return first.json if first.body else None


def at_once(client, method, path, body, status):
    """Six calls under a new key that start together: one answer for all, nobody is told to wait."""
    once = key()
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: client.api(method, path, body, once), range(6)))
    equal({(answer.status, answer.body) for answer in answers}, {(status, answers[0].body)}, f"{method} {path}")
    return answers[0].json if answers[0].body else None


def clicked(client, page, action, values):
    """A form sent by a double click, and twice more once both are answered."""
    def send(_=0):
        return client.submit(page, action, values)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, range(2)))
    answers += [send(), send()]
    equal([answer.status for answer in answers], [303] * 4, answers[0].words[:300])
    equal(len({answer.location for answer in answers}), 1, [answer.location for answer in answers])
    flash = {tuple(line.split(";")[0] for line in answer.headers.get("set-cookie", [])) for answer in answers}
    equal(len(flash), 1, "the same sentence is shown")
    return answers[0]


def token_of(client):
    client.bearer = client.token
    return client


def periods(person, mine):
    """Paid invoices of the customer."""
    return [i for i in call(person, "GET", "/invoices?limit=100")["items"] if i["state"] == "paid"]


def balance(person):
    return sum(item["amount"] for item in call(person, "GET", "/balance")["items"] if item["currency"] == "UAH")


def payments(person):
    return call(person, "GET", "/payments?limit=100")["items"]


@journey("a renewal, a top-up, a payer, an order and its parts: once for each key, also when six come at once")
def customers_calls(server):
    person = buyer(server)
    mine = buy(person)
    top_up(person, 150000)
    before, until = balance(person), service(person, mine)["paid_until"]
    for send in (repeated, at_once):
        count = len(periods(person, mine))
        send(person, "POST", f"/services/{mine}/renew", {"months": 1, "method": "balance"}, 200)
        service(person, mine)
        equal(len(periods(person, mine)), count + 1, "one renewal")
    equal(before - balance(person), 60000)
    expect(service(person, mine)["paid_until"] > until, "it is paid longer")
    for send in (repeated, at_once):
        begun = len(payments(person))
        send(person, "POST", "/top-ups", {"amount": 12300 + begun, "currency": "UAH", "method": "sandbox"}, 201)
        equal(len(payments(person)), begun + 1, "one payment")
        known = len(call(person, "GET", "/payers")["items"])
        send(person, "POST", "/payers", {"kind": "individual", "name": f"Ірина {begun}", "country": "UA"}, 201)
        equal(len(call(person, "GET", "/payers")["items"]), known + 1, "one payer")
        made = send(person, "POST", "/orders", {"items": [START, START]}, 201)
        part = send(person, "POST", f"/orders/{made['id']}/split", {"lines": [made["lines"][0]["id"]]}, 201)
        expect(part["id"] != made["id"], "an order of its own")
        send(person, "POST", f"/orders/{made['id']}/merge", {"order": part["id"]}, 200)
        send(person, "DELETE", f"/orders/{made['id']}", None, 200)
        due = send(person, "POST", "/orders", {"items": [START]}, 201)
        paid = send(person, "POST", f"/orders/{due['id']}/pay", {"method": "balance"}, 200)
        expect(paid["paid"], paid)
    equal(before - balance(person), 120000)


@journey("a change of plan under a key is made once, and its repetition hears so")
def plan_change(server):
    person = buyer(server)
    mine = buy(person)
    top_up(person, 100000)
    seen = call(person, "POST", f"/services/{mine}/plan-change/preview", {"plan": "vps-pro", "mode": "pay_difference"})
    before = balance(person)
    done = repeated(person, "POST", f"/services/{mine}/plan-change", {"quote": seen["quote"]}, 200)
    equal(done["state"], "under_way")
    service(person, mine)
    equal(before - balance(person), seen["due"]["amount"])


@journey("staff's corrections, refunds, credit notes and confirmations: once for each key")
def staff_calls(server):
    person, boss = buyer(server), hire(server)
    boss.call("GET", "/staff/payments")
    token_of(boss)
    top_up(person, 90000)
    [topped] = [payment for payment in payments(person) if payment["state"] == "succeeded"]
    account = call(person, "GET", "/me")["id"]
    for send in (repeated, at_once):
        before = balance(person)
        fix = {"account": account, "gives": True, "amount": 1500, "currency": "UAH", "reason": "for the wait"}
        send(boss, "POST", "/staff/corrections", fix, 201)
        equal(balance(person), before + 1500, "one correction")
        send(boss, "POST", f"/staff/payments/{topped['id']}/refund", {"amount": 700, "reason": "asked for"}, 201)
        equal(balance(person), before + 800, "one refund")
        made = call(person, "POST", "/orders", {"items": [START]}, 201)
        call(person, "POST", f"/orders/{made['id']}/pay", {"method": "balance"})
        bill = made["invoice"]["id"]
        send(boss, "POST", f"/staff/invoices/{bill}/credit", {"amount": 1000, "reason": "half an hour"}, 201)
        equal(call(person, "GET", f"/invoices/{bill}")["credited"]["amount"], 1000, "one credit note")
        wire = call(person, "POST", "/top-ups", {"amount": 4400, "currency": "UAH", "method": "bank"}, 201)
        before = balance(person)
        send(boss, "POST", f"/staff/payments/{wire['id']}/confirm",
             {"amount": 4400, "reference": f"R-{uuid.uuid4().hex[:12]}"}, 200)
        equal(balance(person), before + 4400, "credited once")


@journey("a double click on a customer's form is one act, and both land on the same page")
def customers_forms(server):
    person = buyer(server)
    mine = buy(person)
    top_up(person, 150000)
    person.bearer = None

    def counts():
        person.bearer = person.token
        found = {"paid": len(periods(person, mine)), "payments": len(payments(person)),
                 "payers": len(call(person, "GET", "/payers")["items"]),
                 "orders": len(call(person, "GET", "/orders?limit=100")["items"])}
        person.bearer = None
        return found

    def one_more(what, page, action, values):
        before = counts()
        answer = clicked(person, person.get(page), action, values)
        equal(counts(), {**before, what: before[what] + 1}, action)
        return answer

    asked = clicked(person, person.get(f"/services/{mine}"), f"/services/{mine}/renew", {"months": "1"})
    one_more("paid", asked.location, asked.location.split("?")[0], {"method": "balance"})
    one_more("payments", "/top-up", "/top-up", {"amount": "57", "currency": "UAH", "method": "sandbox"})
    one_more("payers", "/payers/new?kind=individual", "/payers/new", {"name": "Олег Лис", "country": "UA"})
    page = person.get("/catalogue/vps-start")
    equal(person.submit(page, "/cart/items", {}).status, 303)
    one_more("orders", "/cart/checkout", "/cart/checkout", {"terms": "1"})
    page = person.get("/top-up")
    values = {"currency": "UAH", "method": "sandbox"}
    before = counts()
    for amount in ("61", "62"):
        equal(person.submit(page, "/top-up", {**values, "amount": amount}).status, 303)
    equal(counts()["payments"], before["payments"] + 2, "other values are another act")


@journey("a double click on a form of money in the console is one act")
def staff_forms(server):
    person, boss = buyer(server), hire(server)
    top_up(person, 90000)
    [topped] = [payment for payment in payments(person) if payment["state"] == "succeeded"]
    before = balance(person)
    form = {"customer": person.login, "direction": "give", "amount": "15", "currency": "UAH", "reason": "for the wait"}
    clicked(boss, boss.get("/staff/corrections"), "/staff/corrections", form)
    equal(balance(person), before + 1500, "one correction")
    path = f"/staff/payments/{topped['id']}"
    clicked(boss, boss.get(path), f"{path}/refund", {"amount": "7", "reason": "asked for"})
    equal(balance(person), before + 800, "one refund")
    made = call(person, "POST", "/orders", {"items": [START]}, 201)
    call(person, "POST", f"/orders/{made['id']}/pay", {"method": "balance"})
    path = f"/staff/invoices/{made['invoice']['id']}"
    clicked(boss, boss.get(path), f"{path}/credit", {"amount": "10", "reason": "half an hour"})
    equal(call(person, "GET", f"/invoices/{made['invoice']['id']}")["credited"]["amount"], 1000, "one credit note")
    wire = call(person, "POST", "/top-ups", {"amount": 4400, "currency": "UAH", "method": "bank"}, 201)
    path, before = f"/staff/payments/{wire['id']}", balance(person)
    answer = clicked(boss, boss.get(path), f"{path}/confirm", {"amount": "44", "reference": uuid.uuid4().hex[:12]})
    equal(balance(person), before + 4400, "credited once")
    equal(boss.follow(answer).status, 200)


@journey("a form that was shown again with its mistakes can be sent again, and the mistakes are told each time")
def mistakes(server):
    person = buyer(server)
    person.bearer = None
    page = person.get("/top-up")
    values = {"currency": "UAH", "method": "sandbox", "amount": "no sum"}
    for _ in range(2):
        equal(person.submit(page, "/top-up", values).status, 422)
    page = person.submit(page, "/top-up", values)
    equal(person.submit(page, "/top-up", {**values, "amount": "63"}).status, 303)


@journey("guests share no keys: another guest's call under the same key is a call of its own")
def guests(server):
    once = key()
    first, second = Customer(server), Customer(server)
    answers = [guest.api("POST", "/registrations", {**guest.form(), "altcha": captcha(guest)}, once)
               for guest in (first, second)]
    equal([answer.status for answer in answers], [202, 202], answers[1].text)
    expect(answers[0].json["id"] != answers[1].json["id"], "two registrations")
    first.get("/register")
    body = {**Customer(server).form(), "altcha": captcha(first)}
    once = key()
    begun = first.api("POST", "/registrations", body, once)
    equal(begun.status, 202, begun.text)
    again = first.api("POST", "/registrations", {**body, "name": "Інша Особа"}, once)
    equal((again.status, again.json["code"]), (422, "idempotency_key_reused"))
    equal(first.api("POST", "/registrations", body, once).body, begun.body)


@journey("what takes a code, a handle or a token for good answers a repetition as the first time, secrets and all")
def secrets(server):
    guest = Customer(server)
    begun = guest.api("POST", "/registrations", {**guest.form(), "altcha": captcha(guest)}).json
    made = repeated(guest, "POST", f"/registrations/{begun['id']}/confirm", {"code": server.code(guest.email)}, 201)
    equal(guest.api("GET", "/me", headers={"Authorization": f"Bearer {made['token']}"}).json["login"], guest.login)
    body = {"identifier": guest.login, "altcha": captcha(guest, "recover")}
    begun = []
    server.message_after(lambda: begun.append(guest.api("POST", "/recoveries", body).json["id"]), guest.email)
    path = f"/recoveries/{begun[0]}"
    server.pass_time(61)
    sent = server.message_after(lambda: repeated(guest, "POST", f"{path}/other", None, 204), guest.email)
    repeated(guest, "POST", f"{path}/code", {"code": code_of(sent)}, 200)
    guest.password = "twelve quiet bridges over 9"
    seen = len(server.outbox(guest.email))
    repeated(guest, "POST", f"{path}/password", {"password": guest.password}, 204)
    equal(len(server.outbox(guest.email)), seen + 1, "one letter tells of it")
    guest.bearer = guest.sign_in()
    equal(guest.api("POST", "/me/proof", {"password": guest.password}).status, 204)
    seen = len(server.outbox(guest.email))
    repeated(guest, "POST", "/me/password", {"new_password": "nine slow rivers under 8"}, 204)
    equal(len(server.outbox(guest.email)), seen + 1, "one letter tells of the change")


@journey("a phone is asked for, confirmed and removed once for each key")
def phones(server):
    person = register(server, browser=False)
    person.bearer = person.token
    equal(person.api("POST", "/me/proof", {"password": person.password}).status, 204)
    seen = len(server.outbox(person.phone))
    repeated(person, "POST", "/me/phone", {"phone": person.phone}, 202)
    equal(len(server.outbox(person.phone)), seen + 1, "one code")
    repeated(person, "POST", "/me/phone/confirm", {"code": server.code(person.phone)}, 200)
    repeated(person, "DELETE", "/me/phone", None, 204)


@journey("staff's acts upon accounts and members: once for each key, with one letter, and the link is not lost")
def staff_acts(server):
    person, boss = register(server, browser=False), hire(server)
    boss.call("GET", "/staff/payments")
    token_of(boss)
    boss.call("POST", "/staff/proof", {"code": boss.code()})
    account = person.api("GET", "/me", headers={"Authorization": f"Bearer {person.token}"}).json["id"]
    path = f"/staff/accounts/{account}"
    for send, what, body in ((repeated, "sessions/end", {"reason": "x"}), (at_once, "access", {"state": "locked", "reason": "x"}),
                             (repeated, "access", {"state": "open", "reason": "x"})):
        letters, lines = len(server.outbox(person.email)), len(trail(boss, account))
        send(boss, "POST", f"{path}/{what}", body, 204)
        equal(len(server.outbox(person.email)), letters + 1, f"{what}: one letter")
        equal(len(trail(boss, account)), lines + 1, f"{what}: one line")
    letters = len(server.outbox(person.email))
    equal(boss.api("POST", f"{path}/access", {"state": "restricted", "reason": "x"}).status, 204)
    equal(boss.api("POST", f"{path}/access", {"state": "restricted", "reason": "x"}).status, 409, "it is so already")
    equal(len(server.outbox(person.email)), letters + 1, "one letter")
    member = repeated(boss, "POST", "/staff/members", {"login": f"clerk.{uuid.uuid4().hex[:8]}", "role": "sales"}, 201)
    contains(member["link"], "http")
    repeated(boss, "POST", f"/staff/members/{member['id']}/new-link", None, 200)
    repeated(boss, "POST", f"/staff/members/{member['id']}/lock-out", {"reason": "x"}, 204)


def trail(boss, account):
    return boss.api("GET", f"/staff/audit?account={account}").json["items"]


@journey("forms that take a code or a link, and staff's lock of an account, answer a double click as one")
def secret_forms(server):
    guest = Customer(server)
    clicked(guest, guest.get("/recover"), "/recover", {"identifier": register(server, browser=False).login,
                                                       "altcha": captcha(guest, "recover")})
    guest = Customer(server)
    form = {**guest.form(), "terms": "1", "altcha": captcha(guest)}
    page = guest.follow(clicked(guest, guest.get("/register"), "/register", form))
    before, code = dict(guest.cookies), server.code(guest.email)
    first = guest.submit(page, "/register/confirm", {"code": code})
    guest.cookies = before  # the answer was lost
    again = guest.submit(page, "/register/confirm", {"code": code})
    equal((again.status, again.location), (303, first.location))
    equal(again.headers["set-cookie"], first.headers["set-cookie"], "the session of the account that was made")
    equal(guest.get("/home").status, 200)
    boss = hire(server)
    account = guest.api("GET", "/me", headers={"Authorization": f"Bearer {guest.sign_in()}"}).json["id"]
    seen = len(server.outbox(guest.email))
    path = f"/staff/accounts/{account}"
    clicked(boss, boss.get(path), f"{path}/access", {"state": "locked", "reason": "x", "text": ""})
    equal(len(server.outbox(guest.email)), seen + 1, "one letter")


def table(server, text):
    """Runs statements beside the server, or gives the rows of a question."""
    if ENGINE == "postgres":
        out = subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", server.database.url, "-c", text], check=True,
                             capture_output=True, text=True).stdout
        return out.strip().splitlines()
    with contextlib.closing(sqlite3.connect(os.path.join(server.data, "kabinet.db"), timeout=30)) as database, database:
        return ["|".join(map(str, row)) for row in database.execute(text).fetchall()]


@journey("a robot check stays used when its call is refused by a limit or undone by a fault, but for that very call")
def spent(_):
    with Server({"mail.network_hour": "1"}) as server:
        server.start()
        guest = Customer(server)
        def recover(box, more=None):
            return guest.api("POST", "/recoveries", {"identifier": guest.login, "altcha": box}, more or {})
        equal(recover(captcha(guest, "recover")).status, 202, "the hour's only one")
        for more in ({}, key()):
            box = captcha(guest, "recover")
            equal(recover(box, more).status, 429)
            again = recover(box, key())
            equal((again.status, again.json["fields"][0]["code"]), (422, "captcha_expired"), more)
        server.pass_time(2 * 3600)
        box, once = captcha(guest, "recover"), key()
        table(server, "ALTER TABLE recovery RENAME TO recovery_away")
        equal(recover(box, once).status, 500)
        table(server, "ALTER TABLE recovery_away RENAME TO recovery")
        again = recover(box, key())
        equal((again.status, again.json["fields"][0]["code"]), (422, "captcha_expired"))
        equal(recover(box, once).status, 202, "the repetition is the same call")


@journey("an answer that was kept can be read by its caller alone: nothing of it lies open in the database")
def closed(server):
    guest, person, boss = Customer(server), buyer(server), hire(server)
    boss.call("GET", "/staff/payments")
    begun = guest.api("POST", "/registrations", {**guest.form(), "altcha": captcha(guest)}, key())
    lost = guest.api("POST", "/recoveries", {"identifier": person.login, "altcha": captcha(guest, "recover")}, key())
    paying = person.api("POST", "/top-ups", {"amount": 9900, "currency": "UAH", "method": "sandbox"}, key())
    payer = person.api("POST", "/payers", {"kind": "individual", "name": "Ірина", "country": "UA"}, key())
    refused = person.api("POST", "/top-ups", {"amount": 9900, "currency": "UAH", "method": "none"}, key())
    fixed = boss.call("POST", "/staff/corrections", {"account": call(person, "GET", "/me")["id"], "gives": True,
                                                     "amount": 1500, "currency": "UAH", "reason": "for the wait"}, key())
    person.bearer = None
    page = person.submit(person.get("/payers/new?kind=individual"), "/payers/new", {"name": "Олег Лис", "country": "UA"})
    equal([a.status for a in (begun, lost, paying, payer, refused, fixed, page)], [202, 202, 201, 201, 422, 201, 303])
    kept = table(server, "SELECT answer, headers FROM idempotency")
    expect(len(kept) >= 7, kept)
    for line in kept:
        expect(all(text == "" or text.startswith("sealed:") for text in line.split("|")), line)
    for answer in (begun, lost):
        expect(not any(answer.json["id"].split(".")[1] in line for line in kept), "a handle")


@journey("customers' keys are their own, and a key belongs to one body")
def owners_keys(server):
    one, other, once = buyer(server), buyer(server), key()
    body = {"amount": 7700, "currency": "UAH", "method": "sandbox"}
    first = one.api("POST", "/top-ups", body, once)
    equal(first.status, 201, first.text)
    equal(other.api("POST", "/top-ups", body, once).status, 201)
    equal((len(payments(one)), len(payments(other))), (1, 1))
    wrong = one.api("POST", "/top-ups", {**body, "amount": 7800}, once)
    equal((wrong.status, wrong.json["code"]), (422, "idempotency_key_reused"))
    refused = key()
    for _ in range(2):
        answer = one.api("POST", "/top-ups", {**body, "method": "no-such"}, refused)
        equal(answer.status, 422)
    contains(answer.header("idempotent-replayed"), "true")


@journey("a call that was refused and corrected is carried out under the same key, and once")
def corrected(server):
    person, once = buyer(server), key()
    body = {"amount": 0, "currency": "UAH", "method": "sandbox"}
    for _ in range(2):
        refused = person.api("POST", "/top-ups", body, once)
        equal((refused.status, refused.json["code"]), (422, "invalid"), refused.text)
    equal(refused.header("idempotent-replayed"), "true")
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: person.api("POST", "/top-ups", {**body, "amount": 8100}, once), range(4)))
    equal({answer.status for answer in answers}, {201}, answers[0].text)
    equal(len({answer.body for answer in answers}), 1)
    equal(len(payments(person)), 1)
    late = person.api("POST", "/top-ups", {**body, "amount": 8200}, once)
    equal((late.status, late.json["code"]), (422, "idempotency_key_reused"))
    guest, once = Customer(server), key()
    form = {**guest.form(), "altcha": captcha(guest)}
    refused = guest.api("POST", "/registrations", {**form, "email": "no address"}, once)
    equal(refused.status, 422, refused.text)
    equal(guest.api("POST", "/registrations", form, once).status, 202)


@journey("an empty key is refused like any other that cannot be one: who sends it means to repeat the call")
def empty_key(server):
    person = buyer(server)
    for value in ("", " "):
        answer = person.api("POST", "/top-ups", {"amount": 5000, "currency": "UAH", "method": "sandbox"},
                            {"Idempotency-Key": value})
        equal((answer.status, answer.json["code"]), (400, "bad_idempotency_key"), repr(value))


@journey("a call under two keys is refused: nobody could say which of them it is known by")
def two_keys(server):
    person = buyer(server)
    body = json.dumps({"amount": 5000, "currency": "UAH", "method": "sandbox"}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.putrequest("POST", "/api/v1/top-ups")
    for name, value in (("Authorization", f"Bearer {person.bearer}"), ("Content-Type", "application/json"),
                        ("Content-Length", str(len(body))), *key().items(), *key().items()):
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    equal((answer.status, json.loads(answer.read())["code"]), (400, "bad_idempotency_key"))
    connection.close()
    equal(person.api("GET", "/payments").json["items"], [])


@journey("two renewals close together are told by two letters, each with the end of its own period")
def letters(server):
    person = buyer(server)
    mine = buy(person)
    top_up(person, 90000)
    ends = []
    for _ in range(2):
        call(person, "POST", f"/services/{mine}/renew", {"months": 1, "method": "balance"})
        ends.append(datetime.date.fromisoformat(service(person, mine)["paid_until"]) - datetime.timedelta(days=1))

    def told():
        found = [m["text"] for m in server.outbox(person.email) if "is renewed" in m["subject"]]
        return found if len(found) == 2 else None

    texts = eventually(told, "two letters")
    for last in ends:
        equal(sum(f"{last.day} {last:%b %Y}" in text for text in texts), 1, f"{last} in one of {texts}")


if __name__ == "__main__":
    run({"provisioning.demo_time": "1s"})
