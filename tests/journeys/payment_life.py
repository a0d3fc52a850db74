# SPDX-License-Identifier: Apache-2.0
"""What becomes of payments after they were begun: another way that closes, money that comes late, refunds, charge-backs."""
import os
import sys

from kabinet import contains, equal, eventually, journey, run
from owners import START, browse, buy, buyer, call, run_jobs
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


def refund_of(sent):
    return eventually(lambda: next((one for one in cards.refunds.values() if one["metadata"]["refund"] == sent["id"]), None),
                      "the provider is asked")


def later(server, person, member, seconds):
    server.pass_time(seconds)
    person.bearer, member.token = person.sign_in(), None
    run_jobs(server)


@journey("a refund is under way until the provider says that it arrived; one that fails is on the balance again, and the customer is told")
def refund_life(server):
    person, clerk = buyer(server), hire(server, "accounting")
    made = by_card(server, person, 50000)
    refund = refund_of(staff(clerk, f"/staff/payments/{made}/refund", {"amount": 50000, "reason": "as agreed"}, 201))
    for kind in ("refund.created", "refund.updated"):
        equal(cards.event(server, kind, refund), 200)
    contains(person.get(f"/payments/{made}").words, "On its way")
    equal((balance(person), payment(person, made)["returned"]["amount"]), (0, 50000))
    for wrong in ({"amount": 40000}, {"currency": "eur"}):
        equal(cards.event(server, f"refund.failed.{len(wrong)}", {**refund, "status": "failed", **wrong}), 200)
    equal(balance(person), 0, "what does not fit moves nothing")
    refund["status"] = "failed"
    for kind in ("charge.refund.updated", "refund.failed", "refund.updated.late"):
        equal(cards.event(server, kind, refund), 200)
    equal((balance(person), payment(person, made)["returned"]["amount"]), (50000, 0))
    contains(person.get(f"/payments/{made}").words, "on your balance again")
    contains(clerk.get(f"/staff/payments/{made}").words, "The provider refused")
    eventually(lambda: [m for m in server.outbox(person.email) if "could not send" in m["subject"]], "the letter")
    sound(server)


@journey("a refund nobody tells about is asked about; one that fails after it was done is on the balance as well")
def refund_asked(server):
    person, clerk = buyer(server), hire(server, "accounting")
    made = by_card(server, person, 30000)
    for amount, status, left in ((10000, "succeeded", 20000), (20000, "canceled", 20000)):
        refund = refund_of(staff(clerk, f"/staff/payments/{made}/refund", {"amount": amount, "reason": "as agreed"}, 201))
        refund["status"] = status
        later(server, person, clerk, 2 * 3600)
        wanted = "Returned" if status == "succeeded" else "on your balance again"
        browse(person)
        eventually(lambda: wanted in person.get(f"/payments/{made}").words, wanted, 20)
        equal(balance(person), left)
    first = next(iter(one for one in cards.refunds.values() if one["amount"] == 10000 and one["status"] == "succeeded"))
    equal(cards.event(server, "refund.failed", {**first, "status": "failed"}), 200)
    equal(balance(person), 30000)
    sound(server)


@journey("a customer withdraws a payment that nobody has begun to make; then nothing is held for it, at the provider neither")
def withdrawn(server):
    person, other = buyer(server), buyer(server)
    invoice, _ = order(person)
    card = begin(person, invoice, "stripe")
    eventually(lambda: payment(person, card)["state"] == "pending", "the session")
    equal(other.api("POST", f"/payments/{card}/withdraw").status, 404)
    equal(call(person, "POST", f"/payments/{card}/withdraw")["state"], "cancelled")
    eventually(lambda: cards.sessions[card]["status"] == "expired", "the session is closed at the provider")
    equal(person.api("POST", f"/payments/{card}/withdraw").status, 409)
    bank = begin(person, invoice, "bank")
    page = person.get(f"/payments/{bank}")
    equal(person.submit(page, f"/payments/{bank}/withdraw", {}).status, 303)
    contains(person.get(f"/payments/{bank}").words, "You have withdrawn this payment")
    begun = begin(person, invoice, "sandbox")
    page = person.get(f"/sandbox/pay/{begun}")
    person.submit(page, f"/sandbox/pay/{begun}", {"action": "wait"})
    equal(person.api("POST", f"/payments/{begun}/withdraw").status, 409, "it is being made")


@journey("the customer is told of a charge-back, and what is missing counts the debt")
def charged_back(server):
    person = buyer(server)
    buy(person)
    made = by_card(server, person, 30000)
    call(person, "POST", f"/invoices/{order(person)[0]}/pay", {"method": "balance"})
    dispute = {"id": "dp_1", "payment_intent": cards.sessions[made]["payment_intent"], "amount": 30000, "currency": "uah"}
    equal(cards.event(server, "charge.dispute.funds_withdrawn", dispute), 200)
    equal(balance(person), -30000)
    eventually(lambda: [m for m in server.outbox(person.email) if "took" in m["subject"]], "the letter")
    contains(person.get(f"/payments/{made}").words, "taken back by the bank")
    contains(person.get("/home").words, "600.00")
    sound(server)


run(cards.settings())
