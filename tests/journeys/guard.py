# SPDX-License-Identifier: Apache-2.0
"""What protects a customer: forms of other sites, headers of every answer, addresses to return to, the log."""
import json
import re
import socket
from urllib.parse import quote

from customers import Customer, captcha, register
from kabinet import Server, code_of, contains, equal, expect, journey, path_of, routes, run, signed_routes
from staff import hire

NOWHERE = "018f0000-0000-7000-8000-000000000000"
# Every form of a page: its address, who may send it, its fields.
PAGES = [(re.sub(r"\{\w+\}", NOWHERE, path), who.split(":")[0], fields) for method, path, who, fields in routes()
         if method == "POST" and "/api/" not in path and path not in signed_routes()]


def token_of(client, path):
    return client.get(path).form(path)["fields"]["csrf"]


def refused(client, path, fields, statuses, what, headers=None):
    answer = client.post(path, fields, headers)
    expect(answer.status in statuses, f"{what}: {answer.status} from {path}")


def form_attacks(client, other, path, fields, page="/logout"):
    own, foreign = token_of(client, page), token_of(other, page)
    body = dict.fromkeys(fields, "x")
    good = {**body, "csrf": own}
    refused(client, path, body, (403,), "no token")
    refused(client, path, {**body, "csrf": ""}, (403,), "an empty token")
    refused(client, path, {**body, "csrf": foreign}, (403,), "another session's token")
    refused(client, path, {**body, "csrf": own[:-1] + ("0" if own[-1] != "0" else "1")}, (403,), "a forged token")
    for origin in ("https://evil.example", "null", client.server.url + ".evil.example", client.server.url + "0"):
        refused(client, path, good, (403,), f"from {origin}", {"Origin": origin})
    for site in ("cross-site", "same-site"):
        refused(client, path, good, (403,), site, {"Sec-Fetch-Site": site})
    for kind in ("text/plain", "application/json", "application/xml"):
        answer = client.request("POST", path, json.dumps(good), {"Content-Type": kind})
        equal((path, kind, answer.status), (path, kind, 415))


@journey("no form can be sent from another site, nor with somebody else's token, on any page")
def forms(server):
    expect(len(PAGES) > 15, PAGES)
    customer, stranger = register(server), register(server)
    boss, colleague = hire(server), hire(server)
    guest, other_guest = server.client(), server.client()
    for client in (guest, other_guest):
        client.get("/login")
    before = customer.get("/home").words
    for path, who, fields in PAGES:
        if who == "customer":
            form_attacks(customer, stranger, path, fields)
        elif who == "staff":
            form_attacks(boss, colleague, path, fields, "/staff/logout")
        else:
            guest_attacks(guest, other_guest, path, fields)
    equal(customer.get("/home").words, before, "nothing changed, nobody was signed out")
    equal(boss.get("/staff").status, 200)


def guest_attacks(client, other, path, fields):
    own, foreign = [c.get("/login").form("/login")["fields"]["csrf"] for c in (client, other)]
    body = dict.fromkeys(fields, "x")
    for what, token in (("none", None), ("empty", ""), ("foreign", foreign), ("short", own[:50])):
        refused(client, path, body if token is None else {**body, "csrf": token}, (403,), what)
    refused(client, path, {**body, "csrf": own}, (403,), "another site", {"Sec-Fetch-Site": "cross-site"})
    refused(client, path, {**body, "csrf": own}, (403,), "another origin", {"Origin": "https://evil.example"})
    answer = client.request("POST", path, json.dumps({"csrf": own}), {"Content-Type": "text/plain"})
    equal((path, answer.status), (path, 415))
    naked = client.server.client()
    refused(naked, path, {**body, "csrf": own}, (403,), "without the cookie")


@journey("no page changes anything by GET, and a token dies after a day and at login")
def old_tokens(server):
    customer = register(server)
    page = customer.get("/logout")
    for path, _, fields in PAGES:
        query = "&".join(f"{field}=x" for field in fields)
        expect(customer.get(f"{path}?{query}").status in (200, 303, 404, 405, 410, 422), path)
    equal(customer.get("/home").status, 200, "still signed in")
    guest = server.client()
    form = guest.get("/login")
    answer = guest.submit(form, "/login", {"identifier": customer.login, "password": customer.password})
    equal(answer.status, 303)
    token = form.form("/login")["fields"]["csrf"]
    equal(guest.post("/logout", {"csrf": token}).status, 403, "the guest's token is worth nothing now")
    server.turn_clock(24 * 3600 + 1)
    answer = customer.submit(page, "/logout", {})
    equal(answer.status, 403)
    server.turn_clock(-24 * 3600 - 1)
    equal(customer.submit(page, "/logout", {}).status, 303)


