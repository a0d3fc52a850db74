# SPDX-License-Identifier: Apache-2.0
"""The JSON API as an integrator reads it in the contract: the main job, and the shape of every refusal."""
import concurrent.futures
import re

from customers import Customer, captcha, register
from kabinet import code_of, contains, equal, expect, journey, routes, run

PROBLEM = {"type", "title", "status", "detail", "code"}
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"


def problem(answer, status, code=None, field=None):
    """A refusal in the one shape of them all."""
    equal(answer.status, status, answer.text)
    contains(answer.header("content-type"), "application/problem+json")
    value = answer.json
    expect(PROBLEM <= set(value), value)
    equal(value["status"], status)
    if code:
        equal(value["code"], code)
    if status == 422:
        expect(isinstance(value["fields"], list), value)
    if field:
        expect(any((f["name"], f["code"]) == field for f in value["fields"]), f"{field} in {value['fields']}")
    return value


def success(answer, status):
    equal(answer.status, status, answer.text)
    if status == 204:
        equal(answer.body, b"")
        return None
    contains(answer.header("content-type"), "application/json")
    return answer.json


def begin(person, **other):
    return person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person), **other})


@journey("a person registers, reads and changes the account, logs out and in, and recovers")
def whole_story(server):
    person = Customer(server)
    equal(success(person.api("GET", f"/logins/{person.login}"), 200), {"available": True})
    begun = success(begin(person), 202)
    equal((set(begun), begun["next"]), ({"id", "next"}, "confirm_email"))
    path = f"/registrations/{begun['id']}/confirm"
    problem(person.api("POST", path, {"code": "000000"}), 422, field=("code", "wrong_code"))
    made = success(person.api("POST", path, {"code": server.code(person.email)}), 201)
    equal(set(made), {"token", "account"})
    problem(person.api("POST", path, {"code": server.code(person.email)}), 422, field=("code", "expired_code"))
    person.bearer = made["token"]
    me = success(person.api("GET", "/me"), 200)
    equal(me, made["account"])
    for name in ("login", "name", "email", "phone", "language"):
        equal(me[name], getattr(person, name))
    equal((me["email_verified"], me["phone_verified"], me["timezone"]), (True, False, "Europe/Kyiv"))
    expect(isinstance(me["id"], str) and me["number"], me)
    expect(re.fullmatch(TIME, me["created_at"]), me)
    equal(success(person.api("GET", f"/logins/{person.login.upper()}"), 200), {"available": False})

    changed = success(person.api("PATCH", "/me", {"name": "Олена Мельник", "timezone": "Europe/London"}), 200)
    equal(changed, {**me, "name": "Олена Мельник", "timezone": "Europe/London"})
    equal(success(person.api("PATCH", "/me", {"language": "uk"}), 200)["language"], "uk")

    success(person.api("POST", "/me/phone", {"phone": person.phone}), 202)
    problem(person.api("POST", "/me/phone/confirm", {"code": "000000"}), 422, field=("code", "wrong_code"))
    me = success(person.api("POST", "/me/phone/confirm", {"code": server.code(person.phone)}), 200)
    equal(me["phone_verified"], True)

    success(person.api("DELETE", "/sessions/current"), 204)
    problem(person.api("GET", "/me"), 401, "unauthenticated")
    for identifier in (person.login, person.email, person.phone):
        answer = success(person.api("POST", "/sessions", {"identifier": identifier, "password": person.password}), 201)
        equal(set(answer), {"token"})
    person.bearer = answer["token"]

    recovery = []
    body = {"identifier": person.email, "altcha": captcha(person, "recover")}
    message = server.message_after(lambda: recovery.append(person.api("POST", "/recoveries", body)), person.phone)
    begun = success(recovery[0], 202)
    equal((set(begun), begun["channels"]), ({"id", "channels"}, ["sms", "email"]))
    path = f"/recoveries/{begun['id']}"
    problem(person.api("POST", path + "/password", {"password": "quite new rivers 1"}), 404)
    problem(person.api("POST", path + "/code", {"code": "000000"}), 422, field=("code", "wrong_code"))
    problem(person.api("POST", path + "/other"), 429, "too_soon")
    equal(success(person.api("POST", path + "/code", {"code": code_of(message)}), 200), {"next": "password"})
    problem(person.api("POST", path + "/password", {"password": "short"}), 422, field=("password", "password_short"))
    success(person.api("POST", path + "/password", {"password": "quite new rivers 1"}), 204)
    problem(person.api("GET", "/me"), 401)
    person.password = "quite new rivers 1"
    person.bearer = person.sign_in()
    equal(person.api("GET", "/me").status, 200)


