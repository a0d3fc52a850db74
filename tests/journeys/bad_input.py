# SPDX-License-Identifier: Apache-2.0
"""Every field of every form and call, with all that people and attackers type: a clear refusal, never a fault."""
import http.client
import json
import re
from urllib.parse import quote

from customers import Customer, captcha, register
from kabinet import contains, equal, expect, journey, routes, run
from staff import hire

SCRIPT = '"><script>alert(1)</script>'
TEXTS = {
    "one character": "x", "a hundred": "a" * 100, "one over": "a" * 101, "a thousand": "a" * 1000, "over": "a" * 1001,
    "4 kB": "a" * 4097, "64 kB": "a" * 65536, "64 kB of Cyrillic": "ж" * 32768, "2,000 Cyrillic": "ж" * 2000,
    "mixed scripts": "оlena.kоvаl",
    "bidi marks": "olena\u202ekova", "zero width": "ole\u200bna\ufeff", "look-alikes": "οlеnа", "full width": "ｏｌｅｎａ",
    "combining": "e" + "\u0301" * 300, "emoji": "👩\u200d💻🇺🇦", "markup": SCRIPT, "quotes": "'\"`;--\\",
    "template": "{{7*7}}${7}",
    "blanks": "   \u00a0\u3000", "separators": "a\u2028b\u2029c", "private use": "\ue000\U0010ffff", "digits": "٣٤٥１２",
    "path": "../../etc/passwd", "percent": "%00%ff%zz", "turkish": "İıſK", "noncharacter": "\ufffe\uffff",
}
RAW = {  # percent-encoded as they travel
    "NUL": "a%00b", "controls": "a%01%02%1Bb", "line breaks": "a%0D%0Ab", "a tab": "a%09b",
    "DEL": "a%7Fb", "C1": "a%C2%85b",
    "invalid UTF-8": "a%FF%FEb", "overlong": "%C0%AF", "a surrogate": "%ED%A0%80", "cut short": "a%E2%82", "half": "a%",
    "not hex": "a%zz",
}


def guest(server):
    return Customer(server), {}


def registering(server):
    person = Customer(server)
    answer = person.submit(person.get("/register"), "/register",
                           {**person.form(), "terms": "1", "altcha": captcha(person)})
    equal(answer.status, 303)
    return person, {}


def recovering(server):
    person = Customer(server)
    answer = person.submit(person.get("/recover"), "/recover",
                           {"identifier": "nobody", "altcha": captcha(person, "recover")})
    equal(answer.status, 303)
    return person, {}


def customer(server):
    return register(server), {}


def boss(server):
    return hire(server), {}


# Who sends the form, and from which page its token is taken; for others sender_of knows.
SENDERS = {
    "/register": (guest, "/register"), "/register/confirm": (registering, "/register/confirm"),
    "/login": (guest, "/login"), "/recover": (guest, "/recover"), "/recover/code": (recovering, "/recover/code"),
    "/recover/link": (guest, "/recover/link?token=x"), "/recover/objection": (guest, "/recover/objection?token=x"),
    "/recover/password": (guest, "/recover"), "/profile": (customer, "/profile"),
    "/profile/phone": (customer, "/profile/phone"), "/profile/phone/confirm": (customer, "/profile/phone"),
    "/terms": (customer, "/logout"), "/security/sessions/end": (customer, "/logout"),
    "/security/password": (customer, "/security/password"),
}
FORMS = [(path, fields) for method, path, _, fields in routes() if method == "POST" and "/api/" not in path and fields]
ASKERS = {path: who for method, path, who, _ in routes() if method == "POST"}
NOWHERE = "018f0000-0000-7000-8000-000000000000"
SECRET = "quiet rivers never repeated 77"


def sender_of(path):
    if path in SENDERS:
        return SENDERS[path]
    if ASKERS[path].startswith("staff"):
        return boss, "/staff/logout"
    if ASKERS[path] == "customer":
        return customer, "/logout"
    return guest, "/login"


def there(path):
    """The address with an id of nothing where the table has a name in braces."""
    return re.sub(r"\{\w+\}", NOWHERE, path)


class Sender:
    """Someone with a page's form in hand, who goes on sending it."""

    def __init__(self, server, path, fields):
        who, page = sender_of(path)
        self.person, _ = who(server)
        self.path = there(path)
        answer = self.person.get(page)
        self.csrf = next(form["fields"]["csrf"] for form in answer.forms if "csrf" in form["fields"])
        known = {"identifier": self.person.login, "terms": "1"}
        known.update(self.person.form() if isinstance(self.person, Customer) else {})
        self.good = {name: known[name] for name in fields if name in known and name != "password"}
        if path == "/register":
            self.good["password"] = SECRET

    def send(self, field, encoded):
        rest = {name: quote(str(value)) for name, value in self.good.items() if name != field}
        pairs = [f"{name}={value}" for name, value in {"csrf": self.csrf, **rest}.items()]
        return self.raw("&".join([*pairs, f"{field}={encoded}"]))

    def raw(self, body, kind="application/x-www-form-urlencoded"):
        headers = {"Content-Type": kind, "Origin": self.person.server.url}
        try:
            return self.person.request("POST", self.path, body, headers)
        except http.client.HTTPException as fault:
            raise AssertionError(f"the answer of {self.path} cannot be read: {fault!r}, to {body[:100]}") from fault