@journey("a cookie opens no call of the API, so that no page of another site can make one")
def api_takes_no_cookie(server):
    customer = register(server)
    for method, path, body in (("GET", "/me", None), ("PATCH", "/me", {"name": "X"}), ("GET", "/sessions", None),
                               ("DELETE", "/sessions/current", None)):
        equal(customer.api(method, path, body).status, 401)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"):
        answer = customer.request("POST", "/api/v1/sessions", '{"identifier":"a","password":"b"}',
                                  {"Content-Type": kind})
        equal(answer.status, 415)
    equal(customer.get("/api/v1/openapi.json").header("access-control-allow-origin"), "")


HEADERS = {
    "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
}


def headers_hold(answer, secure=False):
    where = f"{answer.path} ({answer.status})"
    for name, value in HEADERS.items():
        equal(answer.header(name), value, f"{name} of {where}")
    contains(answer.header("permissions-policy"), "camera=()")
    policy = answer.header("content-security-policy")
    contains(policy, "default-src 'none'")
    contains(policy, "frame-ancestors 'none'")
    expect(not re.search(r"unsafe|\*|https?:|data:\s*script", policy), policy)
    expect("/assets/" in answer.path or "no-store" in answer.header("cache-control"), f"cache-control of {where}")
    equal(answer.header("strict-transport-security") != "", secure, f"HSTS of {where}")
    for cookie in answer.headers.get("set-cookie", []):
        contains(cookie, "HttpOnly")
        expect(re.search("SameSite=(Lax|Strict)", cookie), cookie)
        equal("; Secure" in cookie, secure, cookie)
        equal(cookie.startswith("__Host-"), secure, cookie)
        expect("Domain=" not in cookie, cookie)


def every_kind_of_answer(client):
    page = client.get("/register?captcha=picture")
    drawn = re.findall(r'src="(/captcha/[^"?]+)', page.text)
    assets = [link for link in re.findall(r'(?:href|src)="(/assets/[^"]+)"', page.text)]
    expect(len(drawn) == 2 and len(assets) >= 2, (drawn, assets))
    yield page
    for path in ["/", "/login", "/login?next=/home", "/home", "/nowhere", "/healthz", "/readyz", "/robots.txt",
                 "/api/v1/nowhere", "/api/v1/me", "/api/v1/openapi.json", "/api/v1/captcha",
                 "/api/v1/captcha?scope=%00", "/captcha/nothing.png", "/assets/nowhere.css", "/assets/../kabinet.db",
                 *drawn, *assets]:
        yield client.get(path)
    yield client.request("HEAD", "/")
    yield client.request("OPTIONS", "/login")
    yield client.request("DELETE", "/login")
    yield client.request("TRACE", "/")
    yield client.post("/login", {"identifier": "x"})
    yield client.post("/nowhere", {})
    yield client.submit(client.get("/login"), "/login", {"identifier": "nobody", "password": "wrong"})
    yield client.api("POST", "/sessions", {"identifier": "nobody"})
    yield client.api("POST", "/sessions", {"identifier": "nobody", "password": "wrong"})
    yield client.request("POST", "/api/v1/sessions", "{", {"Content-Type": "application/json"})
    yield client.request("POST", "/login", "x" * (2 << 20))


@journey("protective headers stand on every kind of answer")
def headers(server):
    client = server.client()
    for answer in every_kind_of_answer(client):
        headers_hold(answer)
    customer = register(server)
    for path in ("/home", "/profile", "/security", "/security/history", "/security/password", "/profile/phone",
                 "/logout", "/login"):
        headers_hold(customer.get(path))
    for _ in range(12):
        answer = client.api("POST", "/sessions", {"identifier": "nobody.else", "password": "wrong"})
    equal(answer.status, 429)
    headers_hold(answer)


@journey("under https cookies are Secure and __Host-, and HSTS stands on every answer")
def secure_headers(_):
    with Server({"server.public_url": "https://my.example.com"}, demo=False) as server:
        server.start()
        client = server.client()
        for path in ("/", "/login", "/register", "/nowhere", "/api/v1/me", "/home", "/?lang=uk", "/?theme=dark"):
            headers_hold(client.get(path), secure=True)
        expect(any(name.startswith("__Host-") for name in client.cookies), client.cookies)


