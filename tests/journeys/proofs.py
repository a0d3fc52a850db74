# SPDX-License-Identifier: Apache-2.0
"""A stolen session opens nothing: whatever changes contacts, ways to recover access, payers and others' sessions asks for
the password, and tells every contact."""
import re

from customers import Customer, captcha, register
from kabinet import code_of, contains, equal, eventually, expect, journey, path_of, routes, run

LATER = 15 * 60 + 1
PAYER = {"kind": "individual", "name": "Олена Ковальчук", "country": "UA"}
NOWHERE = "018f0000-0000-7000-8000-000000000000"


def account_of(client):
    """All that an intruder would like to change."""
    me = client.api("GET", "/me").json
    return {
        "contacts": {key: me[key] for key in ("email", "email_verified", "phone", "phone_verified")},
        "payers": client.api("GET", "/payers").json["items"],
        "sessions": sorted(s["id"] for s in client.api("GET", "/sessions").json["items"]),
    }


def body_for(fields, person):
    """Something for every field that a call may have, as an intruder would fill it."""
    values = {"phone": "+380631234567", "code": "000000", "new_password": "an intruder's own river", "kind": "individual",
              "name": "Ivan", "country": "UA", "email": "intruder@example.com", "new_token": True}
    return {name: values[name] for name in fields if name in values}


@journey("with a stolen bearer token alone no call changes contacts, payers, the password or others' sessions")
def stolen_token(server):
    person = register(server, browser=False)
    person.bearer = person.token
    person.api("POST", "/payers", PAYER)
    stolen = person.sign_in()
    others = [s["id"] for s in person.api("GET", "/sessions").json["items"]]
    before = account_of(person)
    server.pass_time(LATER)
    thief = server.client()
    thief.bearer = stolen
    asked = set()
    for method, path, who, fields in routes():
        if who != "customer" or method == "GET" or not path.startswith("/api/v1/") or path.endswith("/sessions/current"):
            continue
        for one in [*others, *(p["id"] for p in before["payers"]), NOWHERE]:
            short = re.sub(r"\{\w+\}", one, path)[len("/api/v1"):]
            answer = thief.api(method, short, body_for(fields, person) or None)
            if answer.status == 403 and answer.json["code"] == "proof_required":
                asked.add((method, path))
            if "{" not in path:
                break
    expected = {("POST", "/api/v1/me/email"), ("POST", "/api/v1/me/email/confirm"),
                ("POST", "/api/v1/me/phone"), ("POST", "/api/v1/me/phone/confirm"), ("DELETE", "/api/v1/me/phone"),
                ("POST", "/api/v1/me/password"), ("POST", "/api/v1/payers"), ("PATCH", "/api/v1/payers/{id}"),
                ("DELETE", "/api/v1/payers/{id}"), ("DELETE", "/api/v1/sessions/{id}")}
    equal(expected - asked, set(), "calls that did not ask")
    equal(account_of(person), before)
    expect(server.client().api("POST", "/sessions", {"identifier": person.login, "password": person.password}).status == 201)


@journey("with a stolen cookie alone no page does either: it asks for the password and comes back")
def stolen_cookie(server):
    person = register(server)
    person.bearer = person.token
    person.api("POST", "/payers", PAYER)
    before = account_of(person)
    payer = before["payers"][0]["id"]
    server.pass_time(LATER)
    thief = server.client()
    thief.cookies["session"] = person.cookies["session"]
    token = thief.get("/logout").form("/logout")["fields"]["csrf"]
    asked = []
    for method, path, who, fields in routes():
        if who != "customer" or method != "POST" or path.startswith("/api/") or path == "/terms":
            continue
        if not re.search(r"/(email|phone|payers|sessions)\b", path):
            continue
        for one in (payer, NOWHERE):
            answer = thief.post(path.replace("{id}", one), {"csrf": token, "id": before["sessions"][0],
                                                           **body_for(fields, person)})
            equal(answer.status, 303, path)
            expect(answer.location.startswith("/security/proof"), (path, answer.location))
            asked.append(path)
    expect(len(asked) >= 18, asked)
    equal(thief.post("/security/password", {"csrf": token, "password": "wrong",
                                            "new_password": "an intruder's own river"}).status, 422)
    equal(account_of(person), before)
    page = thief.follow(thief.get("/profile/phone"))
    equal(thief.submit(page, "/security/proof", {"password": "not this one"}).status, 422)
    equal(thief.get("/profile/phone").location, "/security/proof?next=%2Fprofile%2Fphone")


