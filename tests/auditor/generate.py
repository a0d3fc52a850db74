# SPDX-License-Identifier: Apache-2.0
"""Draws right steps at random, by what the model says is there. The same seed draws the same sequence."""
import random

PLANS = ("vps-start", "vps-pro", "vps-max")
FAR = 40  # days that a single step may wait
MODES = ("pay_difference", "restart", "convert_time", "at_period_end")


class Source:
    """Gives the next line for an account; `kinds` are the kinds of steps that it may draw."""

    def __init__(self, seed, steps=30, kinds=None):
        self.random = random.Random(seed)
        self.left, self.kinds = steps, kinds
        self.orders = 0
        self.queue = []

    def __call__(self, account):
        if self.queue:
            return self.queue.pop(0)
        if self.left <= 0:
            return None
        self.left -= 1
        choices = [kind for kind in WEIGHTS if self.kinds is None or kind in self.kinds]
        kind = self.random.choices(choices, [WEIGHTS[kind] for kind in choices])[0]
        if all(s.state == "terminated" for s in account.services.values()) and self.random.random() < 0.7:
            kind = "order"
        lines = getattr(self, "_" + kind)(account) or self._days(account)
        self.queue = lines[1:]
        return lines[0]

    def _pick(self, items):
        items = list(items)
        return self.random.choice(items) if items else None

    def _service(self, account, *states, parents=True):
        return self._pick(s for s in account.services.values()
                          if s.state in (states or ("active",)) and (s.parent is None or not parents))

    # --- time ---

    def _days(self, account):
        return [f"days {self.random.choice((1, 1, 2, 3, 5, 8, 13))}"]

    def _goto(self, account):
        service = self._service(account, "active", "suspended")
        if service is None or (service.until - account.today).days > FAR:
            return None
        return [f"goto {service.label} end{self.random.choice((-14, -2, -1, 0, 1, 2, 3, 4, 10)):+d}"]

    # --- orders ---

    def _order(self, account):
        if sum(s.state != "terminated" for s in account.services.values()) >= 3:
            return None
        self.orders += 1
        label = f"S{self.orders}"
        plan, months = self.random.choice(PLANS), self.random.choice((1, 1, 1, 3, 12))
        line = f"order {label} {plan} months={months}"
        if self.random.random() < 0.3:
            options = account.prices.plan(plan)["options"][0]
            line += f" disk={options['min'] + 10 * self.random.randrange(6)}"
        promo = self.random.choice((None, None, None, "START10", "FREE2"))
        if promo and (self.kinds is None or "promo" in self.kinds) and promo not in account.promos:
            line += f" promo={promo}"
        return [line] + self.random.choice(([f"pay {label}"], [f"pay {label}"], [f"pay {label}"], [], ["days 2", f"pay {label}"]))

    def _addon(self, account):
        service = self._service(account)
        if service is None or len(account.family(service.label)) > 1:
            return None
        self.orders += 1
        label = f"X{self.orders}"
        return [f"order {label} backup parent={service.label}", f"pay {label}"]

    def _held(self, account):
        if sum(s.state != "terminated" for s in account.services.values()) >= 3:
            return None
        self.orders += 1
        label = f"H{self.orders}"
        wait = self.random.choice(([], ["days 1"], ["days 6"]))
        how = self.random.choice((f"giveup {label} create", f"release {label}"))
        return [f"order {label} {self.random.choice(PLANS)}", f"hold {label}", f"pay {label}", *wait, how]

    def _delete(self, account):
        label = self._pick(o.label for o in account.orders.values() if o.invoice.state == "open")
        return label and [f"delete {label}"]

    # --- money ---

    def _open(self, account):
        return self._pick(i for i in account.books.invoices if i.state == "open" and i.due > 0)

    def _pay(self, account):
        invoice = self._open(account)
        return invoice and [f"pay {invoice.label}.{invoice.kind}"]

    def _take(self, account):
        invoice = self._open(account)
        return invoice and [f"take {invoice.label}.{invoice.kind}"]

    def _transfer(self, account):
        invoice = self._open(account)
        if invoice is None or invoice.kind == "change":
            return None
        return [f"transfer {invoice.label}.{invoice.kind} {max(1, invoice.due * self.random.choice((1, 2, 3, 4)) // 3)}"]

    def _topup(self, account):
        return [f"topup {self.random.choice((100, 9999, 30000, 50000, 120000))}"]

    def _correct(self, account):
        return [f"correct {self.random.choice((-500, 1, 333, 25000))}"] if account.books.balance > 500 else None

    def _refund(self, account):
        most = min(account.payments[-1:] + [account.books.balance])
        return [f"refund {self.random.choice((1, most, max(1, most // 2)))}"] if account.payments and most > 0 else None

    def _credit(self, account):
        invoice = self._pick(i for i in account.books.invoices if i.state == "paid" and i.credited == 0 and i.paid > 1)
        if invoice is None:
            return None
        return [f"credit {invoice.label}.{invoice.kind} {self.random.choice(('all', max(1, invoice.paid // 3)))}"]

    # --- services ---

    def _renew(self, account):
        service = self._service(account, "active", "suspended")
        if service is None:
            return None
        line = f"renew {service.label} months={self.random.choice((1, 1, 3, 12))}"
        return self.random.choice(([line], [line, f"pay {service.label}.renewal"], [line + " method=balance"]))

    def _change(self, account):
        service = self._service(account)
        if service is None:
            return None
        mode = "restart" if service.rate() and self.random.random() < 0.7 else self.random.choice(MODES)
        plan = self.random.choice([p for p in PLANS if p != service.plan])
        line = f"change {service.label} {plan} mode={mode}"
        if mode == "restart" and self.random.random() < 0.3:
            line += f" months={self.random.choice((1, 3, 12))}"
        pay = [f"pay {service.label}.change"] if mode != "at_period_end" else []
        return [line, *self.random.choice((pay, pay, [], ["days 3", *pay] if mode != "restart" else pay))]

    def _refused(self, account):
        service = self._service(account)
        if service is None:
            return None
        plan = self.random.choice([p for p in PLANS if p != service.plan])
        return [self.random.choice((f"refused {service.label} change {plan} mode=pay_difference",
                                    f"refused {service.label} renewal months=1"))]

    def _chargeback(self, account):
        if not account.payments or account.payments[-1] <= 0 or self.left > 5:
            return None
        self.left = 0
        return ["chargeback"]

    def _parameters(self, account):
        service = self._service(account)
        if service is None:
            return None
        low = account.prices.plan(service.plan)["options"][0]["min"]
        return [f"change {service.label} - mode=pay_difference disk={low + 10 * self.random.randrange(6)}",
                f"pay {service.label}.change"]

    def _withdraw(self, account):
        label = self._pick(s.label for s in account.services.values() if s.change)
        return label and [f"withdraw {label}"]

    def _cancel(self, account):
        service = self._service(account, parents=False)
        if service is None:
            return None
        when = self.random.choice(("end", "end", "end", "now"))
        return [f"cancel {service.label} {'undo' if service.ends else when}"]

    def _auto(self, account):
        service = self._service(account, "active", "suspended")
        return service and [f"auto {service.label} {'off' if service.auto else 'on'}"]

    def _act(self, account):
        service = self._service(account, "active", "suspended")
        if service is None:
            return None
        what = self.random.choice(("suspend", "abuse", "until 3", "until 10"))
        lines = [f"act {service.label} {'resume' if service.why in ('staff', 'abuse') else what}"]
        return lines + [f"act {service.label} resume"] if what in ("suspend", "abuse") else lines


WEIGHTS = {"days": 8, "goto": 6, "order": 5, "addon": 2, "held": 1, "delete": 1, "pay": 6, "take": 3, "transfer": 2, "topup": 3,
           "correct": 1, "refund": 1, "credit": 1, "renew": 5, "change": 4, "parameters": 2, "withdraw": 2, "cancel": 1, "auto": 1,
           "act": 1, "refused": 1, "chargeback": 1}
