# SPDX-License-Identifier: Apache-2.0
"""What a customer has: brought up, changed, renewed, in debt, suspended, back again, ended; and clocks that jump."""
import datetime
import time

from kabinet import contains, equal, eventually, expect, journey, run
from owners import NOON, becomes, browse, buy, buyer, call, day, go, now, run_jobs, service, set_clock, top_up
from staff import hire

def next_march(server):
    year = now(server).year + 1
    return datetime.datetime(year, 3, 1, tzinfo=datetime.timezone.utc) + NOON


@journey("a service is listed, named and renewed; others do not see it; forms and the API say the same")
def owned(server):
    person, other = buyer(server), buyer(server)
    mine = buy(person)
    one = service(person, mine)
    equal((one["plan"], one["state"], one["months"]), ("vps-start", "active", 1))
    equal(one["renewal_price"], {"amount": 30000, "currency": "UAH"})
    equal([s["id"] for s in call(person, "GET", "/services")["items"]], [mine])
    contains(person.get("/services").words, "VPS Start")
    page = person.get(f"/services/{mine}")
    contains(page.words, "What happens if you do nothing")
    equal(person.submit(page, f"/services/{mine}/label", {"label": "Мій сайт"}).status, 303)
    contains(person.get("/services").words, "Мій сайт")
    absent = other.api("GET", "/services/01890000-0000-7000-8000-000000000000")
    for method, path, body in [("GET", "", None), ("POST", "/renew", {"months": 1}), ("POST", "/label", {"label": "x"}),
                               ("POST", "/cancel", {"when": "now"}), ("POST", "/auto-renew", {"enabled": False}),
                               ("POST", "/plan-change/preview", {"plan": "vps-pro", "mode": "restart"}),
                               ("POST", "/plan-change", {"quote": mine}), ("POST", "/parameters", {"options": {}})]:
        answer = other.api(method, f"/services/{mine}{path}", body)
        equal((answer.status, answer.json["code"]), (absent.status, absent.json["code"]), path)
    equal(other.get(f"/services/{mine}").status, 404)
    equal(other.get(f"/services/{mine}/plan").status, 404)
    asked = call(person, "POST", f"/services/{mine}/renew", {"months": 3})
    equal((asked["paid"], asked["total"]["amount"]), (False, 85500))
    again = call(person, "POST", f"/services/{mine}/renew", {"months": 3})
    equal(again["invoice"], asked["invoice"], "asked twice, one invoice")
    equal(person.api("POST", f"/services/{mine}/renew", {"months": 7}).status, 422)
    top_up(person, 85500)
    paid = call(person, "POST", f"/services/{mine}/renew", {"months": 3, "method": "balance"})
    expect(paid["paid"], paid)
    expect(service(person, mine)["paid_until"] > one["paid_until"], "it is paid longer")
    call(person, "POST", f"/services/{mine}/cancel", {"when": "end"})
    expect(service(person, mine)["cancel_at_end"], "it ends")
    call(person, "POST", f"/services/{mine}/cancel", {"when": "undo"})
    expect(not service(person, mine)["cancel_at_end"], "it goes on")
    what_if = person.get(f"/services/{mine}?top_up=500")
    contains(what_if.words, "What happens if you top up 500")


@journey("what staff gives up was never there: all that was paid for it comes back, its setup too, and says why")
def never_provided(server):
    person, boss = buyer(server), hire(server)
    top_up(person, 348000)
    made = call(person, "POST", "/orders", {"items": [{"plan": "server-e3", "months": 1}]}, 201)
    equal(made["total"]["amount"], 348000)
    expect(call(person, "POST", f"/orders/{made['id']}/pay", {"method": "balance"})["paid"], "it is paid")
    [mine] = call(person, "GET", "/services")["items"]
    listed = boss.get("/staff/tasks")
    contains(listed.words, f"server-e3, service {mine['number']}")
    contains(boss.get("/staff/services").words, person.login)
    [task] = [item["id"] for item in boss.call("GET", "/staff/tasks").json["items"] if item["subject"] == mine["id"]]
    equal(boss.call("POST", f"/staff/tasks/{task}/give-up", {"reason": "there is none left"}).status, 200)
    equal(service(person, mine["id"])["state"], "terminated")
    equal(call(person, "GET", "/balance")["items"], [{"amount": 348000, "currency": "UAH"}])
    contains(person.get("/transactions?lang=uk").words, "Послугу не вдалося надати")
    person.get("/transactions?lang=en")


