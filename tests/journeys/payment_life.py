# SPDX-License-Identifier: Apache-2.0
"""What becomes of payments after they were begun: another way that closes, money that comes late, refunds, charge-backs."""
import os
import sys

from kabinet import contains, equal, eventually, journey, run
from owners import START, buyer, call
from staff import hire

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "auditor"))
from cards import Cards  # noqa: E402

cards = Cards()


def sound(server):
    check = server.run("ledger", "check")
    equal(check.returncode, 0, check.stdout + check.stderr)


def staff(member, path, body, status=200):
    answer = member.call("POST", path, body)
    equal(answer.status, status, answer.text)
    return answer.json if answer.body else None


def payment(person, wanted):
    return call(person, "GET", f"/payments/{wanted}")


def balance(person):
    items = call(person, "GET", "/balance")["items"]
    return items[0]["amount"] if items else 0


def order(person):
    """An order over one month: its invoice and what it costs."""
    made = call(person, "POST", "/orders", {"items": [START]}, 201)
    return made["invoice"]["id"], made["total"]["amount"]


def begin(person, invoice, method):
    return call(person, "POST", f"/invoices/{invoice}/pay", {"method": method})["payment"]


def by_card(server, person, amount):
    """A top-up by card that is paid."""
    made = call(person, "POST", "/top-ups", {"amount": amount, "currency": "UAH", "method": "stripe"}, 201)["id"]
    eventually(lambda: payment(person, made)["state"] == "pending", "the session")
    pay_session(server, made)
    equal(payment(person, made)["state"], "succeeded")
    return made


def pay_session(server, made):
    session = cards.sessions[made]
    session.update(status="complete", payment_status="paid", payment_intent=f"pi_{session['id']}")
    equal(cards.event(server, "checkout.session.completed", session), 200)


@journey("when an invoice is settled every other way to pay it closes, at the provider too; money that comes late is on the balance")
def one_way(server):
    person, clerk = buyer(server), hire(server, "accounting")
    clerk.call("GET", "/staff/me")
    invoice, price = order(person)
    card, transfer, other = (begin(person, invoice, how) for how in ("stripe", "bank", "sandbox"))
    eventually(lambda: payment(person, card)["state"] == "pending", "the session")
    staff(clerk, f"/staff/payments/{transfer}/confirm", {"amount": price, "reference": "one way 1"})
    equal(call(person, "GET", f"/invoices/{invoice}")["state"], "paid")
    equal([payment(person, one)["state"] for one in (card, other)], ["cancelled", "cancelled"])
    eventually(lambda: cards.sessions[card]["status"] == "expired", "the session is closed at the provider")
    contains(person.get(f"/payments/{card}").words, "paid in another way")
    equal(balance(person), 0)
    pay_session(server, card)
    equal((payment(person, card)["state"], balance(person)), ("succeeded", price))
    contains(person.get(f"/payments/{card}").words, "settled or cancelled before")
    sound(server)


@journey("no session is left open for an invoice that was paid while the card provider was away")
def made_late(server):
    person, clerk = buyer(server), hire(server, "accounting")
    clerk.call("GET", "/staff/me")
    invoice, price = order(person)
    cards.away = True
    card, transfer = begin(person, invoice, "stripe"), begin(person, invoice, "bank")
    staff(clerk, f"/staff/payments/{transfer}/confirm", {"amount": price, "reference": "late 1"})
    cards.away = False
    server.pass_time(3600)
    equal(server.run("jobs", "run").returncode, 0)
    eventually(lambda: cards.sessions.get(card, {"status": "expired"})["status"] == "expired", "no session stays open")
    equal(payment(person, card)["state"], "cancelled")


@journey("one line of a bank statement is credited once, however it is written; a correction is in a currency of the site")
def folded(server):
    person, clerk = buyer(server), hire(server, "accounting")
    clerk.call("GET", "/staff/me")
    (first, price), (second, _) = order(person), order(person)
    ways = [begin(person, one, "bank") for one in (first, second)]
    staff(clerk, f"/staff/payments/{ways[0]}/confirm", {"amount": price, "reference": "Stm-0020"})
    for written in ("stm-0020", "STM-0020", "Stm - 0020"):
        answer = clerk.call("POST", f"/staff/payments/{ways[1]}/confirm", {"amount": price, "reference": written})
        equal((answer.status, answer.json["fields"][0]["code"]), (422, "reference_used"), written)
    body = {"account": call(person, "GET", "/me")["id"], "gives": True, "amount": 100, "currency": "XTS", "reason": "a gift"}
    answer = clerk.call("POST", "/staff/corrections", body)
    equal((answer.status, answer.json["fields"][0]["code"]), (422, "bad_choice"))
    for currency in ("USD", "uah"):
        equal(clerk.call("POST", "/staff/corrections", {**body, "currency": currency}).status, 422, currency)
    page = clerk.get("/staff/corrections")
    contains(page.text, '<option value="EUR"')
    form = {"customer": person.login, "direction": "give", "amount": "1", "currency": "USD", "reason": "a gift"}
    equal(clerk.submit(page, "/staff/corrections", form).status, 422)
    staff(clerk, "/staff/corrections", {**body, "currency": "EUR"}, 201)
    sound(server)


run(cards.settings())