@journey("refusals of the wire itself carry the headers too, and the connection is closed")
def wire_refusals(server):
    for text in (b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                 b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n",
                 b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
                 b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 100000 + b"\r\n\r\n", b"nonsense\r\n\r\n",
                 b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n",
                 b"POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc"):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(text)
            answer = b""
            try:
                while part := connection.recv(65536):
                    answer += part
            except ConnectionResetError:
                pass
        head = answer.decode("latin-1")
        expect(head[9:10] in "45" and head.startswith("HTTP/1.1 "), f"{text[:40]!r}: {head[:100]!r}")
        for line in ("X-Content-Type-Options: nosniff", "X-Frame-Options: DENY",
                     "Content-Security-Policy: default-src"):
            contains(head, line)
        expect("Server:" not in head, head)


ELSEWHERE = ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example", "\\\\evil.example",
             "\t//evil.example", "/\t/evil.example", "%2f%2fevil.example", "@evil.example", "javascript:alert(1)",
             "https://127.0.0.1@evil.example/", "/\r\nLocation: https://evil.example", "///evil.example",
             "/%0d%0aSet-Cookie:x=1", "http:/evil.example", "evil.example", "/home\x00//evil.example",
             "..//evil.example",
             "/.//evil.example", "/home\u2028", "", "?x", "#x", "/" + "a" * 2000]


@journey("after login nobody is sent to another site, whatever next= says")
def redirects(server):
    person = register(server, browser=False)
    for wanted in ELSEWHERE:
        client = server.client()
        page = client.get("/login")
        values = {"identifier": person.login, "password": person.password, "next": wanted}
        answer = client.submit(page, "/login", values)
        if answer.status == 422 or answer.status == 400:
            continue
        equal(answer.status, 303, repr(wanted))
        expect(re.match(r"^/(?![/\\])[\x21-\x7e]*$", answer.location), f"{wanted!r} leads to {answer.location!r}")
        expect("evil" not in answer.location or answer.location.startswith("/%") or "/.//" in wanted,
               f"{wanted!r} leads to {answer.location!r}")
        equal(len(answer.headers["location"]), 1)
        expect("x" not in client.cookies)
    for wanted in ELSEWHERE:
        if "\x00" in wanted:
            continue
        answer = server.client().get("/login?next=" + quote(wanted))
        expect(answer.status in (200, 400), wanted)
        expect("evil" not in answer.location)
    answer = server.client().request("GET", "/home", headers={"Host": "evil.example"})
    expect(answer.status in (303, 400, 421), answer.status)
    expect("evil" not in answer.location, answer.location)


@journey("letters lead to the public address, whatever Host a request names")
def host_of_letters(server):
    person = Customer(server)
    headers = {"Content-Type": "application/json", "Host": "evil.example", "X-Forwarded-Host": "evil.example",
               "Forwarded": "host=evil.example"}
    body = json.dumps({**person.form(), "altcha": captcha(person)})
    answer = person.request("POST", "/api/v1/registrations", body, headers)
    if answer.status == 202:
        message = server.message(person.email)
        expect("evil" not in message["text"] + message["html"] + message["subject"])
        path_of(message, "/register/confirm")
        contains(message["text"], server.url)
    else:
        expect(answer.status in (400, 421), answer.status)


NASTY = ["a\r\nb", "a\nb", "a\rb", "a\x00b", "a\x1b[31mb", "a\u2028b", "a\x85b", '","level":"error","x":"', "a\x7fb"]