@journey("a proof opens for a quarter of an hour, under another cookie")
def proof_of_page(server):
    person = register(server)
    server.pass_time(LATER)
    old = person.cookies["session"]
    page = person.follow(person.get("/payers/new?kind=individual"))
    answer = person.submit(page, "/security/proof", {"password": person.password})
    equal((answer.status, answer.location), (303, "/payers/new?kind=individual"))
    expect(person.cookies["session"] != old)
    other = server.client()
    other.cookies["session"] = old
    equal(other.get("/home").status, 303, "the cookie of before")
    equal(person.get("/payers/new?kind=individual").status, 200)
    server.pass_time(LATER)
    equal(person.get("/payers/new?kind=individual").status, 303)


@journey("a call proves itself by its field password, or the session by /me/proof")
def proof_of_call(server):
    person = register(server, browser=False)
    person.bearer = person.token
    server.pass_time(LATER)
    answer = person.api("POST", "/payers", PAYER)
    equal((answer.status, answer.json["code"]), (403, "proof_required"))
    answer = person.api("POST", "/payers", {**PAYER, "password": "not this one"})
    equal((answer.status, answer.json["fields"]), (422, [{"name": "password", "code": "wrong_password"}]))
    equal(person.api("POST", "/payers", {**PAYER, "password": person.password}).status, 201)
    equal(person.api("POST", "/payers", PAYER).status, 403, "it proved that call alone")
    equal(person.api("POST", "/me/proof", {"password": "not this one"}).status, 422)
    equal(person.api("POST", "/me/proof", {"password": person.password}).status, 204)
    equal(person.api("POST", "/payers", PAYER).status, 201)
    answer = person.api("POST", "/me/proof", {"password": person.password, "new_token": True})
    equal(answer.status, 200)
    equal(person.api("GET", "/me").status, 401, "the old token")
    person.bearer = answer.json["token"]
    equal(person.api("POST", "/me/password", {"new_password": "a password without the old"}).status, 204)
    person.password = "a password without the old"
    expect(person.sign_in())


def subjects(server, to):
    return [m["subject"] for m in server.outbox(to)]


@journey("every contact hears of a changed password, phone, payer, and of others' sessions that were ended")
def letters(server):
    person = register(server)
    person.bearer = person.token
    person.api("POST", "/me/phone", {"phone": person.phone})
    equal(person.api("POST", "/me/phone/confirm", {"code": server.code(person.phone)}).status, 200)
    elsewhere = person.sign_in_elsewhere()
    thief = server.client()
    thief.bearer = elsewhere
    current = next(s["id"] for s in thief.api("GET", "/sessions").json["items"] if s["current"])
    equal(person.api("DELETE", f"/sessions/{current}").status, 204)
    person.api("POST", "/payers", PAYER)
    equal(person.api("POST", "/me/password", {"password": person.password,
                                              "new_password": "a fresh quiet river"}).status, 204)
    equal(person.api("DELETE", "/me/phone").status, 204)
    wanted = ["was confirmed in your account", "A device was signed out", "was added to your account",
              "The password of your account was changed", "was removed from your account"]
    told = " | ".join(subjects(server, person.email))
    for part in wanted:
        contains(told, part)
    texts = " | ".join(m["text"] for m in server.outbox(person.phone))
    for part in wanted[1:]:
        contains(texts, part)
    equal(person.api("GET", "/me").json["phone"], None)