def clean(answer, what, path):
    """Not a fault of ours, says what is wrong, and does not run what was typed."""
    expect(answer.status in (200, 303, 400, 404, 409, 410, 413, 422, 429), f"{what}: {answer.status}")
    expect("<script>alert(1)" not in answer.text, f"{what} comes back as it is")
    expect(SECRET not in answer.text, f"{what}: the password comes back")
    for line in answer.headers.get("location", []) + answer.headers.get("set-cookie", []):
        expect("\r" not in line and "\n" not in line, what)
    if answer.status == 422:
        told = any(part in answer.text for part in ("field-error", 'role="alert"', 'class="error-page"'))
        expect(told or path not in SENDERS, f"{what}: no message")


@journey("every field of every page takes whatever is typed, says what is wrong and keeps the rest")
def pages(server):
    for path, fields in FORMS:
        if path.startswith("/demo/"):
            continue
        sender = Sender(server, path, fields)
        for field in fields:
            for name, encoded in {"empty": "", **{n: quote(t) for n, t in TEXTS.items()}, **RAW}.items():
                what = f"{field} of {path}, {name}"
                answer = sender.send(field, encoded)
                clean(answer, what, path)
                if path == "/register":
                    kept(answer, sender, field, what)


def kept(answer, sender, field, what):
    if answer.status == 422:
        fields = answer.form("/register")["fields"]
        for other in ("login", "email", "phone", "name"):
            if other != field:
                equal(fields[other], sender.good[other], f"{other} after {what}")


@journey("what cannot be right on the registration form is told beside its field")
def beside_the_field(server):
    sender = Sender(server, "/register", ["login", "password", "email", "phone", "name", "language", "terms"])
    wrong = {
        "login": ["empty", "one character", "one over", "2,000 Cyrillic", "mixed scripts", "bidi marks",
                  "zero width", "look-alikes", "emoji", "markup", "blanks", "path"],
        "email": ["empty", "one character", "over", "bidi marks", "zero width", "emoji", "markup", "blanks"],
        "phone": ["empty", "one character", "one over", "mixed scripts", "bidi marks", "emoji", "markup"],
        "name": ["empty", "2,000 Cyrillic", "bidi marks", "zero width", "markup", "blanks", "private use",
                 "separators"],
        "password": ["empty", "one character", "mixed scripts", "look-alikes", "full width", "emoji",
                     "2,000 Cyrillic"],
        "language": ["one character", "emoji"],
    }
    for field, names in wrong.items():
        for name in names:
            answer = sender.send(field, quote(TEXTS.get(name, "")))
            equal(answer.status, 422, f"{field}, {name}")
            if field != "language":
                expect(f"f-{field}-error" in answer.ids, f"no message beside {field}, {name}: {answer.words[:400]}")


@journey("repeated and unknown fields, other types of content and bodies too large are refused")
def bodies(server):
    for path, fields in FORMS:
        if path.startswith("/demo/"):
            continue
        sender = Sender(server, path, fields)
        one = fields[0]
        plain = f"csrf={sender.csrf}&{one}=abc"
        for what, body in (("repeated", f"{plain}&{one}=abd"), ("unknown", f"{plain}&admin=1"),
                           ("a name of 64 kB", plain + "&" + "n" * 65536 + "=1"),
                           ("a hundred fields", plain + "&x=1" * 100),
                           ("csrf twice", plain + f"&csrf={sender.csrf}"),
                           ("names without values", "&&&=&csrf&" + plain)):
            answer = sender.raw(body)
            wanted = {"repeated": (303, 400, 404, 410, 422), "csrf twice": (303, 400, 404, 410, 422),
                      "a name of 64 kB": (400, 413, 422)}.get(what, (400, 422))
            expect(answer.status in wanted, f"{what} at {path}: {answer.status}")
        equal(sender.raw(plain, "text/plain").status, 415)
        equal(sender.raw('{"a":1}', "application/json").status, 415)
        equal(sender.raw("x" * (1 << 20)).status, 413)
        for boundary in ("", "; boundary=", "; boundary=" + "b" * 500):
            expect(sender.raw(plain, "multipart/form-data" + boundary).status in (400, 415), boundary[:60])
        part = '--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        token = part % ("csrf", "", sender.csrf)
        for what, body in (("whole", token + part % (one, "", "abc") + "--b--\r\n"), ("no end", token),
                           ("a file", token + part % (one, '; filename="x"', "abc") + "--b--\r\n"),
                           ("NUL", token + part % (one, "", "a\0b") + "--b--\r\n"), ("empty", "--b--\r\n"),
                           ("nameless", token + '--b\r\nX: y\r\n\r\nz\r\n--b--\r\n')):
            answer = sender.raw(body, "multipart/form-data; boundary=b")
            expect(answer.status in (200, 303, 400, 403, 404, 410, 422, 429), f"{what} at {path}: {answer.status}")