@journey("a challenge is in the ALTCHA v2 format, of a scope or of any")
def challenge(server):
    client = server.client()
    for path in ("/captcha", "/captcha?scope=register"):
        value = success(client.api("GET", path), 200)
        expect({"parameters", "signature"} <= set(value), value)
    problem(client.api("GET", "/captcha?scope=../x"), 422)
    person = Customer(server)
    success(person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person, "any")}), 202)


@journey("whether a login is free is told; of e-mail and phone nothing is")
def logins(server):
    person = register(server, browser=False)
    client = server.client()
    for login, free in ((person.login, False), (person.login.upper(), False), ("nobody.knows", True),
                        (person.email.replace("@", "%40"), False), ("nobody%40example.com", False),
                        (person.phone.replace("+", "%2B"), False), ("%2B380501112233", False), ("ab", False),
                        ("%D0%BElena", False),
                        ("a%00b", None), ("x" * 300, False), ("a%20b", False), ("%FF%FE", None)):
        answer = client.api("GET", f"/logins/{login}")
        if free is None:
            expect(answer.status in (200, 400, 404) and answer.text.find("true") < 0, answer.text)
        else:
            equal((login, success(answer, 200)), (login, {"available": free}))


@journey("devices: listed, ended one by one; somebody else's is like an absent one to the byte")
def sessions(server):
    person, other = register(server, browser=False), register(server, browser=False)
    person.bearer, other.bearer = person.token, other.token
    second = server.client()
    second.bearer = person.sign_in()
    value = success(person.api("GET", "/sessions"), 200)
    equal((set(value), value["next"]), ({"items", "next"}, None))
    equal(len(value["items"]), 2)
    equal([s["current"] for s in value["items"]].count(True), 1)
    foreign = next(s["id"] for s in success(other.api("GET", "/sessions"), 200)["items"])
    absent = foreign[:-4] + ("0000" if foreign[-4:] != "0000" else "1111")
    answers = [person.api("DELETE", f"/sessions/{one}") for one in (foreign, absent, "nonsense")]
    for answer in answers:
        problem(answer, 404, "not_found")
        equal(answer.body, answers[0].body)
        equal({k for k in answer.headers}, {k for k in answers[0].headers})
    equal(other.api("GET", "/me").status, 200)
    mine = next(s["id"] for s in value["items"] if not s["current"])
    success(person.api("DELETE", f"/sessions/{mine}"), 204)
    equal(second.api("GET", "/me").status, 401)
    problem(person.api("DELETE", f"/sessions/{mine}"), 404)


@journey("flows of others are like absent ones to the byte")
def flows(server):
    person = Customer(server)
    begun = success(begin(person), 202)
    client = server.client()
    nowhere = "018f0000-0000-7000-8000-000000000000"
    for base in ("registrations", "recoveries"):
        for call, body in (("confirm" if base == "registrations" else "code", {"code": "123456"}),
                           ("resend" if base == "registrations" else "other", None)):
            bodies = {re.sub(rb'"request_id":"[^"]+"', b"", client.api("POST", f"/{base}/{one}/{call}", body).body)
                      for one in (nowhere, "nonsense", "%20", "x" * 200)}
            equal(len(bodies), 1, f"{base} {call}")
    success(person.api("POST", f"/registrations/{begun['id']}/confirm", {"code": server.code(person.email)}), 201)


@journey("the password is changed with the present one, and all other sessions end")
def password(server):
    person = register(server, browser=False)
    person.bearer = person.token
    second = server.client()
    second.bearer = person.sign_in()
    fresh = "four green lanterns 7"
    problem(person.api("POST", "/me/password", {"password": "not this one", "new_password": fresh}), 422,
            field=("password", "wrong_password"))
    problem(person.api("POST", "/me/password", {"password": person.password, "new_password": person.password}), 422,
            field=("new_password", "password_same"))
    problem(person.api("POST", "/me/password", {"password": person.password, "new_password": "короткий пароль мій"}),
            422, field=("new_password", "cyrillic"))
    success(person.api("POST", "/me/password", {"password": person.password, "new_password": fresh}), 204)
    equal((person.api("GET", "/me").status, second.api("GET", "/me").status), (200, 401))
    person.password = fresh
    person.sign_in()
    contains(server.message(person.email)["subject"].lower(), "password")


