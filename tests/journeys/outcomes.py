# SPDX-License-Identifier: Apache-2.0
"""What is paid for happens with the outcome of its work: dates, letters and money of what staff carries out or gives up."""
from kabinet import contains, equal, eventually, expect, journey, run
from owners import becomes, browse, buyer, call, service, top_up
from staff import hire

DOMAIN = {"plan": "domain-ua", "months": 12, "options": {}, "quantity": 1}


def balance(person):
    items = call(person, "GET", "/balance")["items"]
    return items[0]["amount"] if items else 0


def task(person, mine, kind):
    """The work of a kind that waits for staff."""
    return eventually(lambda: next((o["id"] for o in call(person, "GET", f"/services/{mine}")["operations"]
                                    if o["kind"] == kind and o["state"] == "manual"), None), kind)


def done(boss, one):
    equal(boss.call("POST", f"/staff/tasks/{one}/done", {"address": "", "text": ""}).status, 200)


def ordered(person):
    made = call(person, "POST", "/orders", {"items": [DOMAIN]}, 201)
    top_up(person, made["total"]["amount"])
    call(person, "POST", f"/orders/{made['id']}/pay", {"method": "balance"})
    return made, call(person, "GET", f"/orders/{made['id']}")["lines"][0]["service"]


def subjects(server, person):
    return [m["subject"] for m in server.outbox(person.email)]


def sound(server):
    check = server.run("ledger", "check")
    equal(check.returncode, 0, check.stdout + check.stderr)


@journey("a renewal that staff gives up leaves the old date, gives the money back and says so; one that is done is told then")
def renewal(server):
    person, boss = buyer(server), hire(server)
    boss.call("GET", "/staff/me")
    _, mine = ordered(person)
    done(boss, task(person, mine, "create"))
    until = becomes(person, mine, "active")["paid_until"]
    for given_up in (True, False):
        before = balance(person)
        asked = call(person, "POST", f"/services/{mine}/renew", {"months": 12})["total"]["amount"]
        if asked > before:
            top_up(person, asked - before)
        expect(call(person, "POST", f"/services/{mine}/renew", {"months": 12, "method": "balance"})["paid"], "it is paid")
        one = task(person, mine, "renew")
        equal((service(person, mine)["paid_until"], balance(person)), (until, 0))
        expect(not [s for s in subjects(server, person) if "is renewed" in s], "nobody says that it is renewed")
        browse(person)
        contains(person.get(f"/services/{mine}").words, "Renewing")
        equal(person.api("POST", f"/services/{mine}/renew", {"months": 12}).status, 409)
        if given_up:
            answer = boss.call("POST", f"/staff/tasks/{one}/give-up", {"reason": "the registry refused"})
            equal(answer.status, 200, answer.text)
            equal((service(person, mine)["paid_until"], balance(person)), (until, asked))
            eventually(lambda: [s for s in subjects(server, person) if "could not be renewed" in s], "the letter")
        else:
            done(boss, one)
            expect(service(person, mine)["paid_until"] > until, "it is paid longer")
            eventually(lambda: [s for s in subjects(server, person) if "is renewed" in s], "the letter")
        sound(server)


@journey("what was given back in full while it is being prepared never comes up")
def prepared(server):
    person, boss = buyer(server), hire(server)
    boss.call("GET", "/staff/me")
    made, mine = ordered(person)
    one = task(person, mine, "create")
    answer = boss.call("POST", f"/staff/invoices/{made['invoice']['id']}/credit", {"reason": "ordered by mistake"})
    expect(answer.status in (200, 201), answer.text)
    equal(balance(person), made["total"]["amount"])
    equal(service(person, mine)["state"], "terminated")
    equal(boss.call("POST", f"/staff/tasks/{one}/done", {"address": "", "text": ""}).status, 409)
    sound(server)


if __name__ == "__main__":
    run()