def json_values():
    yield from TEXTS.values()
    yield from ("", "a\x00b", "a\x1bb", "a\r\nb", "a\x7fb", "a\x85b", None, 1, -1.5, 10**30, True, [], ["a"],
                {}, {"a": 1})


@journey("every field of every call of the API likewise, with every kind of value")
def calls(server):
    document = server.client().api("GET", "/openapi.json").json
    person, staff = register(server, browser=False), hire(server)
    staff.token = staff.sign_in()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if "requestBody" in operation:
                schema = operation["requestBody"]["content"]["application/json"]["schema"]
                asker = staff if path.startswith("/staff/") else person
                one_call(server, asker, method.upper(), there(path), schema)


def one_call(server, person, method, path, schema):
    client = server.client()
    client.bearer = person.token
    for field in schema["properties"]:
        for value in json_values():
            answer = client.api(method, path, {field: value})
            what = f"{field} of {method} {path} as {value!r:.40}"
            expect(answer.status in (200, 201, 202, 204, 400, 401, 403, 404, 409, 413, 422, 429), f"{what}: {answer.status}")
            if answer.status == 422 and answer.json["fields"]:
                expect({f["name"].split(".")[0] for f in answer.json["fields"]} <= set(schema["properties"]), answer.text)
            kind = {"boolean": bool, "string": str}.get(schema["properties"][field].get("type"), object)
            if value is not None and not isinstance(value, kind) and answer.status == 422:
                contains(json.dumps(answer.json["fields"]), json.dumps({"name": field, "code": "wrong_type"}))
        for raw in (b'{"%s":"a\xff"}', b'{"%s":"a","%s":"b"}', b'{"%s":"\\ud800"}', b'{"%s":"\\u0000"}'):
            body = raw.replace(b"%s", field.encode())
            answer = client.request(method, "/api/v1" + path, body, {"Content-Type": "application/json"})
            expect(answer.status in (400, 422), f"{body!r} to {path}: {answer.status}")
    answer = client.api(method, path, {"nobody_knows": 1})
    equal(answer.status, 422, path)
    contains(answer.text, "unknown_field")


@journey("queries, paths and cookies may hold anything")
def around(server):
    person = register(server)
    session = person.cookies["session"]
    values = [*[quote(t[:2000]) for t in TEXTS.values()], *RAW.values()]
    for path in ("/?lang", "/?theme", "/login?next", "/register?captcha", "/register/confirm?token",
                 "/recover/link?token", "/recover/objection?token", "/security/history?before", "/terms?next",
                 "/api/v1/captcha?scope",
                 "/api/v1/events?after", "/api/v1/events?limit", "/home?x"):
        person.bearer = person.token if "/api/" in path else None
        for value in values:
            answer = person.get(f"{path}={value}")
            expect(answer.status in (200, 303, 400, 404, 414, 422), f"{path}={value:.60}: {answer.status}")
            expect("<script>alert(1)" not in answer.text, f"{path}={value:.60}")
    person.bearer = None
    for value in values:
        for path in ("/", "/captcha/", "/assets/", "/api/v1/logins/"):
            answer = server.client().get(path + value)
            expect(answer.status in (200, 400, 404, 414), f"{path}{value:.60}: {answer.status}")
    for name in ("session", "guest", "flash", "registration", "recovery", "lang", "theme", "device"):
        for value in ("", "x", "A" * 43, "0" * 32, "a" * 4000, "\xe9\xff", '"quoted"', "+<b>x</b>", "018f" * 9, SCRIPT):
            client = server.client()
            for path in ("/", "/home", "/login", "/register/confirm", "/recover/code"):
                line = "; ".join(f"{k}={v}" for k, v in {"session": session, name: value}.items())
                answer = client.get(path, {"Cookie": line.encode("latin-1")})
                expect(answer.status in (200, 303, 400, 431), f"cookie {name}={value:.30} at {path}: {answer.status}")
                expect("<script>alert(1)" not in answer.text and "<b>x</b>" not in answer.text, name)
    errors = [line for line in server.log_lines() if line["level"] == "error"]
    equal(errors, [], "the log has errors")


@journey("a program may call itself anything")
def programs(server):
    person = register(server)
    names = [text.encode() for text in TEXTS.values() if len(text) < 30_000] + [b"a" * 199 + "\u044e".encode(), b"\xff\xfe", b"\xed\xa0\x80"]
    for name in names:
        person.bearer = None
        answer = person.api("POST", "/sessions", {"identifier": person.login, "password": person.password},
                            {"User-Agent": name.decode("latin-1")})
        equal(answer.status, 201, f"{name[:60]}: {answer.text}")
    person.bearer = person.token
    for answer in (person.api("GET", "/sessions"), person.api("GET", "/events"), person.get("/security")):
        equal(answer.status, 200)
        expect("<script>alert(1)" not in answer.text)
        answer.body.decode()


run({"signin.hash_memory_kib": "8192", "signin.hash_passes": "1"})
