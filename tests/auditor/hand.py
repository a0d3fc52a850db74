# SPDX-License-Identifier: Apache-2.0
"""One customer's hand: does the steps of a sequence against the running server and remembers by which names.

A step is a line of words; README.md lists them. `A` names an order and the service that came of it.
"""
import datetime
import time

from world import DAY


def parse(line):
    """(verb, words, {key: value}) of a line; numbers are numbers."""
    verb, words, named = "", [], {}
    for word in line.split():
        key, sign, value = word.partition("=")
        if not verb:
            verb = word
        elif sign:
            named[key] = int(value) if value.lstrip("+-").isdigit() else value
        else:
            words.append(int(word) if word.lstrip("+-").isdigit() else word)
    return verb, words, named


OPTIONS = ("disk", "ip", "os", "space")


def options_of(named):
    return {name: value for name, value in named.items() if name in OPTIONS}


class Hand:
    def __init__(self, world):
        self.world = world
        self.person = world.customer()
        self.me = self.call("GET", "/me")
        self.orders, self.services, self.changes = {}, {}, {}
        self.payments, self.held = [], set()  # payments: begun, newest last; held: labels whose tasks wait
        self.preview, self.status, self.answer = {}, 0, None
        self.said = 0, {}  # status and answer of the last step

    # --- calls ---

    def _ask(self, method, path, body):
        """Days pass in jumps here: a server that wonders about its clock for a moment says so, did nothing, and is asked
        again, as it says."""
        for _ in range(20):
            answer = self.person.api(method, path, body)
            if answer.status != 503 or answer.json.get("code") != "clock_unconfirmed":
                break
            time.sleep(0.25)
        return answer

    def try_call(self, method, path, body=None):
        answer = self._ask(method, path, body)
        if answer.status == 401:
            self.person.bearer = self.person.sign_in()
            answer = self._ask(method, path, body)
        self.status = answer.status
        self.answer = answer.json if answer.body and "json" in answer.header("content-type") else None
        if answer.status >= 500:
            raise AssertionError(f"{method} {path} {body}: {answer.status} {answer.text[:600]}")
        return self.answer

    def call(self, method, path, body=None):
        got = self.try_call(method, path, body)
        if self.status >= 300:
            raise AssertionError(f"{method} {path} {body}: {self.status} {got}")
        return got

    def as_staff(self, method, path, body=None, member=None):
        """Staff's answer becomes the status that a sequence may expect."""
        answer = self.world.try_staff(method, path, body, member)
        self.status, self.answer = answer.status, answer.json if answer.body else None
        if answer.status >= 500:
            raise AssertionError(f"{method} {path} {body}: {answer.status} {answer.text[:600]}")
        return self.answer

    # --- looking ---

    def balance(self):
        return next((one["amount"] for one in self.call("GET", "/balance")["items"] if one["currency"] == "UAH"), 0)

    def known(self, label):
        """The id of a service, or None before there is one."""
        if label not in self.services:
            line = self.call("GET", f"/orders/{self.orders[label]['id']}")["lines"][0]
            if line["service"] is None:
                return None
            self.services[label] = line["service"]
        return self.services[label]

    def service(self, label):
        return self.call("GET", f"/services/{self.known(label)}") if self.known(label) else None

    def invoice_id(self, name):
        """Of `A.order`, `A.renewal` or `A.change`."""
        label, _, kind = name.partition(".")
        if kind == "renewal":
            return self.service(label)["open_invoice"] or self._last_renewal(label)
        return self.changes[label] if kind == "change" else self.orders[label]["invoice"]["id"]

    def _last_renewal(self, label):
        for one in self.call("GET", "/invoices?limit=100")["items"]:
            if one["cause"] == "service.renewal" and one["state"] != "cancelled":
                lines = self.call("GET", f"/invoices/{one['id']}")["lines"]
                if lines[0]["ref"] == self.known(label):
                    return one["id"]
        raise AssertionError(f"{label} was never renewed")

    def until(self, label):
        return datetime.date.fromisoformat(self.service(label)["paid_until"])

    # --- steps of the customer ---

    def do(self, line):
        verb, words, named = parse(line)
        getattr(self, "do_" + verb)(*words, **named)
        self.said = self.status, self.answer or {}

    def do_order(self, label, plan, months=1, quantity=1, promo=None, parent=None, **chosen):
        item = {"plan": plan, "months": months, "options": options_of(chosen)}
        item.update({"quantity": quantity} if parent is None else {"service": self.service(parent)["id"]})
        got = self.try_call("POST", "/orders", {"items": [item], **({"promo": promo} if promo else {})})
        if self.status == 201:
            self.orders[label] = got

    def do_delete(self, label):
        self.try_call("DELETE", f"/orders/{self.orders[label]['id']}")

    def do_topup(self, amount):
        begun = self.call("POST", "/top-ups", {"amount": amount, "currency": "UAH", "method": "sandbox"})
        self.payments.append({**begun, "sum": amount})
        self.world.notify(begun["id"], "payment.paid", amount, f"paid-{begun['id']}")
        self.wait(lambda: self.call("GET", f"/payments/{begun['id']}")["state"] not in ("new", "pending"))

    def do_pay(self, name):
        """All that is due of an invoice, by the sandbox provider; the balance is left alone."""
        invoice = self.call("GET", f"/invoices/{self.invoice_id(name)}")
        if invoice["due"]["amount"] > 0 and invoice["state"] not in ("paid", "cancelled"):
            self.do_begin(name, "sandbox")
            self.do_arrive()

    def do_transfer(self, name, part):
        """So much of it arrives by bank."""
        self.do_begin(name, "bank")
        self.do_arrive(part)

    def do_take(self, name):
        """From the balance as it is."""
        label, _, kind = name.partition(".")
        if kind in ("", "order"):
            self.try_call("POST", f"/orders/{self.orders[label]['id']}/pay", {"method": "balance"})
        else:
            self.try_call("POST", f"/invoices/{self.invoice_id(name)}/pay", {"method": "balance"})

    def do_begin(self, name, method="bank"):
        """A payment for an invoice is begun and left alone."""
        got = self.try_call("POST", f"/invoices/{self.invoice_id(name)}/pay", {"method": method, "keep_balance": True})
        if self.status < 300 and got.get("payment"):
            about = self.call("GET", f"/payments/{got['payment']}")
            self.payments.append({**about, "sum": about["amount"]["amount"]})

    def do_arrive(self, part=None, ref=None):
        """The payment begun last arrives: a transfer is confirmed by staff, the sandbox sends its notice."""
        begun = self.payments[-1]
        amount = part or begun["sum"]
        begun["sum"] = amount
        if begun["method"] == "bank":
            body = {"amount": f"{amount / 100:.2f}", "reference": ref or self.world.reference()}
            self.as_staff("POST", f"/staff/payments/{begun['id']}/confirm", {**body, "amount": amount})
        else:
            self.world.notify(begun["id"], "payment.paid", amount, f"paid-{begun['id']}")
            self.wait(lambda: self.call("GET", f"/payments/{begun['id']}")["state"] not in ("new", "pending"))

    def do_renew(self, label, months=1, method=None):
        body = {"months": months, **({"method": method} if method else {})}
        self.try_call("POST", f"/services/{self.known(label)}/renew", body)

    def do_doubleclick(self, label, months):
        """The form of the service's page, sent twice as it is."""
        self.person.sign_in_browser()
        action = f"/services/{self.known(label)}/renew"
        fields = {**self.person.get(f"/services/{self.known(label)}").form(action)["fields"],
                  "months": months, "method": "balance"}
        for _ in range(2):
            self.status = self.person.post(action, fields).status

    def do_ask(self, label, plan, mode="pay_difference", months=None, **chosen):
        """The preview of a change; plan `-` means other options of the same plan."""
        body = {"mode": mode, **({"months": months} if months else {})}
        if plan == "-":
            path = f"/services/{self.known(label)}/parameters"
            got = self.try_call("POST", path + "/preview", {"mode": mode, "options": options_of(chosen)})
            self.asked = (path, {"mode": mode, "options": options_of(chosen)})
        else:
            path = f"/services/{self.known(label)}/plan-change"
            body.update({"plan": plan, **({"options": options_of(chosen)} if options_of(chosen) else {})})
            got = self.try_call("POST", path + "/preview", body)
            self.asked = (path, {"quote": got["quote"]} if self.status == 200 else None)
        self.preview = got if self.status == 200 else {}

    def do_change(self, label, plan, **named):
        """Preview and apply."""
        self.do_ask(label, plan, **named)
        if self.status == 200:
            got = self.try_call("POST", *self.asked)
            if self.status < 300 and got.get("invoice"):
                self.changes[label] = got["invoice"]["id"] if isinstance(got["invoice"], dict) else got["invoice"]

    def do_withdraw(self, label):
        self.try_call("DELETE", f"/services/{self.known(label)}/plan-change")

    def do_cancel(self, label, when):
        self.try_call("POST", f"/services/{self.known(label)}/cancel", {"when": when})

    def do_auto(self, label, on):
        self.try_call("POST", f"/services/{self.known(label)}/auto-renew", {"enabled": on == "on"})

    # --- steps of staff and of the provider ---

    def tasks(self, label, kind=None):
        one = self.service(label)
        waiting = [o for o in one["operations"] if o["state"] not in ("done", "given_up")] if one else []
        return [o["id"] for o in reversed(waiting) if kind in (None, o["kind"])]

    def do_hold(self, label):
        """Its operations wait until `done` or `giveup`."""
        self.held.add(label)

    def do_release(self, label):
        self.held.discard(label)

    def do_done(self, label, kind=None):
        for task in self.tasks(label, kind)[:1]:
            self.as_staff("POST", f"/staff/tasks/{task}/done", {"address": "", "text": ""})

    def do_giveup(self, label, kind=None):
        for task in self.tasks(label, kind)[:1]:
            self.as_staff("POST", f"/staff/tasks/{task}/give-up", {"reason": "it cannot be done"})

    def do_refused(self, label, what, *words, **named):
        """A change or a renewal that is paid and cannot be done: staff gives it up."""
        self.do_hold(label)
        if what == "change":
            self.do_change(label, *words, **named)
            if label in self.changes and self.service(label)["state"] == "active":
                self.do_pay(f"{label}.change")
        else:
            self.do_renew(label, **named)
            self.do_pay(f"{label}.renewal")
        self.wait(lambda: self.tasks(label, "change" if what == "change" else "renew"))
        self.do_giveup(label, "change" if what == "change" else "renew")
        self.do_release(label)

    def do_credit(self, name, amount=None):
        body = {"reason": "goodwill of the auditor", **({} if amount in (None, "all") else {"amount": amount})}
        self.as_staff("POST", f"/staff/invoices/{self.invoice_id(name)}/credit", body)

    def do_strike(self, name):
        self.as_staff("POST", f"/staff/invoices/{self.invoice_id(name)}/cancel", {"reason": "a mistake"})

    def do_correct(self, amount, currency="UAH"):
        body = {"account": self.me["id"], "gives": amount > 0, "amount": abs(amount), "currency": currency,
                "reason": "a correction by the auditor"}
        self.as_staff("POST", "/staff/corrections", body)

    def do_bycard(self, amount):
        """A payment into the balance by the stand-in of Stripe."""
        begun = self.call("POST", "/top-ups", {"amount": amount, "currency": "UAH", "method": "stripe"})
        self.payments.append({**begun, "sum": amount})
        self.wait(lambda: begun["id"] in self.world.cards.sessions, 10)
        self.wait(lambda: self.call("GET", f"/payments/{begun['id']}")["state"] == "pending", 10)
        session = self.world.cards.sessions[begun["id"]]
        session.update(status="complete", payment_status="paid", payment_intent=f"pi_{session['id']}")
        self.status = self.world.cards.event(self.world.server, "checkout.session.completed", session)
        self.wait(lambda: self.call("GET", f"/payments/{begun['id']}")["state"] == "succeeded", 10)

    def do_refundfails(self):
        self.wait(lambda: self.world.cards.refunds, 10)
        refund = list(self.world.cards.refunds.values())[-1]
        refund["status"] = "failed"
        for kind in ("charge.refund.updated", "refund.failed"):
            self.status = self.world.cards.event(self.world.server, kind, refund)

    def do_provider(self, how):
        self.world.cards.away = how == "away"

    def do_refund(self, amount):
        """Of the last payment by the sandbox or by card."""
        card = self.card()
        card["sum"] -= amount
        self.as_staff("POST", f"/staff/payments/{card['id']}/refund", {"amount": amount, "reason": "money back"})

    def card(self):
        return [one for one in self.payments if one["method"] != "bank"][-1]

    def do_chargeback(self):
        begun = self.card()  # what of it was not sent back
        self.world.notify(begun["id"], "payment.charged_back", begun["sum"], f"back-{begun['id']}")

    def do_act(self, label, what, days=None):
        body = {"what": what, "reason": "the auditor wants it"}
        if what == "until":
            body["date"] = (self.until(label) + days * DAY).isoformat()
        self.as_staff("POST", f"/staff/services/{self.known(label)}/act", body)

    # --- between steps ---

    def work(self):
        """Staff does what waits, but for what is held."""
        for _ in range(20):
            tasks = self.world.tasks(self.me["id"])
            for label in self.held if tasks else ():
                self.known(label)
            held = {self.services.get(label) for label in self.held}
            mine = [task for task, _, service in tasks if service not in held]
            if not mine:
                return
            for task in mine:
                self.world.try_staff("POST", f"/staff/tasks/{task}/done", {"address": "", "text": ""})

    @staticmethod
    def wait(probe, seconds=3.0):
        end = time.monotonic() + seconds
        while not probe() and time.monotonic() < end:
            time.sleep(0.01)
