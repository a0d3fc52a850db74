# SPDX-License-Identifier: Apache-2.0
"""What a customer might try to get more than was paid for: buying ahead at one price and keeping another, add-ons that
nobody pays for, plans that are not sold, codes carried to where they do not count."""
import concurrent.futures
import datetime
import re

from kabinet import equal, eventually, expect, journey, routes, run
from owners import START, becomes, buy, buyer, call, go, now, service, top_up
from staff import hire


def paid_renewal(person, wanted, months):
    """Renews from the balance, after topping it up by what is asked for."""
    asked = call(person, "POST", f"/services/{wanted}/renew", {"months": months})
    top_up(person, asked["total"]["amount"])
    paid = call(person, "POST", f"/services/{wanted}/renew", {"months": months, "method": "balance"})
    expect(paid["paid"], paid)
    service(person, wanted)
    return asked["total"]["amount"]


def addon(person, parent, status=201):
    return call(person, "POST", "/orders", {"items": [{"plan": "backup", "months": 1, "service": parent}]}, status)


def pay(person, made):
    top_up(person, made["total"]["amount"])
    call(person, "POST", f"/orders/{made['id']}/pay", {"method": "balance"})
    brought = call(person, "GET", f"/orders/{made['id']}")["lines"][0]["service"]
    becomes(person, brought, "active")
    return brought


def sound(server):
    check = server.run("ledger", "check")
    equal(check.returncode, 0, check.stdout + check.stderr)


@journey("a change for the next period cannot be withdrawn once that period was paid at its price")
def renewed_cheaper(server):
    person = buyer(server)
    mine = buy(person, {"plan": "vps-pro", "months": 1, "options": {}, "quantity": 1})
    change = f"/services/{mine}/plan-change"
    seen = call(person, "POST", f"{change}/preview", {"plan": "vps-start", "mode": "at_period_end"})
    equal(call(person, "POST", change, {"quote": seen["quote"]})["state"], "scheduled")
    equal(paid_renewal(person, mine, 12), 324000, "a year of the cheaper plan")
    equal(person.api("DELETE", change).status, 409)
    go(server, person, now(server) + datetime.timedelta(days=33))
    eventually(lambda: service(person, mine)["plan"] == "vps-start", "the cheaper plan")
    sound(server)


@journey("an add-on costs every day until the end it gets, however far its service is paid ahead")
def paid_ahead(server):
    person = buyer(server)
    mine = buy(person)
    month = addon(person, mine)["total"]["amount"]
    paid_renewal(person, mine, 12)
    made = addon(person, mine)
    equal(made["total"]["amount"], 13 * month, "the present month and twelve further ones")
    equal(service(person, pay(person, made))["paid_until"], service(person, mine)["paid_until"])
    sound(server)


@journey("an add-on ordered before its service is renewed gets no more days than were paid")
def ordered_before(server):
    person = buyer(server)
    mine = buy(person)
    end = service(person, mine)["paid_until"]
    made = addon(person, mine)
    paid_renewal(person, mine, 12)
    extra = pay(person, made)
    equal(service(person, extra)["paid_until"], end)
    go(server, person, now(server) + datetime.timedelta(days=33))
    eventually(lambda: service(person, extra)["state"] in ("terminating", "terminated"), "the end of the add-on")
    equal(service(person, mine)["state"], "active")
    sound(server)


@journey("an add-on that was cancelled cannot come back after its service was renewed without it")
def cancelled_and_back(server):
    person = buyer(server)
    mine = buy(person)
    extra = pay(person, addon(person, mine))
    call(person, "POST", f"/services/{extra}/cancel", {"when": "end"})
    equal(paid_renewal(person, mine, 1), 30000, "the add-on is left out")
    equal(person.api("POST", f"/services/{extra}/cancel", {"when": "undo"}).status, 409)
    go(server, person, now(server) + datetime.timedelta(days=33))
    eventually(lambda: service(person, extra)["state"] in ("terminating", "terminated"), "the end of the add-on")


