# SPDX-License-Identifier: Apache-2.0
"""The days of a service and the money in them, in every order of events: what was asked for and taken back moves no end,
what was given back is gone from what is left, and a change is counted by the period as it was sold."""
import datetime

from kabinet import equal, eventually, expect, journey, run
from owners import NOON, START, becomes, browse, buy, buyer, call, day, go, now, service, set_clock, top_up
from staff import hire

DAY = datetime.timedelta(days=1)


def sound(server):
    check = server.run("ledger", "check")
    equal(check.returncode, 0, check.stdout + check.stderr)


def preview(person, mine, plan, mode, status=200):
    service(person, mine)
    return call(person, "POST", f"/services/{mine}/plan-change/preview", {"plan": plan, "mode": mode}, status)


@journey("whoever asks for renewals in turn, or for a change and withdraws it, is suspended on the day of an untouched twin")
def asked_again(server):
    person, boss = buyer(server), hire(server)
    asking, withdrawing, twin = buy(person), buy(person), buy(person)
    until = day(service(person, twin)["paid_until"]) + NOON
    set_clock(server, until - 5 * DAY)
    for number, after in enumerate((-5, -3, -1, 0, 1, 2)):
        go(server, person, until + after * DAY)
        call(person, "POST", f"/services/{asking}/renew", {"months": 1 if number % 2 else 3})
        if number % 2 == 0:
            quote = preview(person, withdrawing, "vps-pro", "at_period_end")["quote"]
            call(person, "POST", f"/services/{withdrawing}/plan-change", {"quote": quote})
        else:
            equal(person.api("DELETE", f"/services/{withdrawing}/plan-change").status, 204)
        equal({service(person, one)["state"] for one in (asking, withdrawing, twin)}, {"active"}, f"day {after}")
    go(server, person, until + 3 * DAY)
    for one in (twin, asking, withdrawing):
        equal(becomes(person, one, "suspended")["suspended_for"], "debt")
    equal(sum(1 for i in call(person, "GET", "/invoices?limit=100")["items"] if i["state"] == "issued"), 3)
    path = f"/staff/services/{twin}/act"
    boss.call("GET", "/staff/me")
    refused = boss.call("POST", path, {"what": "resume", "reason": "they will pay"})
    equal((refused.status, refused.json["fields"][0]["code"]), (422, "days_unpaid"), refused.text)
    given = (now(server) + 4 * DAY).date().isoformat()
    equal(boss.call("POST", path, {"what": "until", "date": given, "reason": "four days to pay"}).status, 200)
    equal(becomes(person, twin, "active")["paid_until"], given, "days that are given are served")
    sound(server)


def half_up(amount, part, whole):
    return (2 * amount * part + whole) // (2 * whole)


def take(person, mine, plan, mode):
    quote = preview(person, mine, plan, mode)["quote"]
    taken = call(person, "POST", f"/services/{mine}/plan-change", {"quote": quote})
    service(person, mine)
    return taken


def amounts(seen):
    return tuple(seen[part]["amount"] for part in ("credit", "charge", "due"))


def balance(person):
    items = call(person, "GET", "/balance")["items"]
    return items[0]["amount"] if items else 0


def invoice(person, wanted):
    return call(person, "GET", f"/invoices/{wanted}")


def paid_for(person, mine):
    """The newest paid invoice that has a line for the service."""
    browse(person)
    links = [link.split("/")[2] for link in person.get(f"/services/{mine}").links if link.startswith("/invoices/")]
    return next(one for one in links if invoice(person, one)["state"] not in ("issued", "cancelled"))


def make_code(boss, code, **fields):
    wanted = {"code": code, "kind": "percent", "value": "100", "plans": "", "periods": "2", "limit_total": "1",
              "limit_customer": "", "starts": "", "ends": "", "enabled": "1", **fields}
    equal(boss.submit(boss.get("/staff/catalogue/promos"), "/staff/catalogue/promos", wanted).status, 303)


PRO, MAX = ({"plan": plan, "months": 1, "options": {}, "quantity": 1} for plan in ("vps-pro", "vps-max"))


@journey("a code of two periods pays for the order and one new beginning; then new beginnings cost what they cost")
def promo_counted(server):
    person, boss = buyer(server), hire(server)
    make_code(boss, "TWICE")
    made = call(person, "POST", "/orders", {"items": [{**MAX, "months": 12}], "promo": "TWICE"}, 201)
    equal(made["total"]["amount"], 0)
    if made["state"] == "open":
        call(person, "POST", f"/orders/{made['id']}/pay", {"method": "balance"})
    mine = eventually(lambda: call(person, "GET", f"/orders/{made['id']}")["lines"][0]["service"], "the service")
    becomes(person, mine, "active")
    equal(take(person, mine, "vps-pro", "restart")["due"]["amount"], 0, "the second period of the code")
    equal(amounts(preview(person, mine, "vps-max", "restart")), (0, 972000, 972000))
    top_up(person, 972000)
    equal(take(person, mine, "vps-max", "restart")["state"], "under_way")
    equal(amounts(preview(person, mine, "vps-pro", "restart")), (972000, 540000, -432000))
    take(person, mine, "vps-pro", "restart")
    equal(balance(person), 432000)
    equal(amounts(preview(person, mine, "vps-max", "restart")), (540000, 972000, 432000))
    sound(server)