@journey("the same Idempotency-Key gives the same answer, with another body a refusal")
def idempotency(server):
    person = Customer(server)
    person.get("/register")  # a guest's keys belong to the cookie, or without one to the body
    body = {**person.form(), "altcha": captcha(person)}
    key = {"Idempotency-Key": f"key-{person.login}"}
    first = person.api("POST", "/registrations", body, key)
    second = person.api("POST", "/registrations", body, key)
    success(first, 202)
    equal(second.body, first.body)
    equal(second.header("idempotent-replayed"), "true")
    equal(len(server.outbox(person.email)), 1)
    problem(person.api("POST", "/registrations", {**body, "name": "Інша Особа"}, key), 422, "idempotency_key_reused")
    for bad in ("k" * 256, "a b", "é"):
        problem(person.api("POST", "/registrations", body, {"Idempotency-Key": bad.encode()}), 400)
    body = {"identifier": person.login, "altcha": captcha(person, "recover")}
    key = {"Idempotency-Key": f"again-{person.login}"}
    equal(person.api("POST", "/recoveries", body, key).body, person.api("POST", "/recoveries", body, key).body)


@journey("twins under one Idempotency-Key that come at once create one registration")
def twins(server):
    person = Customer(server)
    body = {**person.form(), "altcha": captcha(person)}
    key = {"Idempotency-Key": f"twin-{person.login}"}
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: server.client().api("POST", "/registrations", body, key), range(6)))
    begun = {answer.body for answer in answers if answer.status == 202}
    equal(len(begun), 1)
    equal({answer.status for answer in answers}, {202})
    equal(len(server.outbox(person.email)), 1)


def shape(answer):
    """What of an answer does not depend on chance: status, names of headers, length of the body."""
    return answer.status, sorted(answer.headers), len(answer.body)


@journey("known and unknown are answered alike to the length: registration, confirmation, recovery, login")
def alike(server):
    known, shapes = register(server, browser=False), []
    for email in (known.email, None):
        person = Customer(server)
        person.email = email or person.email
        begun = begin(person)
        path = f"/registrations/{begun.json['id']}"
        shapes.append([shape(begun), shape(person.api("POST", path + "/confirm", {"code": "000000"})),
                       shape(person.api("POST", path + "/resend"))])
    equal(shapes[0], shapes[1])
    shapes = []
    for identifier in (known.login, known.email, known.phone, "nobody.at.all", "n@example.org", "+380500000001"):
        client = server.client()
        begun = client.api("POST", "/recoveries", {"identifier": identifier, "altcha": captcha(client, "recover")})
        path = f"/recoveries/{begun.json['id']}"
        login = {"identifier": identifier, "password": "wrong"}
        shapes.append([shape(begun), shape(client.api("POST", path + "/code", {"code": "000000"})),
                       shape(client.api("POST", path + "/other")), shape(client.api("POST", "/sessions", login))])
    expect(all(one == shapes[0] for one in shapes), shapes)


@journey("without a token, or with a wrong one, a customer's call is 401 in the one shape")
def unauthenticated(server):
    client = server.client()
    for method, path, body in (("GET", "/me", None), ("PATCH", "/me", {}), ("GET", "/sessions", None),
                               ("DELETE", "/sessions/current", None), ("POST", "/me/password", {}),
                               ("POST", "/me/phone", {}), ("GET", "/events", None)):
        for token in (None, "", "x", "A" * 43, "Bearer", "\u00ff" * 10, "a" * 5000):
            client.bearer = token
            answer = client.api(method, path, body)
            if token is not None and len(token) > 4000 and answer.status in (400, 431):
                continue
            problem(answer, 401, "unauthenticated")
            equal(answer.header("www-authenticate"), "Bearer")
    person = register(server)
    person.bearer = None
    equal(person.api("GET", "/me").status, 401, "a cookie opens no call")
    problem(client.api("POST", "/sessions", {"identifier": person.login, "password": "wrong password"}), 401,
            "wrong_credentials")


@journey("an unknown call is 404, a wrong method 405 with what is allowed")
def unknown(server):
    client = server.client()
    for path in ("/nowhere", "/", "", "/me/nothing", "/sessions/a/b", "/mE"):
        problem(client.api("GET", path), 404, "not_found")
        problem(client.api("POST", path, {"a": 1}), 404, "not_found")
    for method, path in (("DELETE", "/registrations"), ("PUT", "/me"), ("POST", "/logins/x"), ("PATCH", "/sessions")):
        answer = client.api(method, path, {"a": 1})
        problem(answer, 405, "method_not_allowed")
        expect(answer.header("allow"), "Allow is missing")