def recover_by_mail(server, person, fresh):
    client = server.client()

    def codes():
        return [m for m in server.outbox(person.email) if "recover" in m["subject"]]
    before = len(codes())
    page = client.get("/recover")
    answer = client.submit(page, "/recover", {"identifier": person.login, "altcha": captcha(client, "recover")})
    page = client.follow(answer)
    server.pass_time(61)
    client.submit(page, "/recover/other", {})
    message = eventually(lambda: codes()[:len(codes()) - before], "the code")[0]
    page = client.follow(client.submit(page, "/recover/code", {"code": code_of(message)}))
    equal(client.submit(page, "/recover/password", {"password": fresh}).status, 303)
    person.password = fresh
    answer = client.submit(client.get("/login"), "/login", {"identifier": person.login, "password": fresh})
    equal(answer.status, 303)
    expect(client.follow(answer).link("/security"), "where what is trusted is shown")
    contains(client.get("/home").words, "Access to your account was recovered")
    return client


@journey("who registered with another's e-mail and proved an own phone has no way back after the owner's recovery")
def pre_hijacked(server):
    owner = register(server, browser=False)
    owner.bearer = owner.token
    owner.api("POST", "/me/phone", {"phone": owner.phone})
    equal(owner.api("POST", "/me/phone/confirm", {"code": server.code(owner.phone)}).status, 200)
    browser = recover_by_mail(server, owner, "the owner's own river")
    page = browser.get("/security")
    contains(page.words, "recovers nothing until you confirm it again")
    server.pass_time(2 * 3600)
    texts = len(server.outbox(owner.phone))
    thief = server.client()
    answer = thief.submit(thief.get("/recover"), "/recover",
                          {"identifier": owner.phone, "altcha": captcha(thief, "recover")})
    equal(answer.status, 303)
    eventually(lambda: "recovery.send" not in server.run("jobs", "list").stdout, "the job to be done")
    equal(len(server.outbox(owner.phone)), texts, "no code goes to the phone")
    page = browser.follow(browser.get("/profile/phone"))
    page = browser.follow(browser.submit(page, "/security/proof", {"password": owner.password}))
    answer = browser.submit(page, "/profile/phone/remove", {})
    equal((answer.status, answer.location), (303, "/profile"))
    expect(owner.phone not in browser.follow(answer).words)
    browser.submit(browser.get("/security"), "/security/reviewed", {})
    for path in ("/security", "/home"):
        expect("Access to your account was recovered" not in browser.get(path).words)


@journey("a registration whose link is pressed in another browser sets the password there")
def pressed_elsewhere(server):
    form = Customer(server)
    answer = form.submit(form.get("/register"), "/register",
                         {**form.form(), "terms": "1", "altcha": captcha(form)})
    form.follow(answer)
    owner = server.client()
    page = owner.get(path_of(server.message(form.email), "/register/confirm"))
    answer = owner.submit(page, "/register/confirm", {})
    equal((answer.status, answer.location), (303, "/register/password"))
    page = owner.follow(answer)
    contains(page.words, form.login)
    equal(form.get("/register/confirm").status, 303, "the form's browser goes on with nothing")
    equal(owner.submit(page, "/register/password", {"password": "short"}).status, 422)
    equal(owner.submit(page, "/register/password", {"password": "the owner's own river"}).status, 303)
    expect("session" in owner.cookies)
    for password, status in ((form.password, 401), ("the owner's own river", 201)):
        answer = server.client().api("POST", "/sessions", {"identifier": form.login, "password": password})
        equal(answer.status, status)


@journey("the id of a flow opens nothing without its secret")
def flow_ids(server):
    person = register(server, browser=False)
    client = server.client()
    answer = client.api("POST", "/recoveries", {"identifier": person.login, "altcha": captcha(client, "recover")})
    handle = answer.json["id"]
    bare = handle.split(".")[0]
    code = eventually(lambda: [m for m in server.outbox(person.email) if "recover" in m["subject"]], "the code")[0]
    equal(client.api("POST", f"/recoveries/{bare}/code", {"code": code_of(code)}).status, 422)
    equal(client.api("POST", f"/recoveries/{handle}/code", {"code": code_of(code)}).status, 200)
    for one in (bare, bare + "." + "A" * 43):
        equal(client.api("POST", f"/recoveries/{one}/password", {"password": "an intruder's own river"}).status, 404)
    equal(client.api("POST", f"/recoveries/{handle}/password", {"password": "the owner's own river"}).status, 204)


run()