@journey("money that was given back is gone from what is left: by a whole and by a part credit note, and after a change")
def credited(server):
    person, boss = buyer(server), hire(server)
    boss.call("GET", "/staff/me")

    def credit(mine, amount):
        answer = boss.call("POST", f"/staff/invoices/{paid_for(person, mine)}/credit",
                           {"amount": amount, "reason": "the network was down"})
        expect(answer.status in (200, 201), answer.text)

    whole, part, moved = buy(person, PRO), buy(person, PRO), buy(person, PRO)
    credit(whole, 50000)
    equal(balance(person), 50000)
    call(person, "POST", f"/services/{whole}/plan-change/preview", {"plan": "vps-start", "mode": "convert_time"}, 422)
    equal(amounts(preview(person, whole, "vps-max", "pay_difference")), (0, 90000, 90000))
    equal(amounts(preview(person, whole, "vps-start", "pay_difference")), (0, 30000, 30000))
    equal(service(person, whole)["state"], "active", "the days stay, as a gift")
    contains_words(person, whole, "Money was given back")
    credit(part, 10000)
    equal(amounts(preview(person, part, "vps-max", "pay_difference")), (40000, 90000, 50000))
    top_up(person, 40000 - 50000 - 10000 + 40000)
    equal(take(person, moved, "vps-max", "pay_difference")["state"], "under_way")
    before = balance(person)
    credit(moved, 40000)
    equal(balance(person), before + 40000)
    equal(preview(person, moved, "vps-start", "pay_difference")["credit"]["amount"], 50000,
          "the money that the change took along is lowered where it is")
    take(person, moved, "vps-start", "pay_difference")
    equal(balance(person), before + 40000 + 20000)
    sound(server)


def contains_words(person, mine, words):
    browse(person)
    expect(words in person.get(f"/services/{mine}").words, words)


@journey("a month service that was renewed for a year is changed by the year's prices and days")
def as_sold(server):
    person = buyer(server)
    mine = buy(person, {**START, "options": {"disk": 30}})
    asked = call(person, "POST", f"/services/{mine}/renew", {"months": 12})
    equal(asked["total"]["amount"], 348000)
    top_up(person, 348000)
    first = day(service(person, mine)["paid_until"])
    call(person, "POST", f"/services/{mine}/renew", {"months": 12, "method": "balance"})
    days = (day(service(person, mine)["paid_until"]) - first).days
    go(server, person, first + 10 * DAY + NOON)
    left = half_up(348000, days - 10, days)
    path = f"/services/{mine}/parameters"
    top_up(person, 50000)
    before = balance(person)
    less = call(person, "POST", path, {"options": {"disk": 20}})
    service(person, mine)
    equal(less["due"]["amount"], half_up(324000, days - 10, days) - left)
    seen = preview(person, mine, "vps-pro", "pay_difference")
    equal((seen["period_days"], seen["price"]["amount"]), (days, 540000))
    more = call(person, "POST", path, {"options": {"disk": 30}})
    service(person, mine)
    equal(more["due"]["amount"], -less["due"]["amount"])
    equal(balance(person), before, "back and forth gives nothing and takes nothing")
    more = call(person, "POST", path, {"options": {"disk": 40}})
    service(person, mine)
    equal(more["due"]["amount"], half_up(372000, days - 10, days) - left)
    call(person, "POST", path, {"options": {"disk": 30}})
    service(person, mine)
    equal(preview(person, mine, "vps-pro", "pay_difference")["due"]["amount"], half_up(540000, days - 10, days) - left)
    equal(service(person, mine)["months"], 1, "its usual period stays")
    sound(server)


@journey("days that come back have the tax they were sold with, whatever it is now")
def tax_of_days(server):
    person, boss = buyer(server), hire(server)
    up, down = buy(person), buy(person, MAX)
    at_7 = {"code": "vat", "country": "", "name_uk": "ПДВ", "name_en": "VAT", "rate": "7", "inclusive": "1"}
    page = boss.get("/staff/catalogue/taxes")
    equal(boss.submit(page, "/staff/catalogue/taxes", at_7).status, 303)
    try:
        asked = take(person, up, "vps-pro", "pay_difference")
        lines = invoice(person, asked["invoice"])["lines"]
        equal([(line["total"]["amount"], line["tax"]["amount"]) for line in lines], [(50000, 3271), (-30000, -5000)])
        top_up(person, 20000)
        call(person, "POST", f"/invoices/{asked['invoice']}/pay", {"method": "balance"})
        equal(service(person, up)["plan"], "vps-pro")
        old = paid_for(person, down)
        equal(take(person, down, "vps-start", "pay_difference")["state"], "under_way")
        equal(balance(person), 60000)
        [note] = invoice(person, old)["credit_notes"]
        equal((note["total"]["amount"], note["tax"]["amount"]), (90000, 15000), "all of the old days")
        new = invoice(person, paid_for(person, down))
        equal((new["total"]["amount"], new["tax"]["amount"], new["state"]), (30000, 1963, "paid"))
        equal(boss.submit(boss.get("/staff/catalogue/taxes"), "/staff/catalogue/taxes", {**at_7, "rate": "20"}).status, 303)
        back = take(person, up, "vps-start", "pay_difference")
        equal((back["due"]["amount"], balance(person)), (-20000, 80000))
        sound(server)
    finally:
        boss.submit(boss.get("/staff/catalogue/taxes"), "/staff/catalogue/taxes", {**at_7, "rate": "20"})