@journey("an add-on bought while a renewal is open is asked for by that renewal, too")
def renewal_open(server):
    person = buyer(server)
    mine = buy(person)
    asked = call(person, "POST", f"/services/{mine}/renew", {"months": 1})
    extra = pay(person, addon(person, mine))
    old = call(person, "GET", f"/invoices/{asked['invoice']}")
    equal(old["state"], "cancelled", "it would renew the service alone")
    paid_renewal(person, mine, 1)
    equal(service(person, extra)["paid_until"], service(person, mine)["paid_until"])


@journey("nobody changes to a plan that is hidden, closed or sold out")
def not_sold(server):
    person, boss = buyer(server), hire(server)
    mine = buy(person)
    plans = boss.call("GET", "/staff/catalogue/plans").json["items"]
    pro = next(p["id"] for p in plans if p["code"] == "vps-pro")
    seen = call(person, "POST", f"/services/{mine}/plan-change/preview", {"plan": "vps-pro", "mode": "restart"})
    for state in ("hidden", "closed"):
        equal(boss.call("PATCH", f"/staff/catalogue/plans/{pro}", {"state": state}).status, 200)
        for plan in ("vps-pro", pro):
            call(person, "POST", f"/services/{mine}/plan-change/preview", {"plan": plan, "mode": "restart"}, 422)
        expect("VPS Pro" not in person.get(f"/services/{mine}/plan").words, "it is not offered")
        call(person, "POST", f"/services/{mine}/plan-change", {"quote": seen["quote"]}, 422)
    boss.call("PATCH", f"/staff/catalogue/plans/{pro}", {"state": "open"})
    call(person, "POST", f"/services/{mine}/plan-change/preview", {"plan": "vps-pro", "mode": "restart"})


@journey("a change takes from the stock what an order would take, and gives it back")
def limited(server):
    person, boss = buyer(server), hire(server)
    first, second = buy(person), buy(person)
    plans = {p["code"]: p["id"] for p in boss.call("GET", "/staff/catalogue/plans").json["items"]}

    def arrange(plan, **limits):
        answer = boss.call("PATCH", f"/staff/catalogue/plans/{plans[plan]}", limits)
        equal(answer.status, 200, answer.text)

    def stock():
        return boss.call("GET", f"/staff/catalogue/plans/{plans['vps-pro']}").json["stock"]

    arrange("vps-pro", stock="1")
    top_up(person, 200000)
    wish = {"plan": "vps-pro", "mode": "restart"}
    quotes = {one: call(person, "POST", f"/services/{one}/plan-change/preview", wish)["quote"] for one in (first, second)}
    said = at_once([lambda o=o: person.api("POST", f"/services/{o}/plan-change", {"quote": quotes[o]})
                    for o in (first, second)])
    equal(sorted(said), [200, 422])
    equal(stock(), 0)
    got = first if service(person, first)["plan"] == "vps-pro" else second
    call(person, "POST", f"/services/{got}/cancel", {"when": "now"})
    eventually(lambda: service(person, got)["state"] == "terminated", "the end")
    equal(stock(), 1)
    arrange("vps-pro", stock="")
    rest = second if got == first else first
    arrange("vps-start", per_customer="1")
    call(person, "POST", f"/services/{rest}/parameters", {"quantity": 3}, 422)
    arrange("vps-start", per_customer="")
    sound(server)


@journey("a code that counts for one plan takes nothing off another one that is changed to")
def code_carried(server):
    person, boss = buyer(server), hire(server)
    page = boss.get("/staff/catalogue/promos")
    answer = boss.submit(page, "/staff/catalogue/promos",
                         {"code": "ONLYSTART", "kind": "percent", "value": "50", "plans": "vps-start", "periods": "",
                          "limit_total": "", "limit_customer": "", "starts": "", "ends": "", "enabled": "1"})
    equal(answer.status, 303, answer.words[:700])
    made = call(person, "POST", "/orders", {"items": [START], "promo": "ONLYSTART"}, 201)
    equal(made["total"]["amount"], 15000)
    mine = pay(person, made)
    equal(service(person, mine)["renewal_price"]["amount"], 15000)
    seen = call(person, "POST", f"/services/{mine}/plan-change/preview", {"plan": "vps-pro", "mode": "restart"})
    equal(seen["price"]["amount"], 50000)


