# SPDX-License-Identifier: Apache-2.0
"""What a customer might try to get more than was paid for: buying ahead at one price and keeping another, add-ons that
nobody pays for, plans that are not sold, codes carried to where they do not count."""
import datetime

from kabinet import equal, eventually, expect, journey, run
from owners import START, becomes, buy, buyer, call, go, now, service, top_up
from staff import hire


def paid_renewal(person, wanted, months):
    """Renews from the balance, after topping it up by what is asked for."""
    asked = call(person, "POST", f"/services/{wanted}/renew", {"months": months})
    top_up(person, asked["total"]["amount"])
    paid = call(person, "POST", f"/services/{wanted}/renew", {"months": months, "method": "balance"})
    expect(paid["paid"], paid)
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


if __name__ == "__main__":
    run()
