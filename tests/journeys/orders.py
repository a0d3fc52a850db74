# SPDX-License-Identifier: Apache-2.0
"""From the catalogue to a running service: carts of guests and customers, the checkout, orders and what they refuse.

KABINET_JOURNEY_SCALE multiplies the number of repetitions; 10 makes it a thousand."""
import concurrent.futures
import os
import re
import uuid

from customers import captcha, Customer, register
from kabinet import contains, equal, eventually, expect, journey, run
from owners import run_jobs
from staff import hire

TIMES = 100 * int(os.environ.get("KABINET_JOURNEY_SCALE", "1"))
VPS = {"plan": "vps-start", "months": 1, "options": {"disk": 40, "os": "debian-12"}, "quantity": 1}
NOBODYS = "01890000-0000-7000-8000-000000000000"


def buyer(server, language="en", browser=True):
    person = register(server, language, browser)
    person.bearer = person.token
    return person


def fill(client, plan="vps-start", **values):
    """Puts a plan into the cart from its page, as a browser does."""
    page = client.get(f"/catalogue/{plan}")
    equal(page.status, 200, plan)
    answer = client.submit(page, "/cart/items", values)
    equal((answer.status, answer.location), (303, "/cart"), answer.words[:500])
    return client.get("/cart")


def sign_up(client):
    """The guest of this browser becomes a customer, cookies and all."""
    person = Customer(client.server, client.language)
    person.cookies = client.cookies
    client.bearer = None
    answer = person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person)})
    equal(answer.status, 202, answer.text)
    path = f"/registrations/{answer.json['id']}/confirm"
    answer = person.api("POST", path, {"code": client.server.code(person.email)})
    equal(answer.status, 201, answer.text)
    return person.sign_in_browser()


def check_out(person, **values):
    page = person.get("/cart/checkout")
    equal(page.status, 200, page.words[:500])
    answer = person.submit(page, "/cart/checkout", {"terms": "1", **values})
    equal(answer.status, 303, answer.words[:700])
    return answer.location


def place(person, items=None, **other):
    answer = person.api("POST", "/orders", {"items": items or [VPS], **other})
    equal(answer.status, 201, answer.text)
    return answer.json


def order(person, made):
    return person.api("GET", f"/orders/{made['id']}").json


def top_up(person, amount, currency="UAH"):
    begun = person.api("POST", "/top-ups", {"amount": amount, "currency": currency, "method": "sandbox"})
    equal(begun.status, 201, begun.text)
    page = person.get(f"/sandbox/pay/{begun.json['id']}")
    equal(person.submit(page, f"/sandbox/pay/{begun.json['id']}", {"action": "pay"}).status, 303)


def whole_path(server, language, words):
    guest = server.client(language)
    contains(guest.get("/catalogue").words, "VPS Start")
    page = fill(guest, **{"option.disk": "40", "promo": "START10", "option.addon.backup": "1"})
    contains(page.words, "VPS Start")
    contains(page.words, "START10")
    expect("cart" in guest.cookies, "no cookie of the cart")
    answer = guest.get("/cart/checkout")
    equal((answer.status, answer.location), (303, "/login?next=%2Fcart%2Fcheckout"))
    person = sign_up(guest)
    contains(person.get("/cart").words, "START10")
    expect("cart" not in person.cookies, "the guest's cart is the customer's now")
    path = check_out(person)
    page = person.follow(person.get(path))
    contains(page.words, words["waits"])
    equal(person.get("/cart").words.count("VPS Start"), 0)
    page = person.get(next(link for link in page.links if link.startswith("/invoices/") and link.endswith("/pay")))
    equal(page.status, 200)
    answer = person.submit(page, page.path, {"method": "sandbox"})
    equal(answer.status, 303, answer.words[:500])
    payment = person.get(answer.location)
    sandbox = answer.location if "/sandbox/" in answer.location else payment.link("/sandbox/pay/")
    contains(person.get(path).words, words["under_way"])
    answer = person.submit(person.get(sandbox), sandbox, {"action": "pay"})
    equal(answer.status, 303)
    page = eventually(lambda: (lambda p: p if "<progress" in p.text or words["done"] in p.words else None)(
        person.get(path)), "the beginning of the work", 20)
    page = eventually(lambda: (lambda p: p if words["done"] in p.words else None)(person.get(path)), "the end of it", 60)
    contains(page.words, words["active"])
    service = person.get(page.link("/services/"))
    equal(service.status, 200)
    contains(service.words, "VPS Start")
    invoice = person.get(page.link("/invoices/"))
    equal(invoice.link("/orders/"), path)
    equal(person.get("/orders?state=done").words.count(words["done"]) >= 1, True)
    contains(person.get("/transactions").words, words["money"])


