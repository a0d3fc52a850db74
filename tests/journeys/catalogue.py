# SPDX-License-Identifier: Apache-2.0
"""What is sold: strangers look and reckon, staff edits, and nobody sees a draft."""
from kabinet import contains, equal, expect, journey, run
from staff import hire

MONEY = "\u00a0"


def amounts(words):
    return words.replace(MONEY, " ")


def quote(client, items, **rest):
    return client.api("POST", "/catalogue/quote", {"items": items, **rest})


@journey("a stranger sees what is sold, in both languages and currencies, without an account")
def shelf(server):
    words = amounts(server.client().get("/catalogue").words)
    for part in ("VPS Start", "VPS Pro", "300.00 UAH", "Server E3", "Backups"):
        contains(words, part)
    words = amounts(server.client("uk").get("/catalogue").words)
    contains(words, "Віртуальні сервери")
    contains(words, "300,00 грн")
    contains(amounts(server.client().get("/catalogue?currency=EUR").words), "6.90")
    equal(server.client().get("/catalogue/no-such-plan").status, 404)


@journey("without JavaScript the price is reckoned anew by a button, and the address keeps what was chosen")
def reckon(server):
    stranger = server.client()
    page = stranger.get("/catalogue/vps-start")
    contains(amounts(page.words), "To pay 300.00 UAH")
    fields = page.form("/cart/items")["fields"]
    answer = stranger.post("/catalogue/vps-start", {**fields, "option.disk": "50", "option.addon.backup": "1", "promo": "start10"})
    equal(answer.status, 303)
    words = amounts(stranger.get(answer.location).words)
    contains(words, "To pay 405.00 UAH")  # (300 + 30 × 2 + 90) less a tenth
    contains(words, "Promo code START10")
    expect("csrf" not in answer.location, "the form's token stays out of addresses")


@journey("mistakes are told beside the sum, and nothing breaks")
def mistakes(server):
    stranger = server.client()
    for query, sentence in (
        ("option.disk=15", "does not fit"), ("option.disk=x", "does not fit"), ("promo=NOPE", "no such promo code"),
        ("months=2", "not sold for this period"), ("quantity=0", "quantity from 1"), ("quantity=99999999999999999999", "quantity from 1"),
        ("option.nothing=1", "no such option"), ("option.addon.nothing=1", "no such plan"),
        ("promo=LIFE5", "not for what was chosen"),
    ):
        page = stranger.get(f"/catalogue/vps-start?{query}")
        equal(page.status, 200, query)
        contains(page.words, sentence)


@journey("the API tells the same prices to the last kopiyka")
def api(server):
    stranger = server.client()
    plans = {plan["code"]: plan for group in stranger.api("GET", "/catalogue").json["groups"] for plan in group["plans"]}
    month = {code: period["price"] for code in ("vps-start", "vps-pro") for period in plans[code]["periods"]
             if period["months"] == 1 and period["price"]["currency"] == "UAH"}
    equal(month, {"vps-start": {"amount": 30000, "currency": "UAH"}, "vps-pro": {"amount": 50000, "currency": "UAH"}})
    expect("pay_difference" in plans["vps-start"]["change_to"][0]["modes"])
    answer = quote(stranger, [{"plan": "vps-start", "months": 1, "options": {"disk": 50}}], promo="START10").json
    equal((answer["total"]["amount"], answer["discount"]["amount"], answer["promo"]), (32400, 3600, "START10"))
    answer = quote(stranger, [{"plan": "server-e3", "months": 1}], currency="UAH").json
    equal((answer["net"]["amount"], answer["tax"]["amount"], answer["total"]["amount"]), (290000, 58000, 348000))
    for items, code in (
        ([{"plan": "backup", "months": 1}], "addon_alone"),
        ([{"plan": "vps-start", "months": 1, "quantity": -1}], "bad_quantity"),
        ([{"plan": "vps-start", "months": 1, "options": {"disk": [1]}}], "wrong_type"),
        ([{"plan": "vps-start", "months": 1, "surprise": 1}], "wrong_type"),
        ([{"plan": "server-e3", "months": 1, "quantity": 6}], "sold_out"),
    ):
        answer = quote(stranger, items)
        equal((answer.status, answer.json["fields"][0]["code"]), (422, code))