@journey("a body that is no JSON object of known fields is refused, each fault by its name")
def bodies(server):
    client = server.client()
    path = "/api/v1/sessions"
    good = '{"identifier":"a","password":"b"}'
    json_type = {"Content-Type": "application/json"}

    def send(body, headers=None):
        return client.request("POST", path, body, json_type if headers is None else headers)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                 "application/xml", "application/jsonp", "json", ""):
        problem(send(good, {"Content-Type": kind}), 415, "content_type")
    for body in ("", "{", "[]", '"x"', "null", "1", good + "x", "{'a':1}", '{"identifier":"a","identifier":"b"}',
                 '{"a":' * 40 + "1" + "}" * 40, b'{"identifier":"\xff"}', b"\xef\xbb\xbf" + good.encode(),
                 '{"identifier":"\\ud800","password":"b"}', '{"identifier":"a\\u0000","password":"b"}',
                 '{"identifier":1e999}', "{" + '"x":1,' * 50 + '"y":1}'):
        answer = send(body if isinstance(body, bytes) else body.encode())
        expect(answer.status in (400, 422), f"{answer.status} for {body[:60]!r}")
        problem(answer, answer.status)
    problem(send("{" + ",".join(f'"x{i}":1' for i in range(200)) + "}"), 413, "too_large")
    value = problem(send('{"identifier":"a","password":"b","admin":true}'), 422)
    equal(value["fields"], [{"name": "admin", "code": "unknown_field"}])
    for wrong in ("1", "true", "[]", "{}", "1.5", '["a"]'):
        problem(send('{"identifier":%s,"password":"b"}' % wrong), 422, field=("identifier", "wrong_type"))
    value = problem(send("{}"), 422)
    equal(value["fields"], [{"name": "identifier", "code": "required"}, {"name": "password", "code": "required"}])
    problem(send('{"identifier":null,"password":"b"}'), 422, field=("identifier", "required"))
    answer = send("{" + '"identifier":"' + "a" * 300000 + '"}')
    equal(answer.status, 413)


@journey("every field of a registration is refused by a stable word")
def registration_fields(server):
    person = Customer(server)
    for field, value, code in (
            ("login", "", "required"), ("login", "ab", "login_length"), ("login", "a" * 33, "login_length"),
            ("login", "1olena", "login_first_letter"), ("login", "olena k", "login_characters"),
            ("login", "олена", "cyrillic"), ("login", "оlena", "cyrillic"),
            ("login", "ole\u200bna", "invisible"), ("email", "nobody", "bad_email"), ("email", "a@b@c", "bad_email"),
            ("phone", "12", "bad_phone"), ("phone", "+1 555", "bad_phone"), ("name", "", "required"),
            ("name", "ane\u202elo", "invisible"), ("language", "de", "bad_choice"), ("terms", False, "terms_required"),
            ("terms", "yes", "wrong_type"), ("password", "short", "password_short"),
            ("password", "пароль довгий дуже", "cyrillic"), ("password", "tab\tin the middle", "bad_characters"),
            ("password", "password1234", "password_weak"),
            ("altcha", "", "captcha_required"), ("altcha", "e30=", "captcha_wrong"), ("name", 5, "wrong_type")):
        answer = person.api("POST", "/registrations", {**person.form(), "altcha": "", field: value})
        found = [f["code"] for f in problem(answer, 422)["fields"] if f["name"] == field]
        equal((field, value, found), (field, value, [code]))
        expect(person.password not in answer.text)


@journey("the account's own trail is told, newest first, page by page")
def events(server):
    person = register(server, browser=False)
    person.bearer = person.token
    success(person.api("PATCH", "/me", {"name": "Олена Мельник"}), 200)
    success(person.api("PATCH", "/me", {"name": "Олена Ковальчук"}), 200)
    first = success(person.api("GET", "/events?limit=2"), 200)
    equal(len(first["items"]), 2)
    expect(all(re.fullmatch(TIME, item["at"]) for item in first["items"]), first)
    rest = success(person.api("GET", f"/events?limit=100&after={first['next']}"), 200)
    equal(rest["next"], None)
    ids = [item["id"] for item in first["items"] + rest["items"]]
    equal(len(ids), len(set(ids)))
    expect(len(ids) >= 3, ids)
    times = [item["at"] for item in first["items"] + rest["items"]]
    equal(times, sorted(times, reverse=True))
    for query in ("limit=0", "limit=-1", "limit=x", "limit=101", "limit=99999999999999999999", "after=x", "after=%00"):
        answer = person.api("GET", f"/events?{query}")
        expect(answer.status in (200, 400, 422), f"{query}: {answer.status}")


@journey("the description holds every call of the program and is what it serves")
def openapi(server):
    client = server.client()
    document = success(client.api("GET", "/openapi.json"), 200)
    equal(document["openapi"][:3], "3.1")
    rows = [(method, path[7:]) for method, path, _, _ in routes() if path.startswith("/api/v1/")]
    expect(len(rows) > 15, rows)
    for method, path in rows:
        operation = document["paths"][path][method.lower()]
        expect(operation["responses"], path)
    equal(sum(len(path) for path in document["paths"].values()), len(rows))
    text = str(document)
    for name in re.findall(r"'\$ref': '#/components/(\w+/\w+)'", text):
        kind, word = name.split("/")
        expect(word in document["components"][kind], name)


run()