ABSENT = "01890000-0000-7000-8000-000000000000"
FIELDS = {"months": 1, "method": "balance", "label": "x", "when": "end", "reason": "none of mine", "enabled": True,
          "amount": 100, "currency": "UAH", "plan": "vps-pro", "mode": "restart", "quantity": 1, "options": {},
          "basis": "1", "name": "Олена Шевченко", "keep_balance": False, "kind": "individual", "country": "UA",
          "address": "вул. Садова 1, Київ", "tax_number": "", "vat_number": "", "iban": "", "default": False}


def possessions(person):
    """Ids of everything that somebody can have."""
    payer = call(person, "POST", "/payers", {"kind": "individual", "name": "Ірина Бойко", "country": "UA"}, 201)
    mine = buy(person)
    seen = call(person, "POST", f"/services/{mine}/plan-change/preview", {"plan": "vps-pro", "mode": "restart"})
    extra = pay(person, addon(person, mine))
    open_order = call(person, "POST", "/orders", {"items": [START, START], "payer": payer["id"]}, 201)
    top_up = call(person, "POST", "/top-ups", {"amount": 5000, "currency": "UAH", "method": "bank"}, 201)
    return {"payer": payer["id"], "service": mine, "addon": extra, "order": open_order["id"],
            "line": open_order["lines"][0]["id"], "invoice": open_order["invoice"]["id"], "payment": top_up["id"],
            "quote": seen["quote"], "session": call(person, "GET", "/sessions")["items"][0]["id"],
            "transaction": call(person, "GET", "/transactions")["items"][0]["id"]}


