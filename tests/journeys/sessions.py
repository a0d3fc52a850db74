# SPDX-License-Identifier: Apache-2.0
"""Sessions: new at each login, dead at once when they end, limited to the second."""
from customers import Customer, captcha, register
from kabinet import Server, code_of, equal, eventually, expect, journey, run


def opens(server, cookie=None, token=None):
    client = server.client()
    if cookie:
        client.cookies["session"] = cookie
        return client.get("/home").status == 200
    client.bearer = token
    return client.api("GET", "/me").status == 200


def log_in(person):
    page = person.get("/login")
    answer = person.submit(page, "/login", {"identifier": person.login, "password": person.password})
    equal(answer.status, 303)
    return person.cookies["session"]


@journey("a session is new at each login and a planted cookie is never taken over")
def fixation(server):
    person = register(server, browser=False)
    victim = Customer(server)
    victim.login, victim.password = person.login, person.password
    victim.cookies["session"] = "P" * 43
    first = log_in(victim)
    expect(first != "P" * 43)
    expect(not opens(server, cookie="P" * 43))
    attacker = register(server)
    planted = attacker.cookies["session"]
    victim.cookies.clear()
    second = log_in(victim)
    expect(second not in (first, planted))
    expect(opens(server, cookie=planted), "the attacker's own session stays the attacker's")
    page = Customer(server)
    page.cookies["session"] = planted
    expect(victim.get("/home").words.count(person.name) > 0)
    registrant = Customer(server)
    registrant.cookies["session"] = "Q" * 43
    answer = registrant.submit(registrant.get("/register"), "/register",
                               {**registrant.form(), "terms": "1", "altcha": captcha(registrant)})
    answer = registrant.submit(registrant.follow(answer), "/register/confirm", {"code": server.code(registrant.email)})
    equal(answer.status, 303)
    expect(registrant.cookies["session"] != "Q" * 43 and opens(server, cookie=registrant.cookies["session"]))


@journey("a registration begun in one browser cannot be finished with its code in another")
def flow_of_another(server):
    person, other = Customer(server), server.client()
    answer = person.submit(person.get("/register"), "/register",
                           {**person.form(), "terms": "1", "altcha": captcha(person)})
    person.follow(answer)
    token = other.get("/login").form("/login")["fields"]["csrf"]
    answer = other.post("/register/confirm", {"code": server.code(person.email), "csrf": token})
    equal((answer.status, answer.location), (303, "/register"))
    expect("session" not in other.cookies)


@journey("the old cookie is dead at once after logout, a change of the password, and recovery")
def dead_at_once(server):
    person = register(server)
    cookie = person.cookies["session"]
    person.submit(person.get("/logout"), "/logout", {})
    expect(not opens(server, cookie=cookie))

    kept, elsewhere = log_in(person), person.sign_in()
    fresh = "twelve grey pigeons 9"
    answer = person.submit(person.get("/security/password"), "/security/password",
                           {"password": person.password, "new_password": fresh})
    equal(answer.status, 303)
    person.password = fresh
    expect(not opens(server, token=elsewhere) and not opens(server, token=person.token))
    expect(opens(server, cookie=person.cookies["session"]), "this browser stays")

    elsewhere = person.sign_in()
    body = {"identifier": person.login, "altcha": captcha(person, "recover")}
    flows = []
    message = server.message_after(lambda: flows.append(person.api("POST", "/recoveries", body)), person.email)
    path = f"/recoveries/{flows[0].json['id']}"
    equal(person.api("POST", path + "/code", {"code": code_of(message)}).status, 200)
    expect(opens(server, token=elsewhere), "until the password is set nothing ends")
    equal(person.api("POST", path + "/password", {"password": "thirteen grey pigeons"}).status, 204)
    for one in (kept, person.cookies.get("session", kept)):
        expect(not opens(server, cookie=one))
    expect(not opens(server, token=elsewhere))


@journey("somebody else's session cannot be ended, and a session's id opens nothing")
def others(server):
    person, other = register(server), register(server)
    other.bearer = other.token
    ids = [s["id"] for s in other.api("GET", "/sessions").json["items"]]
    token = person.get("/logout").form("/logout")["fields"]["csrf"]
    for one in [*ids, "x", "", "A" * 64]:
        answer = person.post("/security/sessions/end", {"csrf": token, "id": one})
        expect(answer.status in (303, 422), answer.status)
        expect(not one or not opens(server, token=one))
    equal(len(other.api("GET", "/sessions").json["items"]), len(ids))
    equal(other.api("GET", "/me").status, 200)


def seen_at(client):
    answer = client.api("GET", "/sessions")
    equal(answer.status, 200)
    return next(session["seen_at"] for session in answer.json["items"] if session["current"])


@journey("a session ends after its idle time and after its whole time, to the second")
def limits(_):
    with Server({"session.idle": "30m", "session.absolute": "1h"}) as server:
        server.start()
        person = register(server, browser=False)
        server.pass_time(1799)
        expect(opens(server, token=person.token))
        server.pass_time(1802)
        expect(not opens(server, token=person.token), "idle for half an hour and a second")
        person.bearer = person.sign_in()
        for _ in range(2):
            before = seen_at(person)
            server.pass_time(1700)
            eventually(lambda before=before: seen_at(person) > before, "the use to be remembered")
        server.pass_time(190)
        expect(opens(server, token=person.bearer))
        server.pass_time(11)
        expect(not opens(server, token=person.bearer), "an hour and a second old")


run()