@journey("nothing typed breaks a line of the log, the list of devices or a letter")
def injections(server):
    person = register(server)
    for text in NASTY:
        for path, fields in (("/login", {"identifier": text, "password": text}),
                             ("/recover", {"identifier": text, "altcha": text})):
            client = server.client()
            answer = client.submit(client.get(path), path, fields)
            expect(answer.status in (400, 422), f"{text!r}: {answer.status}")
        for field in ("name", "email", "login", "phone"):
            stranger = Customer(server)
            value = {"name": f"Олена{text}", "email": f"a{text}@example.com"}.get(field, text)
            answer = stranger.api("POST", "/registrations", {**stranger.form(), field: value,
                                                             "altcha": captcha(stranger)})
            expect(answer.status in ((202, 400, 422) if field == "name" else (400, 422)), f"{text!r}: {answer.status}")
        answer = person.submit(person.get("/profile"), "/profile", {"name": f"Олена{text}"})
        expect(answer.status in (303, 400, 422), answer.status)
        answer = server.client().get("/" + "".join(f"%{byte:02X}" for byte in text.encode()))
        expect(answer.status in (400, 404), answer.status)
    for agent in ('evil"},{"level":"x', "a" * 3000, "\x1b[31m".encode(), "Олена".encode(), b"\xff\xfe", b"a\x7f"):
        answer = server.client().request("GET", "/nowhere", headers={"User-Agent": agent, "Referer": agent})
        expect(answer.status in (400, 404, 431), answer.status)
    for name in ("Bcc: a@evil.example", "x\\r\\nBcc: a@evil.example", "=?utf-8?q?=0ABcc:a@evil.example?=", "." * 50):
        other = Customer(server)
        answer = other.api("POST", "/registrations", {**other.form(), "name": name, "altcha": captcha(other)})
        expect(answer.status in (202, 422), answer.status)
    expect(not [m for m in server.outbox() if "evil" in m["to"] or "\n" in m["to"] + m["subject"]])
    for line in server.log().splitlines():
        expect(line.startswith("{") and line.endswith("}"), line[:300])
        value = json.loads(line)
        expect({"at", "level", "message"} <= set(value), line[:300])
        expect("\x1b" not in line)


@journey("the log keeps no secret: passwords, codes, tokens, cookies")
def secrets(_):
    with Server({"server.log_level": "debug"}) as server:
        server.start()
        person = register(server)
        secret = [person.password, person.token, person.cookies["session"], server.code(person.email)]
        person.api("POST", "/sessions", {"identifier": person.login, "password": "wrong but secret 123"})
        page = server.client()
        page.submit(page.get("/login"), "/login", {"identifier": "typed as login 55", "password": person.password})
        person.submit(person.get("/profile/phone"), "/profile/phone", {})
        secret += ["wrong but secret 123", server.code(person.phone)]
        secret.append(path_of(server.message(person.email), "/"))
        for path in ("/register/confirm?token=" + "t" * 43, "/recover/link?token=" + "t" * 43):
            person.get(path)
        log = server.log()
        for word in secret + ["t" * 43]:
            expect(word not in log, f"{word} is in the log")
        contains(log, '"level"')


def changed(answer, statuses=(200, 201, 202, 204)):
    expect(answer.status in statuses, answer.text)
    return answer


@journey("the log tells every event of signing in and of the keys to an account, a line each")
def events(_):
    with Server() as server:  # of its own: a log that is flooded by others is sampled
        server.start()
        person = register(server, browser=False)
        person.bearer = person.token
        account = person.api("GET", "/me").json["id"]
        changed(person.api("POST", "/me/phone", {"phone": person.phone}))
        changed(person.api("POST", "/me/phone/confirm", {"code": server.code(person.phone)}))
        for _ in range(12):
            person.api("POST", "/sessions", {"identifier": person.login, "password": "wrong"})
        fresh = "eleven quiet bridges"
        other = server.client()
        body = {"identifier": person.login, "password": person.password}
        other.bearer = changed(other.api("POST", "/sessions", body)).json["token"]
        changed(other.api("POST", "/me/password", {"password": person.password, "new_password": fresh}))
        changed(other.api("DELETE", "/sessions/current"))
        flows = []
        body = {"identifier": person.login, "altcha": captcha(person, "recover")}
        message = server.message_after(lambda: flows.append(person.api("POST", "/recoveries", body)), person.phone)
        path = f"/recoveries/{flows[0].json['id']}"
        changed(person.api("POST", path + "/code", {"code": code_of(message)}))
        changed(person.api("POST", path + "/password", {"password": "twelve quiet bridges"}))
        lines = [line for line in server.log_lines() if line.get("account") == account]
        counts = {message: sum(line["message"] == message for line in lines) for message in {x["message"] for x in lines}}
        equal(counts, {"account created": 1, "signed in": 2, "phone confirmed": 1, "sign-in refused": 10,
                       "sign-in limited": 2, "password changed": 1, "session ended": 1, "access recovered": 1})
        expect(all(line["network"] in (person.address, other.address) and line["request"] for line in lines), lines)


run()
