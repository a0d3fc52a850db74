# SPDX-License-Identifier: Apache-2.0
"""New terms bind who stays signed in: whoever orders or pays is asked for them, by page and by API, old session or new."""
import re
import signal

from customers import register
from kabinet import contains, equal, eventually, expect, journey, routes, run
from owners import START, buy, buyer, call, top_up

BINDING = ["/orders", "/orders/{order}/pay", "/invoices/{invoice}/pay", "/top-ups", "/services/{service}/renew",
           "/services/{service}/plan-change", "/services/{service}/parameters"]
BODIES = {"/orders": {"items": [START]}, "/top-ups": {"amount": 100, "currency": "UAH", "method": "sandbox"},
          "/services/{service}/plan-change": {"quote": "018f0000-0000-7000-8000-000000000000"},
          "/services/{service}/parameters": {"options": {}, "quantity": 1, "mode": "prorate"}}


PAGES = ["/cart/checkout", "/top-up", "/invoices/{id}/pay", "/services/{id}/renew", "/services/{id}/plan"]
# What changes nothing that is owed, or only takes back.
FREE = re.compile(
    r"/(me|sessions|payers|profile|security|terms)(/|$)|/(name|label|cancel|auto-renew|split|merge|withdraw|preview)$|"
    r"^/api/v1/orders/\{id\}$|/plan-change$|/logout$")


def raise_terms(server, version):
    """The operator's new version, read at a restart; people stay signed in over it."""
    server.stop(signal.SIGTERM)
    server.settings["registration.terms_version"] = version
    server.start()


@journey("every form and call of a customer binds, or is named as free: none is forgotten")
def all_known(_):
    binding = {f"/api/v1{re.sub(r'{[a-z]+}', '{id}', path)}" for path in BINDING} | set(PAGES)
    for method, path, who, _ in routes():
        if who.strip() == "customer" and method != "GET" and path not in binding:
            expect(FREE.search(path), f"{method} {path}: does it order or pay? Then .binds, and a place in this list")


@journey("the API answers terms_required to every call that orders or pays, until the present version is accepted")
def api(server):
    person = buyer(server)
    service = buy(person)
    order = call(person, "POST", "/orders", {"items": [START]}, 201)
    places = {"order": order["id"], "invoice": call(person, "GET", f"/orders/{order['id']}")["invoice"]["id"],
              "service": service}
    top_up(person, order["total"]["amount"])
    raise_terms(server, "2")
    equal(call(person, "GET", "/me/terms")["accepted"], False)
    equal(call(person, "GET", "/me/terms")["version"], "2")
    for path in BINDING:
        answer = person.api("POST", path.format(**places), BODIES.get(path, {"method": "balance"}))
        equal((answer.status, answer.json["code"]), (403, "terms_required"), f"{path}: {answer.text}")
    equal(len(call(person, "GET", "/orders")["items"]), 2, "nothing was ordered")
    # What binds to nothing new goes on.
    call(person, "POST", f"/services/{service}/label", {"label": "mail"})
    for wrong in ("1", "3", ""):
        equal(person.api("POST", "/me/terms", {"version": wrong}).status, 422)
    equal(person.api("POST", "/me/terms", {"version": "2"}).status, 204)
    equal(call(person, "GET", "/me/terms")["accepted"], True)
    call(person, "POST", f"/orders/{order['id']}/pay", {"method": "balance"})
    expect([e for e in call(person, "GET", "/events")["items"] if e["action"] == "terms.agreed" and e["detail"] == "2"])


@journey("an old session in a browser is asked between the form and its doing, and then it goes on by itself")
def page(server):
    person = register(server)
    raise_terms(server, "3")
    person.token, person.bearer = None, None
    asked = person.submit(person.get("/top-up"), "/top-up", {"amount": "150,00", "currency": "UAH", "method": "sandbox"})
    equal(asked.status, 422)
    contains(asked.words, "The terms have changed")
    contains(asked.words, "version 3")
    expect("/terms" in asked.links, asked.links)
    form = asked.form("/top-up")
    equal(form["fields"]["amount"], "150,00")
    again = person.submit(asked, "/top-up", {})
    equal(again.status, 422)
    contains(again.words, "Please tick")
    equal(person.submit(asked, "/top-up", {"accept_terms": "2"}).status, 422, "another version is none")
    done = person.submit(asked, "/top-up", {"accept_terms": "3"})
    equal(done.status, 303)
    contains(done.location, "/sandbox/pay/")
    equal(person.submit(person.get("/top-up"), "/top-up",
                        {"amount": "150,00", "currency": "UAH", "method": "sandbox"}).status, 303)


@journey("a checkout whose own tick accepts the terms asks only once")
def checkout(server):
    person = register(server)
    raise_terms(server, "4")
    plan = person.get("/catalogue/vps-start")
    form = next(f for f in plan.forms if f["action"].startswith("/cart"))
    answer = person.post(form["action"], form["fields"])
    equal(answer.status, 303, answer.words[:300])
    ask = person.get("/cart/checkout")
    done = person.submit(ask, "/cart/checkout", {"terms": "1"})
    equal(done.status, 303, done.words[:400])
    contains(done.location, "/orders/")


@journey("a repetition hears its first answer though the terms have changed since; a refusal for new terms is not kept")
def repetition(server):
    person = buyer(server)
    once, later = {"Idempotency-Key": "before-the-terms"}, {"Idempotency-Key": "after-the-terms"}
    body = {"items": [START]}
    first = person.api("POST", "/orders", body, once)
    equal(first.status, 201, first.text)
    raise_terms(server, "7")
    again = person.api("POST", "/orders", body, once)
    equal((again.status, again.body, again.header("idempotent-replayed")), (201, first.body, "true"))
    for _ in range(2):
        refused = person.api("POST", "/orders", body, later)
        equal((refused.status, refused.json["code"]), (403, "terms_required"))
        equal(refused.header("idempotent-replayed"), "")
    call(person, "POST", "/me/terms", {"version": "7"}, 204)
    equal(person.api("POST", "/orders", body, later).status, 201)
    equal(len(call(person, "GET", "/orders")["items"]), 2)


@journey("a new session is asked at sign-in as before, in the language of the page")
def signin(server):
    person = register(server, "uk")
    raise_terms(server, "5")
    answer = person.submit(person.get("/login") if "session" not in person.cookies else person.get("/terms"), "/terms", {})
    equal(answer.status, 303)
    eventually(lambda: person.get("/home").status == 200, "the home page")


run()