def told(answer, wanted):
    """All of an answer that does not depend on chance, or on which id was asked for."""
    text = re.sub(r'"request_id":"[^"]+"|name="_?csrf" value="[^"]+"|nonce-[^\'" ]+|nonce="[^"]+"', "", answer.text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", text.replace(wanted, "ID"))
    text = re.sub(r'value="[A-Za-z0-9_.=-]{30,}"', "", text)
    return answer.status, answer.location.replace(wanted, "ID"), text


@journey("whatever has an id is answered to others like an absent one, on every address and in every field")
def others(server):
    theirs, thief = possessions(buyer(server)), buyer(server)
    own = possessions(thief)
    token = thief.get("/profile").form("/profile")["fields"]
    hidden = {name: value for name, value in token.items() if name not in ("name", "language", "timezone")}
    tried = 0
    for method, path, who, fields in routes():
        if who.strip() != "customer" or "{id}" not in path:
            continue
        for kind, foreign in theirs.items():
            answers = []
            for one in (foreign, ABSENT):
                there = path.replace("{id}", one)
                values = {field: FIELDS[field] for field in fields if field in FIELDS}
                values.update({"order": own["order"]} if "order" in fields else {})
                values.update({"quote": theirs["quote"]} if "quote" in fields else {})
                values.update({"lines": [own["line"]]} if "lines" in fields else {})
                if path.startswith("/api/v1"):
                    answers.append(thief.api(method, there[7:], values if fields else None))
                elif method == "GET":
                    answers.append(thief.get(there))
                else:
                    answers.append(thief.post(there, {**hidden, **{k: v for k, v in values.items()
                                                                   if isinstance(v, (str, int)) and v is not False}}))
            equal(told(answers[0], foreign), told(answers[1], ABSENT), f"{method} {path} with a {kind}")
            expect(answers[0].status in (404, 422), f"{method} {path} with a {kind}: {answers[0].status}")
            tried += 1
    expect(tried > 300, tried)
    mine = own["service"]
    bodies = [("/orders", lambda i: {"items": [START], "payer": i}, "payer"),
              ("/orders", lambda i: {"items": [{"plan": "backup", "months": 1, "service": i}]}, "service"),
              (f"/orders/{own['order']}/merge", lambda i: {"order": i}, "order"),
              (f"/orders/{own['order']}/split", lambda i: {"lines": [i]}, "line"),
              (f"/services/{mine}/plan-change", lambda i: {"quote": i}, "quote")]
    for path, body, kind in bodies:
        answers = [thief.api("POST", path, body(i)) for i in (theirs[kind], ABSENT)]
        equal(told(answers[0], theirs[kind]), told(answers[1], ABSENT), f"{path} names a {kind}")
        expect(answers[0].status in (404, 409, 422), f"{path} names a {kind}: {answers[0].text}")


@journey("the price of a year is for who pays a year, not for the days that are left of a month")
def year_by_the_day(server):
    person = buyer(server)
    preview = f"/services/{buy(person)}/plan-change/preview"
    for mode, status in (("pay_difference", 422), ("convert_time", 422), ("restart", 200), ("at_period_end", 200)):
        call(person, "POST", preview, {"plan": "vps-pro", "mode": mode, "months": 12}, status)


def at_once(calls):
    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        return [answer.status for answer in pool.map(lambda one: one(), calls)]


def balance(person):
    items = call(person, "GET", "/balance")["items"]
    return items[0]["amount"] if items else 0


@journey("money is spent once and given once, whatever comes at the same moment")
def at_the_same_moment(server):
    person, boss = buyer(server), hire(server)
    made = [call(person, "POST", "/orders", {"items": [START]}, 201)["id"] for _ in range(6)]
    top_up(person, 60000)
    said = at_once([lambda i=i: person.api("POST", f"/orders/{i}/pay", {"method": "balance"}) for i in made * 4])
    expect(not [s for s in said if s >= 500 and s != 503], said)
    paid = [i for i in made if call(person, "GET", f"/orders/{i}")["state"] in ("paid", "done")]
    equal(len(paid), 2, "60000 pays two orders of 30000")
    equal(balance(person), 0)
    left = [i for i in made if i not in paid]

    top_up(person, 30000)
    one = left.pop()
    said = at_once([lambda n=n: person.api(*[("POST", f"/orders/{one}/pay", {"method": "balance"}),
                                            ("DELETE", f"/orders/{one}")][n % 2]) for n in range(24)])
    expect(not [s for s in said if s >= 500 and s != 503], said)
    got = call(person, "GET", f"/orders/{one}")
    has_service = got["lines"][0]["service"] is not None
    equal((got["state"] in ("paid", "done"), balance(person)), (has_service, 0 if has_service else 30000), got["state"])
    if has_service:
        top_up(person, 30000)
    into, other = left.pop(), left.pop()
    said = at_once([lambda n=n: person.api(*[("POST", f"/orders/{into}/merge", {"order": other}),
                                            ("POST", f"/orders/{other}/pay", {"method": "balance"}),
                                            ("POST", f"/orders/{other}/merge", {"order": into}),
                                            ("DELETE", f"/orders/{into}")][n % 4]) for n in range(24)])
    expect(not [s for s in said if s >= 500 and s != 503], said)
    services = call(person, "GET", "/services")["items"]
    spent = 60000 + 30000 * has_service
    equal(len(services) * 30000, spent + (30000 - balance(person)), "each service was paid for")

    mine = paid[0]
    mine = becomes(person, call(person, "GET", f"/orders/{mine}")["lines"][0]["service"], "active")["id"]
    top_up(person, 100000)
    before, change = balance(person), f"/services/{mine}/plan-change"
    quotes = [call(person, "POST", f"{change}/preview", {"plan": "vps-pro", "mode": "restart"}) for _ in range(4)]
    said = at_once([lambda q=q: person.api("POST", change, {"quote": q["quote"]}) for q in quotes * 6])
    equal(said.count(200), 1, said)
    equal(balance(person), before - quotes[0]["due"]["amount"])

    invoice = call(person, "GET", f"/orders/{paid[1]}")["invoice"]["id"]
    before, path = balance(person), f"/staff/invoices/{invoice}/credit"
    boss.call("GET", "/staff/me")
    said = at_once([lambda: boss.call("POST", path, {"amount": 20000, "reason": "a bad day"}) for _ in range(20)])
    equal(len([s for s in said if s < 300]), 1, said)
    equal(balance(person), before + 20000)
    sound(server)


if __name__ == "__main__":
    run({"provisioning.demo_time": "1s"})