@journey("an edit is a draft that only staff sees, until it is published as the next version")
def versions(server):
    boss, stranger = hire(server, "sales"), server.client()
    page = boss.get("/staff/catalogue")
    plan = page.link("/staff/catalogue/plans/")
    editor = boss.get(f"{plan}/draft")
    fields = editor.form(f"{plan}/draft")["fields"]
    contains(fields["prices"], "UAH 1 300.00 0.00")
    answer = boss.submit(editor, f"{plan}/draft", {"prices": fields["prices"].replace("UAH 1 300.00", "UAH 1 333.00")})
    equal((answer.status, answer.location), (303, plan))
    contains(amounts(stranger.get("/catalogue/vps-start").words), "To pay 300.00 UAH")
    contains(amounts(boss.get(f"{plan}/preview").words), "To pay 333.00 UAH")
    contains(amounts(boss.get(f"{plan}/preview?version=1").words), "To pay 300.00 UAH")
    equal(boss.submit(boss.get(plan), f"{plan}/publish", {}).location, plan)
    contains(amounts(stranger.get("/catalogue/vps-start").words), "To pay 333.00 UAH")
    contains(boss.get(plan).words, "version 2")
    contains(hire(server).get("/staff/audit").words, "plan.published")
    editor = boss.get(f"{plan}/draft")  # back to where it was
    boss.submit(editor, f"{plan}/draft", {"prices": editor.form(f"{plan}/draft")["fields"]["prices"].replace("333.00", "300.00")})
    boss.submit(boss.get(plan), f"{plan}/publish", {})


@journey("two members of staff who edit one plan do not overwrite each other unseen")
def two_editors(server):
    boss, clerk = hire(server), hire(server, "sales")
    first, second = (member.get("/staff/catalogue/plans/vps-max/draft") for member in (boss, clerk))
    path = next(form["action"] for form in first.forms if form["action"].endswith("/draft"))
    equal(boss.submit(first, path, {"about_en": "For the busiest."}).status, 303)
    late = clerk.submit(second, path, {"about_en": "For the busy."})
    equal(late.status, 422)
    contains(late.words, "Somebody else saved this plan meanwhile")
    equal(late.form(path)["fields"]["about_en"], "For the busy.")
    equal(clerk.submit(late, path, {}).status, 303)
    page = clerk.get("/staff/catalogue/plans/vps-max")
    drop = next(form["action"] for form in page.forms if form["action"].endswith("/drop"))
    equal(clerk.submit(page, drop, {}).status, 303)


@journey("the editor names the line that is wrong, and sells nothing by halves")
def editor(server):
    boss = hire(server)
    page = boss.get("/staff/catalogue")
    answer = boss.submit(page, "/staff/catalogue/plans",
                         {"code": "vps-new", "group": "vps", "kind": "service", "name_uk": "Новий", "name_en": "New"})
    draft = answer.location
    plan = draft.removesuffix("/draft")
    page = boss.get(draft)
    wrong = boss.submit(page, draft, {"prices": "UAH 1 100.00\nUAH x 5", "tax": "vat"})
    equal(wrong.status, 422)
    contains(wrong.words, "Line 2")
    wrong = boss.submit(page, draft, {"prices": "UAH 1 100.00", "tax": "nothing"})
    equal(wrong.status, 422)
    wrong = boss.submit(page, draft, {"prices": "UAH 1 100.00\nEUR 1 2.00", "tax": "vat",
                                      "options": "slider disk | Диск | Disk | ГБ | GB | 10 50 10 10 10 | UAH 1.00"})
    contains(wrong.words, "no price in a currency")
    boss.submit(page, draft, {"prices": "UAH 1 100.00", "tax": "vat", "warn_after": "2"})
    equal(boss.submit(page, draft, {"prices": "UAH 1 100.00", "tax": "vat"}).status, 303)
    equal(server.client().get("/catalogue/vps-new").status, 404)
    wrong = boss.submit(boss.get(plan), plan, {"state": "open"})
    equal(wrong.status, 422)  # nothing was published yet
    boss.submit(boss.get(plan), f"{plan}/publish", {})
    equal(server.client().get("/catalogue/vps-new").status, 404)
    equal(boss.submit(boss.get(plan), plan, {"state": "open", "stock": "0"}).status, 303)
    contains(server.client().get("/catalogue/vps-new").words, "Sold out")
    boss.submit(boss.get(plan), plan, {"state": "hidden", "stock": ""})
    equal(server.client().get("/catalogue/vps-new").status, 404)
    taken = boss.submit(boss.get("/staff/catalogue"), "/staff/catalogue/plans",
                        {"code": "vps-new", "group": "vps", "kind": "service", "name_uk": "Ще", "name_en": "More"})
    contains(taken.words, "code is taken")


