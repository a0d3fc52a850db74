# SPDX-License-Identifier: Apache-2.0
"""The days of a service and the money in them, in every order of events: what was asked for and taken back moves no end,
what was given back is gone from what is left, and a change is counted by the period as it was sold."""
import datetime
import time

from kabinet import ENGINE, equal, eventually, expect, journey, run
from owners import NOON, becomes, browse, buy, buyer, call, day, go, now, run_jobs, service, set_clock, top_up
from staff import hire

DAY = datetime.timedelta(days=1)


def sound(server):
    check = server.run("ledger", "check")
    equal(check.returncode, 0, check.stdout + check.stderr)


def preview(person, mine, plan, mode, status=200):
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


if __name__ == "__main__":
    run({"provisioning.demo_time": "1s"})