@journey("a guest fills a cart, registers, orders, pays in the sandbox and watches the services come up")
def english(server):
    whole_path(server, "en", {"waits": "Waits for payment", "under_way": "Payment under way", "done": "Done",
                              "active": "Active", "money": "387.00"})


@journey("the same in Ukrainian")
def ukrainian(server):
    whole_path(server, "uk", {"waits": "Очікує оплати", "under_way": "Оплата триває", "done": "Виконано",
                              "active": "Працює", "money": "387,00"})


@journey("over the API: order, pay from the balance, services; twice paid is once")
def api_path(server):
    person = buyer(server)
    made = place(person, [VPS, {"plan": "backup", "months": 1, "parent": 1}], promo="START10")
    equal(made["total"]["amount"], sum(line["total"]["amount"] for line in made["lines"]))
    equal((made["state"], made["invoice"]["total"]), ("open", made["total"]))
    pay = person.api("POST", f"/orders/{made['id']}/pay", {"method": "balance"})
    equal((pay.status, pay.json["code"]), (409, "balance_short"))
    top_up(person, made["total"]["amount"])
    for _ in range(2):
        pay = person.api("POST", f"/orders/{made['id']}/pay", {"method": "balance"})
        equal((pay.status, pay.json["paid"], pay.json["redirect"]), (200, True, None), pay.text)
    services = [line["service"] for line in order(person, made)["lines"]]
    expect(all(services) and len(set(services)) == 2, services)
    eventually(lambda: order(person, made)["state"] == "done", "delivery", 60)


@journey("an add-on bought later costs its share of the days that are left and ends with its service")
def later(server):
    person = buyer(server)
    made = place(person)
    top_up(person, 1000000)
    equal(person.api("POST", f"/orders/{made['id']}/pay", {"method": "balance"}).status, 200)
    eventually(lambda: order(person, made)["state"] == "done", "delivery", 60)
    service = order(person, made)["lines"][0]["service"]
    whole = place(person, [VPS, {"plan": "backup", "months": 1, "parent": 1}])["lines"][1]["total"]["amount"]
    server.pass_time(10 * 24 * 3600)
    page = person.get(person.get(f"/services/{service}").link("/catalogue/backup"))
    answer = person.submit(page, "/cart/items", {})
    equal((answer.status, answer.location), (303, "/cart"), answer.words[:700])
    path = check_out(person)
    added = order(person, {"id": path.split("/")[-1]})
    expect(0 < added["total"]["amount"] < whole, added["total"])
    equal(person.api("POST", f"/orders/{added['id']}/pay", {"method": "balance"}).status, 200)
    eventually(lambda: order(person, added)["state"] == "done", "delivery of the add-on", 60)
    bought = order(person, added)["lines"][0]["service"]
    mine, parent = (person.api("GET", f"/services/{i}").json for i in (bought, service))
    equal(mine["paid_until"], parent["paid_until"])
    foreign = buyer(server, browser=False)
    answer = foreign.api("POST", "/orders", {"items": [{"plan": "backup", "months": 1, "service": service}]})
    equal((answer.status, answer.json["fields"][0]["code"]), (422, "unknown_service"))


@journey("a guest's cart joins the one of the account at sign-in, in one currency; quantities and periods change")
def joins(server):
    person = buyer(server)
    fill(person, "domain-ua", months="12")
    guest = server.client()
    page = fill(guest, "vps-pro")
    item = re.search(r'action="(/cart/items/[^"/]+)"', page.text).group(1)
    answer = guest.submit(page, item, {"months": "3", "quantity": "2"})
    equal(answer.status, 303)
    wrong = guest.submit(guest.get("/cart"), item, {"months": "5", "quantity": "2"})
    equal(wrong.status, 422)
    for quantity in ("-1", "0", "2147483648", "1e20", "0.5", "99999999999999999999", ""):
        equal(guest.submit(guest.get("/cart"), item, {"months": "3", "quantity": quantity}).status, 422, quantity)
    other = guest.post("/cart/items", {**page.form("/cart/promo")["fields"], "plan": "vps-pro", "promo": "",
                                       "currency": "EUR", "months": "1"})
    equal(other.status, 422)
    equal(guest.submit(guest.get("/cart"), "/cart/promo", {"promo": "NONSENSE"}).status, 422)
    equal(guest.submit(guest.get("/cart"), "/cart/promo", {"promo": "start10"}).status, 303)
    guest.cookies.pop("session", None)
    person.cookies["cart"] = guest.cookies["cart"]
    words = person.get("/cart").words
    contains(words, "VPS Pro")
    contains(words, ".com.ua")
    equal(guest.get("/cart").words.count("VPS Pro"), 0)
    answer = person.submit(person.get("/cart"), "/cart/currency", {"currency": "EUR"})
    equal(answer.status, 303)
    contains(person.get("/cart").words, "65.60 EUR")
    elsewhere = server.client()
    elsewhere.cookies["cart"] = person.cookies.get("cart", "forged.value")
    contains(elsewhere.get("/cart").words, "Your cart is empty")