@journey("staff makes promo codes and rates, and switches them off")
def rates(server):
    boss, stranger = hire(server), server.client()
    page = boss.get("/staff/catalogue/promos")
    fields = {"code": "SPRING", "kind": "percent", "value": "12.5", "periods": "2", "plans": "vps-start"}
    equal(boss.submit(page, "/staff/catalogue/promos", fields).status, 303)
    equal(boss.submit(page, "/staff/catalogue/promos", fields).status, 303, "the same form again is the same act")
    equal(boss.submit(boss.get("/staff/catalogue/promos"), "/staff/catalogue/promos", fields).status, 422, "the code is taken")
    item = [{"plan": "vps-start", "months": 1}]
    equal(quote(stranger, item, promo="spring").json["discount"]["amount"], 3750)
    page = boss.get("/staff/catalogue/promos/SPRING")
    boss.submit(page, "/staff/catalogue/promos/SPRING", {"ends": "2020-01-01"})
    equal(quote(stranger, item, promo="spring").json["fields"][0]["code"], "promo_expired")
    for kind, value, field in (("percent", "101", "value"), ("fixed", "10.00", "currency"), ("nothing", "1", "kind")):
        wrong = boss.submit(boss.get("/staff/catalogue/promos"), "/staff/catalogue/promos",
                            {"code": "OTHER", "kind": kind, "value": value, "periods": "1"})
        equal((wrong.status, f"f-{field}-error" in wrong.ids), (422, True), kind)
    page = boss.get("/staff/catalogue/taxes")
    equal(boss.submit(page, "/staff/catalogue/taxes",
                      {"code": "vat", "country": "PL", "name_uk": "ПДВ", "name_en": "VAT", "rate": "23", "inclusive": "1"}).status, 303)
    contains(boss.get("/staff/catalogue/taxes").words, "23 %")


@journey("programs of the provider edit, publish and stock plans over the API")
def staff_api(server):
    boss, stranger = hire(server), server.client()
    plans = {plan["code"]: plan for plan in boss.call("GET", "/staff/catalogue/plans").json["items"]}
    path = f"/staff/catalogue/plans/{plans['domain-ua']['id']}"
    spec = boss.call("GET", path).json["spec"]
    spec["prices"][0]["price"] += 1000
    answer = boss.call("PUT", f"{path}/draft", {"spec": spec})
    equal((answer.status, answer.json["versions"][0]["state"]), (200, "draft"))
    item = [{"plan": "domain-ua", "months": 12}]
    equal(quote(stranger, item).json["total"]["amount"], 39000)
    equal(boss.call("POST", f"{path}/publish").json["version"], 2)
    equal(boss.call("POST", f"{path}/publish").status, 409)
    equal(quote(stranger, item).json["total"]["amount"], 40000)
    for wrong in ({"prices": [{**spec["prices"][0], "price": -1}]}, {"prices": []}, {"driver": "magic"}, {"tax": "none"},
                  {"prices": spec["prices"] * 2}, {"config": "[]"}, {"driver": "exec", "config": "{}"}, {"addons": ["vps-pro"]}):
        equal(boss.call("PUT", f"{path}/draft", {"spec": {**spec, **wrong}}).status, 422, str(wrong)[:60])
    equal(boss.call("PATCH", path, {"stock": "1"}).json["stock"], 1)
    equal(quote(stranger, [{"plan": "domain-ua", "months": 12, "quantity": 2}]).json["fields"][0]["code"], "sold_out")
    equal(boss.call("PATCH", path, {"stock": "", "stock_seen": "7"}).status, 409)
    equal(boss.call("PATCH", path, {"stock": ""}).json["stock"], None)
    equal(boss.call("PATCH", path, {"state": "sideways"}).status, 422)
    clerk = hire(server, "accounting")
    equal(clerk.call("PATCH", path, {"state": "hidden"}).status, 403)


@journey("nobody but staff of the catalogue opens its doors")
def doors(server):
    support, stranger = hire(server, "support"), server.client()
    for path in ("/staff/catalogue", "/staff/catalogue/promos", "/staff/catalogue/taxes"):
        equal(support.get(path).status, 403, path)
        equal(stranger.get(path).status, 303, path)


run()
