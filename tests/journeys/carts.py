# SPDX-License-Identifier: Apache-2.0
"""Random carts against a calculator that was written from the rules alone (tests/money/calculator.py): every sum of
every line, to the last minor unit. Most are only priced; each tenth is ordered, and its invoice is compared too.

KABINET_JOURNEY_SCALE multiplies the number of carts; 10 makes it ten thousand."""
import http.client
import json
import os
import random
import sys

from customers import register
from kabinet import equal, expect, journey, run

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "money"))
import calculator  # noqa: E402  pylint: disable=wrong-import-position

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
CARTS = 1000 * int(os.environ.get("KABINET_JOURNEY_SCALE", "1"))
# Priced without limits of stock and codes, which are tried elsewhere.
PROMOS = [None, None, "START10", "MINUS50", "LIFE5", "SETUP0"]


def by_currency(prices):
    return {price["currency"]: price["price"] for price in prices}


def option_of(option):
    choices = [{"code": c["code"], "prices": by_currency(c["prices"])} for c in option.get("choices", [])]
    return {**option, "choices": choices, "prices": by_currency(option.get("prices", []))}


def shop():
    """The sample catalogue, as the calculator wants it."""
    with open(os.path.join(ROOT, "src", "features", "catalogue", "sample.json"), encoding="utf-8") as file:
        sample = json.load(file)
    plans = {}
    for plan in sample["plans"]:
        spec = plan["spec"]
        plans[plan["code"]] = {
            "prices": {(p["currency"], p["months"]): p for p in spec["prices"]},
            "options": [option_of(option) for option in spec.get("options", [])],
            "tax": spec["tax"], "addons": spec.get("addons", []), "is_addon": plan["kind"] == "addon",
            "limited": plan["stock"] >= 0,
        }
    promos = {p["code"]: {**p, "plans": p["plans"].split()} for p in sample["promos"]}
    return {"plans": plans, "taxes": {t["code"]: t for t in sample["taxes"]}, "promos": promos}


def choose_options(dice, plan):
    chosen = {}
    for option in plan["options"]:
        if dice.random() < 0.3:
            continue  # the preset
        if option["kind"] == "list":
            chosen[option["code"]] = dice.choice(option["choices"])["code"]
        else:
            chosen[option["code"]] = dice.randrange(option["min"], option["max"] + 1, option["step"])
    return chosen


def item_of(dice, code, plan, currency, months=None):
    months = months or dice.choice([m for c, m in plan["prices"] if c == currency])
    quantity = 1 if plan["limited"] else dice.choice([1, 1, 1, 2, 3, 7, 100, 999, 1000])
    return {"plan": code, "months": months, "quantity": quantity, "options": choose_options(dice, plan)}


def cart_of(dice, wares):
    """Items, currency and promo code of one cart."""
    currency = dice.choice(["UAH", "EUR"])
    sold = [c for c, p in wares["plans"].items()
            if not p["is_addon"] and any(key[0] == currency for key in p["prices"])]
    items = []
    limited = False
    for _ in range(dice.randrange(1, 6)):
        code = dice.choice([c for c in sold if not (limited and wares["plans"][c]["limited"])])
        plan = wares["plans"][code]
        limited = limited or plan["limited"]
        items.append(item_of(dice, code, plan, currency))
        parent = len(items)
        for addon in plan["addons"]:
            other = wares["plans"][addon]
            if (currency, items[parent - 1]["months"]) in other["prices"] and dice.random() < 0.3:
                items.append({**item_of(dice, addon, other, currency, items[parent - 1]["months"]), "parent": parent})
    return items, currency, dice.choice(PROMOS)


def fits(wares, items, currency, promo):
    """Whether the code may be used on this cart at all."""
    if promo is None:
        return True
    rule = wares["promos"][promo]
    plans = rule["plans"]
    return rule["currency"] in ("", currency) and (not plans or any(i["plan"] in plans for i in items))


class Wire:
    """One connection kept open: thousands of calls."""

    def __init__(self, server, bearer):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.bearer = bearer
        self.calls = 0

    def call(self, method, path, value):
        self.calls += 1
        # Budgets are kept by address; the crowd behind these carts has many.
        address = "198.19.%d.%d" % (self.calls // 20 // 250 % 250, self.calls // 20 % 250 + 1)
        headers = {"Authorization": f"Bearer {self.bearer}", "X-Forwarded-For": address,
                   "Content-Type": "application/json"}
        self.connection.request(method, "/api/v1" + path, None if value is None else json.dumps(value), headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())


def compare(wanted, got, cart):
    for name in ("recurring", "setup", "discount", "net", "tax", "total"):
        if name in got:
            equal(got[name]["amount"], wanted[name], f"{name} of {cart}")
    equal(len(got["lines"]), len(wanted["lines"]))
    for mine, theirs in zip(wanted["lines"], got["lines"]):
        for name in ("recurring", "setup", "discount", "net", "tax", "total"):
            equal(theirs[name]["amount"], mine[name], f"{name} of {mine['plan']} in {cart}")


@journey(f"{CARTS} random carts cost what the independent calculator says, to the last minor unit")
def carts(server):
    seed = random.randrange(10**9)
    print(f"# seed {seed}", flush=True)
    dice = random.Random(seed)
    wares = shop()
    person = register(server, browser=False)
    wire = Wire(server, person.token)
    ordered = discounted = 0
    for number in range(CARTS):
        items, currency, promo = cart_of(dice, wares)
        cart = {"items": items, "currency": currency, **({"promo": promo} if promo else {})}
        if not fits(wares, items, currency, promo):
            status, answer = wire.call("POST", "/catalogue/quote", cart)
            equal((status, answer["fields"][0]["code"]), (422, "promo_elsewhere"), f"{cart}")
            continue
        wanted = calculator.quote(wares, items, currency, promo)
        status, answer = wire.call("POST", "/catalogue/quote", cart)
        equal(status, 200, f"{answer} for {cart}")
        compare(wanted, answer, cart)
        discounted += wanted["discount"] > 0
        if number % 10 == 0:
            status, answer = wire.call("POST", "/orders", cart)
            equal(status, 201, f"{answer} for {cart}")
            compare(wanted, answer, cart)
            equal(answer["invoice"]["total"]["amount"], wanted["total"], f"invoice of {cart}")
            status, answer = wire.call("DELETE", f"/orders/{answer['id']}", None)
            equal((status, answer["state"]), (200, "cancelled"))
            ordered += 1
    expect(ordered > CARTS // 30 and discounted > CARTS // 10, f"{ordered} ordered, {discounted} with a discount")
    print(f"# {CARTS} carts, {ordered} of them ordered, {discounted} with a discount", flush=True)


run()
