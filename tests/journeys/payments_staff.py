# SPDX-License-Identifier: Apache-2.0
"""Money in the console: transfers that arrived, refunds, notices that did not fit, corrections with a second member."""
import hashlib
import hmac
import json
import threading
import time

from customers import register
from kabinet import contains, equal, eventually, expect, journey, run
from staff import hire

SECRET = "sandbox secret of the journey"


def customer(server):
    person = register(server)
    person.calls = server.client()
    person.calls.bearer = person.token
    return person


def begin(person, amount, method="sandbox"):
    answer = person.calls.api("POST", "/top-ups", {"amount": amount, "currency": "UAH", "method": method})
    equal(answer.status, 201, answer.text)
    return answer.json


def look(person, payment):
    return person.calls.api("GET", f"/payments/{payment['id']}").json


def tell(server, about, external=None, **other):
    """A notice that the sandbox might send."""
    page = server.client().get(f"/sandbox/pay/{about['id']}").text
    body = page.split('id="sandbox-body">')[1].split("<")[0].replace("&#34;", '"').replace("&quot;", '"')
    notice = {**json.loads(body), **other, **({"external_id": external} if external else {})}
    at = int(time.time()) + server.shifted
    sent = json.dumps(notice).encode()
    digest = hmac.new(SECRET.encode(), f"{at}.".encode() + sent, hashlib.sha256).hexdigest()
    answer = server.client().request("POST", "/pay/sandbox/notice", sent, {"Kabinet-Signature": f"t={at},v1={digest}"})
    equal(answer.status, 200, answer.text)


def sound(server):
    server.stop()
    checked = server.run("ledger", "check")
    server.start()
    equal(checked.returncode, 0, checked.stdout + checked.stderr)


@journey("a bank transfer is credited when staff has seen it, once for each line of the statement")
def transfer(server):
    person, other, clerk = customer(server), customer(server), hire(server, "accounting")
    payment, twin = begin(person, 50000, "bank"), begin(other, 50000, "bank")
    found = clerk.get(f"/staff/payments?number={payment['number']}")
    equal(found.location, f"/staff/payments/{payment['id']}")
    path = f"/staff/payments/{payment['id']}"
    page = clerk.get(path)
    contains(page.words, person.login)
    equal(clerk.submit(page, f"{path}/confirm", {"amount": "0", "reference": "B-1"}).status, 422)
    equal(clerk.submit(page, f"{path}/confirm", {"amount": "-5", "reference": "B-1"}).status, 422)
    equal(clerk.submit(page, f"{path}/confirm", {"amount": "499,50", "reference": "B-1"}).status, 303)
    equal(look(person, payment)["received"]["amount"], 49950)
    again = clerk.submit(page, f"{path}/confirm", {"amount": "500", "reference": "B-2"})
    equal(again.status, 422, "one payment is credited once")
    path = f"/staff/payments/{twin['id']}"
    taken = clerk.submit(clerk.get(path), f"{path}/confirm", {"amount": "500", "reference": "B-1"})
    equal(taken.status, 422)
    contains(taken.words, "belongs to another payment")
    equal(look(other, twin)["received"]["amount"], 0)
    eventually(lambda: server.outbox(person.email) and "499.50" in server.outbox(person.email)[0]["text"], "the letter")
    sound(server)


@journey("a large bank transfer is credited when a second member agrees, who is not the one who confirmed it")
def large_transfer(server):
    person, other, clerk, boss = customer(server), customer(server), hire(server, "accounting"), hire(server, "full")
    payment, twin = begin(person, 2000000, "bank"), begin(other, 2000000, "bank")
    path, second = f"/staff/payments/{payment['id']}", f"/staff/payments/{twin['id']}"
    page = clerk.get(path)

    def waiting(member):
        return [form["action"] for form in member.get("/staff/payments").forms if "/staff/transfers/" in form["action"]]

    def confirm(page, amount, reference):
        return clerk.submit(page, f"{page.path}/confirm", {"amount": amount, "reference": reference})

    equal(confirm(page, "20000", "L-1").status, 303)
    equal(look(person, payment)["received"]["amount"], 0, "nothing is credited before")
    equal(look(person, payment)["state"], "pending")
    equal(confirm(page, "20000", "L-2").status, 422, "one payment waits once")
    equal(confirm(page, "5", "L-2").status, 422, "nor is it credited in part meanwhile")
    taken = confirm(clerk.get(second), "20", "L-1")
    equal(taken.status, 422, "a reference that waits is taken")
    contains(taken.words, "waits for a second member")

    refuse = waiting(clerk)
    equal(len(refuse), 1, "one's own confirmation can be taken back, not agreed to")
    agree = refuse[0].replace("/refuse", "/agree")
    own = clerk.get("/staff/payments")
    hidden = own.form(refuse[0])["fields"]
    contains(clerk.follow(clerk.post(agree, hidden)).words, "Somebody else has to agree")
    equal(look(person, payment)["received"]["amount"], 0, "one's own word is not enough")

    page = boss.get("/staff/payments")
    equal(boss.submit(page, agree, {}).status, 303)
    equal(look(person, payment)["received"]["amount"], 2000000)
    fresh = boss.get("/staff/corrections").form("/staff/corrections")["fields"]["csrf"]
    contains(boss.follow(boss.post(agree, {"csrf": fresh})).words, "decided already")
    equal(look(person, payment)["received"]["amount"], 2000000)
    equal(confirm(clerk.get(second), "20000", "L-1").status, 422, "a reference is credited once")

    equal(confirm(clerk.get(second), "20000", "L-3").status, 303)
    refuse = [action for action in waiting(boss) if action.endswith("/refuse")][0]
    equal(boss.submit(boss.get("/staff/payments"), refuse, {}).status, 303)
    equal(look(other, twin)["received"]["amount"], 0)
    equal(confirm(clerk.get(second), "10000", "L-3").status, 303)
    equal(look(other, twin)["received"]["amount"], 1000000, "the limit itself needs nobody else")
    trail = boss.get("/staff/audit").words
    for act in ("confirm_asked", "confirm_agreed", "confirm_refused", "payment.confirmed"):
        contains(trail, act)
    sound(server)