@journey("a checkout sent many times at once is one order, and so is a call under one key")
def once(server):
    person = buyer(server)
    fill(person, "vps-start")
    page = person.get("/cart/checkout")
    form = {**page.form("/cart/checkout")["fields"], "terms": "1"}

    def send(_):
        browser = server.client()
        browser.cookies = dict(person.cookies)
        return browser.post("/cart/checkout", form)
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(max(20, TIMES // 5))))
    statuses = {a.status for a in answers}
    expect(statuses <= {303, 429, 503}, statuses)
    equal(len({a.location for a in answers if a.status == 303}), 1)
    equal(len(person.api("GET", "/orders").json["items"]), 1)
    key = str(uuid.uuid4())

    def call(_):
        other = server.client()
        other.bearer = person.token
        return other.api("POST", "/orders", {"items": [VPS]}, {"Idempotency-Key": key})
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(call, range(TIMES)))
    expect({a.status for a in answers} <= {201, 409, 429, 503}, {a.status for a in answers})
    made = {a.body for a in answers if a.status == 201}
    equal(len(made), 1, f"{len(made)} different answers")
    equal(call(0).body, made.pop())
    equal(len(person.api("GET", "/orders").json["items"]), 2)
    other = person.api("POST", "/orders", {"items": [{**VPS, "quantity": 2}]}, {"Idempotency-Key": key})
    equal(other.status, 422)


@journey("prices, discounts, taxes and quantities of the client are never believed")
def not_believed(server):
    person = buyer(server, browser=False)
    for wrong in ({"quantity": -1}, {"quantity": 0}, {"quantity": 2**31}, {"quantity": 1e20}, {"quantity": 0.5},
                  {"quantity": "1"}, {"plan": NOBODYS}, {"plan": "no-such"}, {"plan": ""}, {"months": 0}, {"months": -1},
                  {"months": 5}, {"price": 1}, {"discount": 100}, {"tax": 0}, {"options": {"disk": -20}},
                  {"options": {"disk": 10**12}}, {"options": {"disk": 25}}, {"options": {"gold": 1}},
                  {"options": {"os": "none"}}, {"options": [1]}, {"parent": 1}, {"parent": 2}, {"service": NOBODYS}):
        answer = person.api("POST", "/orders", {"items": [{**VPS, **wrong}]})
        equal(answer.status, 422, f"{wrong}: {answer.text}")
        expect(answer.json["fields"] or answer.json["code"] != "invalid", f"{wrong}: {answer.text}")
    for wrong in ({"currency": "ZZZ"}, {"currency": "uah"}, {"promo": "NOT-A-CODE"}, {"payer": NOBODYS},
                  {"total": 1}, {"items": []}, {"items": [VPS] * 51}):
        answer = person.api("POST", "/orders", {"items": [VPS], **wrong})
        equal(answer.status, 422, f"{wrong}: {answer.text}")
    equal(person.api("GET", "/orders").json["items"], [])


@journey("the checkout wants consent, an own payer and the price that was shown")
def checkout(server):
    person = buyer(server)
    equal(person.get("/cart/checkout").location, "/cart")
    fill(person, "vps-start")
    page = person.get("/cart/checkout")
    equal(person.submit(page, "/cart/checkout", {}).status, 422)
    for wrong in ({"payer": NOBODYS}, {"payer": "nonsense"}, {"total": "1"}, {"total": "-1"}, {"total": "1e3"}, {"token": ""}):
        answer = person.submit(page, "/cart/checkout", {"terms": "1", **wrong})
        equal(answer.status, 422, f"{wrong}")
    contains(person.submit(page, "/cart/checkout", {"terms": "1", "total": "1"}).words, "A price has changed")
    equal(person.api("GET", "/orders").json["items"], [])
    path = check_out(person)
    equal(person.submit(page, "/cart/checkout", {"terms": "1"}).location, "/cart")
    contains(person.get(path).words, "Waits for payment")


@journey("an order over nothing is paid at once; a code that ended meanwhile is told before anything is ordered")
def codes(server):
    boss, person = hire(server), buyer(server)
    fields = {"code": "ALLFREE", "kind": "percent", "value": "100", "periods": "1"}
    equal(boss.submit(boss.get("/staff/catalogue/promos"), "/staff/catalogue/promos", fields).status, 303)
    made = place(person, promo="allfree")
    equal((made["state"], made["total"]["amount"], made["invoice"]["state"]), ("paid", 0, "paid"))
    eventually(lambda: order(person, made)["state"] == "done", "delivery", 60)
    fill(person, "vps-start", promo="ALLFREE")
    equal(person.get("/cart/checkout").status, 200)
    page = boss.get("/staff/catalogue/promos/ALLFREE")
    equal(boss.submit(page, "/staff/catalogue/promos/ALLFREE", {"ends": "2020-01-01"}).status, 303)
    contains(person.get("/cart").words, "This promo code has expired.")
    equal(person.get("/cart/checkout").location, "/cart")
    answer = person.api("POST", "/orders", {"items": [VPS], "promo": "ALLFREE"})
    equal((answer.status, answer.json["fields"]), (422, [{"name": "promo", "code": "promo_expired"}]))
    equal(person.submit(person.get("/cart"), "/cart/promo", {"promo": ""}).status, 303)
    check_out(person)


@journey("open orders are renamed, split, merged and deleted; others' orders are not there")
def changes(server):
    person, other = buyer(server), buyer(server, browser=False)
    made = place(person, [VPS, {"plan": "vps-pro", "months": 3}])
    path = f"/orders/{made['id']}"
    page = person.get(path)
    equal(person.submit(page, f"{path}/name", {"name": "Сайт друзів"}).status, 303)
    contains(person.get("/orders").words, "Сайт друзів")
    line = made["lines"][1]["id"]
    answer = person.submit(page, f"{path}/split", {f"line.{line}": "1"})
    equal(answer.status, 303)
    off = answer.location.split("/")[-1]
    parts = [order(person, {"id": i}) for i in (made["id"], off)]
    equal(sum(o["total"]["amount"] for o in parts), made["total"]["amount"])
    equal(person.submit(person.get(path), f"{path}/merge", {"order": off}).status, 303)
    equal(order(person, made)["total"], made["total"])
    equal(person.submit(person.get(path), f"{path}/cancel", {}).status, 303)
    equal(order(person, made)["state"], "cancelled")
    gone = person.api("GET", f"/invoices/{made['invoice']['id']}").json["state"]
    equal(gone, "cancelled")
    for method, tail, body in (("GET", "", None), ("PATCH", "", {"name": "x"}), ("DELETE", "", None),
                               ("POST", "/split", {"lines": [line]}), ("POST", "/merge", {"order": off}),
                               ("POST", "/pay", {"method": "balance"})):
        mine = other.api(method, f"/orders/{made['id']}{tail}", body)
        none = other.api(method, f"/orders/{NOBODYS}{tail}", body)
        equal((mine.status, mine.body), (404, none.body), f"{method} {tail}")
    fresh = place(other)
    stolen = other.api("POST", f"/orders/{fresh['id']}/merge", {"order": place(person)["id"]})
    equal(stolen.status, 404)


@journey("the last pieces are sold once; an order nobody pays gives them back")
def last_pieces(server):
    people = [buyer(server, browser=False) for _ in range(6)]
    item = {"plan": "server-e3", "months": 1}

    def grab(number):
        client = server.client()
        client.bearer = people[number % len(people)].token
        return client.api("POST", "/orders", {"items": [item]})
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(grab, range(18)))
    sold = [a.json for a in answers if a.status == 201]
    expect({a.status for a in answers} <= {201, 422, 409, 503}, {a.status: a.text for a in answers})
    equal(len(sold), 5)
    server.pass_time(8 * 24 * 3600)
    people[0].bearer = people[0].sign_in()
    run_jobs(server)
    eventually(lambda: people[0].api("POST", "/orders", {"items": [item]}).status == 201, "stock given back", 20)


@journey("staff sees everybody's orders and cancels one with a reason that the customer reads")
def by_staff(server):
    person = buyer(server)
    made = place(person)
    clerk, stranger = hire(server, "sales"), hire(server, "support")
    page = clerk.get(f"/staff/orders?number={made['number']}")
    contains(page.words, f"Order {made['number']}")
    path = f"/staff/orders/{made['id']}"
    equal(clerk.submit(clerk.get(path), f"{path}/cancel", {"reason": ""}).status, 422)
    equal(stranger.call("POST", f"/staff/orders/{made['id']}/cancel", {"reason": "because"}).status, 403)
    equal(clerk.submit(clerk.get(path), f"{path}/cancel", {"reason": "Asked for by phone"}).status, 303)
    contains(person.get(f"/orders/{made['id']}").words, "Asked for by phone")
    equal(clerk.call("POST", f"/staff/orders/{made['id']}/cancel", {"reason": "again"}).status, 409)


run({"provisioning.demo_time": "1s"})