@journey("whoever became exempt from tax gets the tax of the old days back and pays none for the new ones, and the other way round")
def exempt_meanwhile(server):
    person, boss = buyer(server), hire(server)
    mine, other = buy(person), buy(person)
    number = str(call(person, "GET", "/me")["number"])
    page = boss.get("/staff/catalogue/taxes")
    equal(boss.submit(page, "/staff/catalogue/exemptions", {"number": number, "reason": "a diplomat"}).status, 303)
    asked = take(person, mine, "vps-pro", "pay_difference")
    papers = invoice(person, asked["invoice"])
    equal((papers["total"]["amount"], papers["tax"]["amount"]), (41667 - 30000, -5000))
    top_up(person, 41667 - 30000)
    call(person, "POST", f"/invoices/{asked['invoice']}/pay", {"method": "balance"})
    equal(service(person, mine)["plan"], "vps-pro")
    asked = take(person, other, "vps-max", "pay_difference")
    equal(asked["due"]["amount"], 75000 - 30000)
    equal(person.api("DELETE", f"/services/{other}/plan-change").status, 204)
    page = boss.get("/staff/catalogue/taxes")
    equal(boss.submit(page, "/staff/catalogue/exemptions/end", {"number": number}).status, 303)
    asked = take(person, mine, "vps-max", "pay_difference")
    papers = invoice(person, asked["invoice"])
    equal((papers["total"]["amount"], papers["tax"]["amount"]), (90000 - 41667, 15000))
    top_up(person, 90000 - 41667)
    call(person, "POST", f"/invoices/{asked['invoice']}/pay", {"method": "balance"})
    equal(amounts(preview(person, mine, "vps-start", "pay_difference")), (90000, 30000, -60000))
    take(person, mine, "vps-start", "pay_difference")
    equal(balance(person), 60000)
    sound(server)


@journey("a renewal that is paid closes the change that was counted without it, with its invoice")
def change_closed(server):
    person = buyer(server)
    mine = buy(person)
    change = take(person, mine, "vps-max", "pay_difference")
    equal(change["due"]["amount"], 60000)
    asked = call(person, "POST", f"/services/{mine}/renew", {"months": 1})
    top_up(person, 30000)
    call(person, "POST", f"/services/{mine}/renew", {"months": 1, "method": "balance"})
    equal(invoice(person, change["invoice"])["state"], "cancelled")
    eventually(lambda: [one for one in server.outbox(person.email) if "plan change was cancelled" in one["subject"]],
               "the letter that tells of it")
    equal(person.api("POST", f"/invoices/{change['invoice']}/pay", {"method": "balance"}).status, 409)
    equal(invoice(person, asked["invoice"])["state"], "paid")
    equal(amounts(preview(person, mine, "vps-max", "pay_difference")), (60000, 180000, 120000), "two months now")
    sound(server)


@journey("a new beginning that is paid three weeks later begins with the payment, and no day that was bought is lost")
def restarted_late(server):
    person = buyer(server)
    mine = buy(person)
    one = service(person, mine)
    change = take(person, mine, "vps-pro", "restart")
    equal(change["due"]["amount"], 20000)
    begun, until = day(one["period_from"]), day(one["paid_until"])
    days = (until - begun).days
    go(server, person, begun + 20 * DAY + NOON)
    browse(person)
    expect("begins with the payment" in person.get(f"/services/{mine}/plan").words, "the page says so")
    top_up(person, 20000)
    call(person, "POST", f"/invoices/{change['invoice']}/pay", {"method": "balance"})
    now_so = service(person, mine)
    paid = begun + 20 * DAY
    period = (add_month(paid) - paid).days
    money = half_up(30000, days - 20, days) + 20000
    equal(now_so["plan"], "vps-pro")
    equal(day(now_so["period_from"]), paid)
    bought = money * period // 50000
    equal((day(now_so["paid_until"]) - paid).days, bought)
    equal(balance(person), money - half_up(50000, bought, period))
    sound(server)


def add_month(moment):
    year, month = (moment.year, moment.month + 1) if moment.month < 12 else (moment.year + 1, 1)
    for of_month in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month, day=of_month)
        except ValueError:
            continue
    return moment.replace(year=year, month=month)


if __name__ == "__main__":
    run({"provisioning.demo_time": "1s"})