@journey("300.00 to 500.00 on 11 March of a period of 1 to 31 March: 135.48, on pages and over the API")
def changed(server):
    person = buyer(server)
    march = next_march(server)
    go(server, person, march)
    browse(person)
    first, second = buy(person), buy(person)
    equal(service(person, first)["paid_until"], f"{march.year}-04-01")
    go(server, person, march + datetime.timedelta(days=10))
    browse(person)
    seen = call(person, "POST", f"/services/{first}/plan-change/preview", {"plan": "vps-pro", "mode": "pay_difference"})
    equal([seen[k]["amount"] for k in ("credit", "charge", "due")], [20323, 33871, 13548])
    equal((seen["days_left"], seen["period_days"], seen["new_end"]), (21, 31, f"{march.year}-04-01"))
    time_mode = call(person, "POST", f"/services/{first}/plan-change/preview", {"plan": "vps-pro", "mode": "convert_time"})
    equal((time_mode["days_bought"], time_mode["due"]["amount"]), (12, -968))
    page = person.get(f"/services/{second}/plan?plan=vps-pro")
    for words in ("135.48", "203.23", "338.71", "9.68", "Pay the difference", "Convert the time", "Begin a new period",
                  "With the next period"):
        contains(page.words, words)
    top_up(person, 13548)
    done = call(person, "POST", f"/services/{first}/plan-change", {"quote": seen["quote"]})
    equal((done["state"], done["due"]["amount"]), ("under_way", 13548))
    equal(service(person, first)["plan"], "vps-pro")
    equal(person.api("POST", f"/services/{first}/plan-change", {"quote": seen["quote"]}).status, 422)
    answer = person.submit(page, f"/services/{second}/plan", {})
    equal(answer.status, 303, answer.words[:500])
    contains(answer.location, "/invoices/")
    equal(service(person, second)["plan"], "vps-start", "nothing changes before it is paid")
    contains(person.get(f"/services/{second}/plan").words, "A change is waiting")
    equal(person.api("DELETE", f"/services/{second}/plan-change").status, 204)
    page = person.get(f"/services/{second}/plan?plan=vps-pro")
    set_clock(server, now(server) + datetime.timedelta(days=1))
    browse(person)
    late = person.submit(page, f"/services/{second}/plan", {**person.get(f"/services/{second}").forms[0]["fields"]})
    expect(late.status in (403, 422), f"a quote of yesterday: {late.status}")
    bigger = person.get(f"/services/{second}/parameters?option.disk=50")
    contains(bigger.words, "Ways to change")
    sound = server.run("ledger", "check")
    equal(sound.returncode, 0, sound.stdout + sound.stderr)


@journey("renewed from the balance; in debt reminded, suspended, back when paid; never paid warned and ended")
def life(server):
    person = buyer(server)
    mine = buy(person)
    until = day(service(person, mine)["paid_until"]) + NOON
    days = datetime.timedelta(days=1)
    server.turn_clock(int((until - 13 * days - now(server)).total_seconds()))
    person.bearer = person.sign_in()
    time.sleep(1.5)
    equal(service(person, mine)["open_invoice"], None, "a clock that jumped asks for no money")
    run_jobs(server)
    eventually(lambda: service(person, mine)["open_invoice"], "the invoice, now that somebody looked")
    top_up(person, 30000)
    go(server, person, until - days)
    first = until.date().isoformat()
    renewed = eventually(lambda: (lambda s: s if s["paid_until"] > first else None)(service(person, mine)),
                         "the renewal a day before the end")
    until = day(renewed["paid_until"]) + NOON
    go(server, person, until - 10 * days)
    go(server, person, until + 4 * days)
    one = becomes(person, mine, "suspended")
    equal(one["suspended_for"], "debt")
    asked = one["open_invoice"]
    browse(person)
    page = person.get(f"/services/{mine}")
    contains(page.words, "Suspended")
    expect(page.link(f"/invoices/{asked}/pay"), "one click to pay")
    eventually(lambda: any("is suspended" in m["subject"] for m in server.outbox(person.email)), "the letter")
    top_up(person, 30000)
    back = becomes(person, mine, "active")
    equal(day(back["period_from"]).date(), (until + 4 * days).date(), "the dead time is not paid for")
    until = day(back["paid_until"]) + NOON
    go(server, person, until - 5 * days)
    go(server, person, until + 4 * days)
    becomes(person, mine, "suspended")
    go(server, person, until + 30 * days)
    equal(service(person, mine)["state"], "suspended", "not ended without the warning")
    eventually(lambda: "warning" in server.message(person.email)["subject"], "the last warning")
    go(server, person, until + 38 * days)

    def ended():
        run_jobs(server)
        return service(person, mine)["state"] in ("terminating", "terminated")
    eventually(ended, "the end", 60)
    equal(service(person, mine)["open_invoice"], None)
    sound = server.run("ledger", "check")
    equal(sound.returncode, 0, sound.stdout + sound.stderr)


@journey("clocks that jump 400 days ahead, back, and by an hour double no invoice and end nothing")
def jumps(server):
    person = buyer(server)
    mine = buy(person)
    until = service(person, mine)["paid_until"]
    for by in (3600, -3600, 400 * 86400, -400 * 86400, -400 * 86400, 400 * 86400):
        server.turn_clock(by)
        time.sleep(1.5)
    person.bearer = person.sign_in()
    one = service(person, mine)
    equal((one["state"], one["paid_until"], one["open_invoice"]), ("active", until, None))
    run_jobs(server)
    equal(service(person, mine)["open_invoice"], None)


@journey("staff suspends for abuse: paying alone brings nothing back; every act has a reason")
def staff_acts(server):
    person = buyer(server)
    mine = buy(person)
    clerk = hire(server, "sales")
    boss = hire(server, "full")
    equal(clerk.call("GET", f"/staff/services/{mine}").status, 200)
    equal(clerk.call("POST", f"/staff/services/{mine}/act", {"what": "suspend", "reason": "spam"}).status, 403)
    answer = boss.call("POST", f"/staff/services/{mine}/act", {"what": "abuse"})
    equal(answer.status, 422, answer.text)
    answer = boss.call("POST", f"/staff/services/{mine}/act", {"what": "abuse", "reason": "phishing, case 12"})
    equal(answer.status, 200, answer.text)
    equal(service(person, mine)["suspended_for"], "abuse")
    equal(person.api("POST", f"/services/{mine}/renew", {"months": 1}).status, 409)
    answer = boss.call("POST", f"/staff/services/{mine}/act", {"what": "resume", "reason": "cleaned up"})
    equal(answer.status, 200, answer.text)
    becomes(person, mine, "active")


if __name__ == "__main__":
    run({"provisioning.demo_time": "1s"})