@journey("refunds: never more than was paid or is on the balance, also when many press at once")
def refunds(server):
    person, clerk = customer(server), hire(server, "accounting")
    payment = begin(person, 10000)
    tell(server, payment)
    path = f"/staff/payments/{payment['id']}"
    page = clerk.get(path)
    equal(clerk.submit(page, f"{path}/refund", {"amount": "100.01", "reason": "too much"}).status, 422)
    equal(clerk.submit(page, f"{path}/refund", {"amount": "1", "reason": ""}).status, 422)
    statuses = []

    def press():
        for number in range(10):
            reason = f"race {threading.get_ident()}, try {number}"  # the same form with the same values is one act
            statuses.append(clerk.submit(page, f"{path}/refund", {"amount": "3", "reason": reason}).status)

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(len(statuses), 200)
    expect(statuses.count(303) <= 33, f"{statuses.count(303)} refunds of 3.00 from 100.00")
    equal(look(person, payment)["returned"]["amount"], 300 * statuses.count(303))
    sound(server)


@journey("a large refund waits for a second member, who is not the one who asked")
def second(server):
    person, clerk, boss = customer(server), hire(server, "accounting"), hire(server, "full")
    payment = begin(person, 2000000)
    tell(server, payment)
    path = f"/staff/payments/{payment['id']}"
    equal(clerk.submit(clerk.get(path), f"{path}/refund", {"amount": "15000", "reason": "closing"}).status, 303)
    equal(look(person, payment)["returned"]["amount"], 0)
    page = boss.get("/staff/payments")
    agree = [form["action"] for form in page.forms if form["action"].endswith("/agree")]
    equal(len(agree), 1)
    own = clerk.get("/staff/payments")
    if any(form["action"] == agree[0] for form in own.forms):
        clerk.submit(own, agree[0], {})
    equal(look(person, payment)["returned"]["amount"], 0, "one's own word is not enough")
    equal(boss.submit(page, agree[0], {}).status, 303)
    equal(look(person, payment)["returned"]["amount"], 1500000)
    sound(server)


@journey("a notice that does not fit is parked, then matched or laid aside")
def parked(server):
    person, clerk = customer(server), hire(server, "accounting")
    payment = begin(person, 8000)
    tell(server, payment, id="evt_short", amount=7900)
    tell(server, payment, id="evt_else", external="sbx_nobody", payment="01890000-0000-7000-8000-000000000000")
    page = clerk.get("/staff/notices")
    contains(page.words, "The amount is another one.")
    contains(page.words, "There is no such payment.")
    notice = clerk.get([link for link in page.links if "/staff/notices/" in link][0])
    contains(notice.text, "evt_short")
    wrong = clerk.submit(notice, f"{notice.path}/match", {"number": "999999999"})
    equal(wrong.status, 422)
    equal(clerk.submit(notice, f"{notice.path}/match", {"number": str(payment["number"])}).status, 303)
    equal(look(person, payment)["received"]["amount"], 7900)
    fresh = clerk.get("/staff/corrections").form("/staff/corrections")["fields"]["csrf"]
    again = clerk.submit(notice, f"{notice.path}/match", {"number": str(payment["number"]), "csrf": fresh})
    equal(again.status, 422)
    notice = clerk.get([link for link in clerk.get("/staff/notices").links if "/staff/notices/" in link][0])
    equal(clerk.submit(notice, f"{notice.path}/dismiss", {"reason": "a test of the provider"}).status, 303)
    contains(clerk.get("/staff/notices").words, "Nothing waits")
    equal(look(person, payment)["received"]["amount"], 7900)
    sound(server)


@journey("a correction has a reason; a large one needs a second member; who may not, may not")
def corrections(server):
    person, clerk, boss, support = (customer(server), hire(server, "accounting"), hire(server, "full"),
                                    hire(server, "support"))
    for path in ("/staff/payments", "/staff/corrections", "/staff/notices"):
        equal(support.get(path).status, 403)
        equal(person.get(path).status, 303)
    page = clerk.get("/staff/corrections")
    form = {"customer": person.login, "direction": "give", "amount": "25,50", "currency": "UAH", "reason": "for the wait"}
    equal(clerk.submit(page, "/staff/corrections", {**form, "customer": "nobody.at.all"}).status, 422)
    equal(clerk.submit(page, "/staff/corrections", {**form, "amount": "1e3"}).status, 422)
    equal(clerk.submit(page, "/staff/corrections", form).status, 303)
    contains(person.get("/payments").words, "25.50")
    equal(clerk.submit(page, "/staff/corrections", {**form, "amount": "20000", "direction": "take"}).status, 303)
    contains(person.get("/payments").words, "25.50")
    page = boss.get("/staff/corrections")
    agree = [form["action"] for form in page.forms if form["action"].endswith("/agree")][0]
    equal(boss.submit(page, agree, {}).status, 303)
    contains(person.get("/payments").words, "19,974.50")
    contains(boss.get("/staff/audit").words, "for the wait")
    sound(server)


run({"payments.sandbox_secret": SECRET})
