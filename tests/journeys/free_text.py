# SPDX-License-Identifier: Apache-2.0
"""Free text is text: what cannot be seen or turns the direction of reading is refused in every field of every form and
call, and is neither shown nor kept."""
import itertools
import os
import re
import sqlite3
import subprocess
from urllib.parse import quote

from customers import register
from kabinet import ENGINE, contains, equal, expect, journey, routes, run
from owners import buy, buyer
from staff import hire

MARKS = ["\u202e", "\u202a", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c", "\u2028", "\u2029", "\u200b", "\u200d",
         "\u2060", "\ufeff", "\u00ad", "\U000e0041"]
NOWHERE = "018f0000-0000-7000-8000-000000000000"
# ASCII of our own making, and passwords, which are taken byte for byte and never shown.
OPAQUE = {"altcha", "captcha_id", "captcha_code", "token", "csrf", "password", "new_password"}
marks = itertools.cycle(MARKS)


def there(path):
    return re.sub(r"\{\w+\}", NOWHERE, path)


def writing(api):
    return [(method, path, who, [f for f in fields if f not in OPAQUE and not f.endswith("*")])
            for method, path, who, fields in routes()
            if method in ("POST", "PUT", "PATCH", "DELETE") and fields and path.startswith("/api/v1/") == api]


def bad():
    return f"Олена{next(marks)}Ковальчук"


def hidden_in(text):
    return [hex(ord(mark)) for mark in MARKS if mark in text]


def senders(server):
    person, boss = register(server), hire(server)
    boss.bearer = boss.sign_in()
    person.bearer = person.token
    guest = server.client()
    return lambda who: boss if who.startswith("staff") else guest if who in ("guest", "anyone") else person


@journey("every text field of every call of the API refuses invisible characters, naming the field and the reason")
def calls(server):
    sender = senders(server)
    named = 0
    for method, path, who, fields in writing(api=True):
        for field in fields:
            answer = sender(who.strip()).api(method, there(path).removeprefix("/api/v1"), {field: bad()})
            expect(400 <= answer.status < 500, f"{method} {path} {field}: {answer.status} {answer.text[:300]}")
            if answer.status == 422:
                codes = {x["name"]: x["code"] for x in answer.json["fields"]}
                expect(field in codes, f"{method} {path} {field}: {answer.text}")
                named += codes[field] == "invisible"
            expect(not hidden_in(answer.text), f"{method} {path} {field} shows {hidden_in(answer.text)}")
    expect(named >= 25, f"{named} fields named as invisible")


@journey("so do lists and objects inside a call, at any depth")
def trees(server):
    person = register(server, browser=False)
    person.bearer = person.token
    for mark in MARKS:
        item = {"plan": "vps-start", "months": 1, "quantity": 1, "options": {"note": f"a{mark}b"}}
        answer = person.api("POST", "/orders", {"items": [item]})
        equal((answer.status, answer.json["fields"]), (422, [{"name": "items", "code": "invisible"}]), answer.text)
        answer = person.api("POST", "/orders", {"items": [{**item, "options": {f"a{mark}b": 1}}]})
        equal((answer.status, answer.json["fields"]), (422, [{"name": "items", "code": "invisible"}]), answer.text)


@journey("no form of a page takes them, and none shows them")
def forms(server):
    person, boss, guest = register(server), hire(server), server.client()
    pages = {"staff": (boss, "/staff/logout"), "customer": (person, "/logout"), "guest": (guest, "/login")}
    tokens = {}
    for kind, (client, page) in pages.items():
        tokens[kind] = next(f["fields"]["csrf"] for f in client.get(page).forms if "csrf" in f["fields"])
    for _, path, who, fields in writing(api=False):
        kind = "staff" if who.startswith("staff") else "customer" if who.strip() == "customer" else "guest"
        for field in fields:
            answer = pages[kind][0].post(there(path), {"csrf": tokens[kind], field: bad()})
            expect(answer.status in (303, 400, 401, 403, 404, 409, 410, 422, 429), f"{path} {field}: {answer.status}")
            expect(not hidden_in(answer.text), f"{path} {field} shows {hidden_in(answer.text)}")
            if answer.status == 303:
                shown = pages[kind][0].get(answer.location)
                expect(not hidden_in(shown.text), f"{path} {field} leads to {hidden_in(shown.text)}")
        if kind == "guest" and not guest.get("/login").forms:
            tokens[kind] = ""


@journey("where something would be kept, the page says why not, and sending it once more works")
def kept(server):
    person = buyer(server)
    service = buy(person)
    order = person.api("GET", "/orders").json["items"][0]["id"]
    for path, page, field in ((f"/services/{service}/label", f"/services/{service}", "label"),
                              (f"/orders/{order}/name", f"/orders/{order}", "name"), ("/profile", "/profile", "name")):
        answer = person.submit(person.get(page), path, {field: bad()})
        equal(answer.status, 422, f"{path}: {answer.words[:300]}")
        contains(answer.words, "invisible characters")
    answer = person.api("POST", f"/services/{service}/cancel", {"when": "end", "reason": "a\u202eb"})
    equal((answer.status, answer.json["fields"]), (422, [{"name": "reason", "code": "invisible"}]))
    # Pictographs, Persian and what was copied along at the ends are fine.
    for typed, stored in (("мій 👨\u200d👩\u200d👧 ❤\ufe0f", None), ("می\u200cخواهم", None), ("\u202aserver 7\u202c", "server 7")):
        answer = person.api("POST", f"/services/{service}/label", {"label": typed})
        expect(answer.status < 300, answer.text)
        equal(person.api("GET", f"/services/{service}").json["label"], stored or typed)


@journey("a search takes them out, and words of the command line are refused")
def elsewhere(server):
    boss = hire(server)
    person = register(server, browser=False)
    page = boss.get("/staff/accounts?q=" + quote(person.login[:3] + "\u200b\u202e" + person.login[3:]))
    equal(page.status, 200)
    expect(not hidden_in(page.text), hidden_in(page.text))
    contains(page.words, person.login)
    done = server.run("staff", "add", "abc\u202edef", "--role", "full")
    equal(done.returncode != 0, True)
    contains(done.stderr, "invisible")


@journey("nothing of all that is in the database")
def swept(server):
    if ENGINE == "postgres":
        dump = subprocess.run(["pg_dump", "--data-only", server.database.url], capture_output=True, text=True, check=True)
        expect(not hidden_in(re.sub("👨\u200d👩\u200d👧", "", dump.stdout)), hidden_in(dump.stdout))
        return
    database = sqlite3.connect(f"file:{os.path.join(server.data, 'kabinet.db')}?mode=ro", uri=True)
    tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for row in database.execute(f'SELECT * FROM "{table}"'):
            for value in row:
                text = re.sub("👨\u200d👩\u200d👧", "", value) if isinstance(value, str) else ""
                expect(not hidden_in(text), f"{table}: {text[:200]!r}")


run()
