# SPDX-License-Identifier: Apache-2.0
"""An account of the model: every step that a sequence may have, and what a day does by itself."""
from changes import Changes
from hand import options_of, parse
from model import (CHARGES, DAY, INVOICE_BEFORE, ORDER_KEPT, PROMOS, SUSPEND_AFTER, TERMINATE_AFTER, Ambiguous, Books, Invoice,
                   Service, Stretch, require)
from prices import add_months


class Account(Changes):
    def __init__(self, prices, today):
        self.prices, self.today, self.begun = prices, today, today
        self.books = Books()
        self.services, self.orders, self.payments = {}, {}, []
        self.held, self.promos = set(), set()
        self.loose = False  # after a charge-back what happens to services is the provider's policy
        self.preview = None
        self.used, self.ever = set(), set()  # awaited rules (awaited.py) of the step, and of all before, by their sequence's name

    def step(self, line):
        """What it should do; what the hand must find afterwards is all here."""
        verb, words, named = parse(line)
        self.preview, self.used, self.ever = None, set(), self.ever | self.used
        getattr(self, "do_" + verb)(*words, **named)
        self.settle()

    def live(self, label, *states):
        require(label in self.services, "no such service")
        service = self.services[label]
        require(service.state in (states or ("active",)))
        return service

    def family(self, label):
        """The service and its add-ons that are not over."""
        return [self.services[label]] + [s for s in self.services.values()
                                         if s.parent == label and s.state != "terminated"]

    def find(self, name):
        label, _, kind = name.partition(".")
        invoice = next((i for i in reversed(self.books.invoices)
                        if i.label == label and i.kind == (kind or "order") and i.state != "cancelled"), None)
        require(invoice is not None, "no such invoice")
        return invoice

    # --- orders ---

    def do_order(self, label, plan, months=1, quantity=1, promo=None, parent=None, **chosen):
        require(label not in self.orders)
        options = self.prices.options(plan, options_of(chosen))
        percent, periods, _ = PROMOS[promo] if promo else (0, 0, None)
        if parent:
            above = self.live(parent, "active")
            require(not above.ends and above.until > self.today and not above.blurred)
            months = above.months
            price = self.prices.period(plan, months, options)
            total = self.prices.days(price, months, above.anchor, self.today, above.until)
        else:
            require(promo not in self.promos)
            total = self.prices.period(plan, months, options, quantity, percent)
        if promo:
            self.promos.add(promo)
        invoice = Invoice("order", label, total, self.today, {label: total}, months)
        self.books.invoices.append(invoice)
        self.orders[label] = Service(label, plan, months, options, quantity, parent, invoice, percent, periods)
        self.orders[label].until = self.services[parent].until if parent else None
        if total == 0:
            self.paid(invoice)

    def do_delete(self, label):
        require(label in self.orders)
        invoice = self.orders[label].invoice
        require(invoice.state == "open" and invoice.paid == 0)
        self.books.cancel(invoice)

    def deliver(self, invoice):
        service = self.services[invoice.label] = self.orders[invoice.label]
        service.promo_left -= service.promo_left > 0
        above = self.services.get(service.parent)
        if above and (invoice.asked != self.today or above.until != service.until):
            self.used.add("row-07-addon-paid-late")
        service.anchor = above.anchor if above else self.today.day
        end = above.until if above else add_months(self.today, self.today.day, service.months)
        service.until = end
        service.stretches = [Stretch(self.today, end, invoice.total, service.months, (end - self.today).days, invoice)]
        if above:
            self.void_renewal(above)

    def created(self, service):
        """Its first period begins with the day on which it came up."""
        if service.parent is None and len(service.stretches) == 1 and service.stretches[0].first < self.today:
            service.anchor = self.today.day
            service.until = add_months(self.today, service.anchor, service.months)
            first = service.stretches[0]
            service.stretches = [Stretch(self.today, service.until, first.money, first.months,
                                         (service.until - self.today).days, first.invoice)]
        service.state = "active"
        if service.invoice.total > 0 and service.invoice.credited == service.invoice.total:
            self.used.add("row-14-credited-while-prepared")
            service.state = "terminated"

    # --- paying ---

    def pay_from_balance(self, invoice, whole=True):
        part = min(max(self.books.balance, 0), invoice.due)
        require(not whole or part == invoice.due)
        self.books.balance -= part
        invoice.paid += part
        if invoice.due == 0:
            self.paid(invoice)

    def paid(self, invoice):
        invoice.state = "paid"
        {"order": self.deliver, "renewal": self.renewed, "change": self.change_paid}[invoice.kind](invoice)

    def money_came(self, amount):
        """Renewals that are due and pay themselves are paid, the oldest first."""
        self.books.receive(amount)

    def charge_overdue(self):
        wanted = []
        for service in sorted(self.services.values(), key=lambda s: s.until):
            invoice = self.books.open_of(service.label, "renewal")
            stopped = service.state == "suspended" and service.why != "debt"
            if invoice and service.auto and not stopped and self.today >= service.until - DAY:
                wanted.append(invoice)
        if sum(i.due for i in wanted) > self.books.balance and len(wanted) > 1:
            raise Ambiguous("the rules name no order among debts")
        for invoice in wanted:
            if self.books.balance >= invoice.due:
                self.pay_from_balance(invoice)

    def do_topup(self, amount):
        self.money_came(amount)
        self.payments.append(amount)
        self.charge_overdue()

    def do_pay(self, name):
        invoice = self.find(name)
        require(invoice.state == "open" and invoice.due > 0)
        due = invoice.due
        self.payments.append(due)
        self.money_came(due)
        self.pay_from_balance(invoice, False)
        self.charge_overdue()

    def do_take(self, name):
        invoice = self.find(name)
        require(invoice.state == "open" and invoice.due > 0)
        self.pay_from_balance(invoice)

    def do_transfer(self, name, part):
        """So much of an invoice arrives by bank; the invoice takes it, as far as it is due."""
        invoice = self.find(name)
        require(invoice.state == "open" and 0 < part)
        self.money_came(part)
        self.pay_from_balance(invoice, False)
        self.charge_overdue()

    # --- renewals ---

    def tariff_then(self, service):
        if service.next and service.next[0] <= service.until:
            return service.next[1:]
        return service.plan, service.options, service.months

    def ask_renewal(self, service, months=None):
        lines = {}
        if service.until in service.renewed_from:
            self.used.add("renewed-for-the-same-days")
        months = months or self.tariff_then(service)[2]
        for one in self.family(service.label):
            if one is service or not one.ends:
                plan, options, _ = self.tariff_then(one)
                require(one is not service or months in self.prices.months(plan))
                lines[one.label] = self.prices.period(plan, months, options, one.quantity, one.rate())
        invoice = Invoice("renewal", service.label, sum(lines.values()), self.today, lines, months)
        self.books.invoices.append(invoice)
        if invoice.total == 0:
            self.paid(invoice)
        return invoice

    def void_renewal(self, service):
        invoice = self.books.open_of(service.label, "renewal")
        if invoice:
            self.books.cancel(invoice)

    def do_renew(self, label, months=1, method=None):
        service = self.live(label, "active", "suspended")
        require(service.parent is None and not service.ends and service.why in ("", "debt"))
        require(service.renewed_on != self.today)
        invoice = self.books.open_of(label, "renewal")
        require(months in self.prices.months(self.tariff_then(service)[0]))
        if invoice is None or invoice.months != months:
            self.void_renewal(service)
            invoice = self.ask_renewal(service, months)
        if method == "balance" and invoice.state == "open" and self.books.balance >= invoice.due:
            self.pay_from_balance(invoice)

    def renewed(self, invoice):
        for label, total in invoice.lines.items():
            service = self.services[label]
            service.renewed_from.add(service.until)
            late = service.state == "suspended" and service.why == "debt" and self.today > service.until
            begin = self.today if late else service.until
            service.anchor = begin.day if late else service.anchor
            end = add_months(begin, service.anchor, invoice.months)
            service.stretches.append(Stretch(begin, end, total, invoice.months, (end - begin).days, invoice))
            service.until, service.renewed_on = end, self.today
            service.promo_left -= service.promo_left > 0
            service.tried.clear()
            if service.why == "debt":
                service.state, service.why = "active", ""
        head = self.services[invoice.label]
        if head.change and head.change.invoice and head.change.invoice.state == "open":
            self.used.add("row-10-renewed-beside-a-change")
            self.drop_change(head)  # the end that it was counted from is another one now

    # --- ending ---

    def do_cancel(self, label, when):
        service = self.live(label, "active", "suspended")
        if when == "now":
            self.terminate(service)
            return
        require(service.ends != (when == "end") and service.state == "active" and service.until > self.today)
        above = self.services.get(service.parent)
        require(when == "end" or above is None or above.until == service.until)
        service.ends = when == "end"
        self.void_renewal(above or service)

    def terminate(self, service):
        if service.parent is None:
            self.void_renewal(service)
        for one in self.family(service.label):
            one.state, one.why, one.next = "terminated", "", None
            if one.change:
                self.drop_change(one)
            for order in self.orders.values():  # an order for what is over closes with it
                if order.parent == one.label and order.invoice.state == "open":
                    self.used.add("row-08-parent-ended")
                    self.books.cancel(order.invoice)

    def do_auto(self, label, on):
        self.live(label, "active", "suspended").auto = on == "on"

    # --- staff ---

    def do_hold(self, label):
        require(label in self.orders and label not in self.held)
        require(label not in self.services)
        self.held.add(label)

    def do_release(self, label):
        require(label in self.held)
        self.held.discard(label)

    def do_giveup(self, label, kind="create"):
        service = self.live(label, "preparing")
        rest = service.invoice.paid - service.invoice.credited
        if service.invoice.credited:
            self.used.add("row-04-credited-then-given-up")
        if rest:
            self.books.credit(service.invoice, rest)
        service.state = "terminated"
        self.held.discard(label)

    def do_refused(self, label, what, plan=None, mode="pay_difference", months=None):
        """Plan and dates are as before; what was paid for it is on the balance."""
        service = self.live(label, "active")
        require(not self.books.open_of(label, "renewal") and (service.until - self.today).days > INVOICE_BEFORE)
        require(len(self.family(label)) == 1 and not service.blurred and not service.ends and not service.credited)
        if what == "change":
            self.may_change(service)
            require(mode == "pay_difference" and service.percent == 0 and plan != service.plan)
            options = self.prices.carried(service.plan, plan, service.options)
            due = self.count(service, plan, options, service.months, mode).due
            require(self.books.balance < max(due, 1))
            self.used.add("row-05-change-given-up" if due > 0 else "row-05-downgrade-given-up")
        else:
            require(not service.change and service.renewed_on != self.today and months in self.prices.months(service.plan))
            due = self.prices.period(service.plan, months, service.options, service.quantity, service.rate())
            self.used.add("row-05-renewal-given-up")
        if due > 0 or what == "renewal":  # paid, and credited in full
            self.books.invoices.append(Invoice(what, label, due, self.today, {label: due}, months or service.months,
                                               paid=due, credited=due, state="paid"))
        if due > 0:
            self.payments.append(due)
            self.books.receive(due)

    def do_chargeback(self):
        require(self.payments and self.payments[-1] > 0)
        self.books.receive(-self.payments[-1])
        self.loose = True

    def do_credit(self, name, amount="all"):
        invoice = self.find(name)
        require(invoice.state == "paid" and invoice.credited == 0)
        require(not any(self.services[label].changed for label in invoice.lines if label in self.services))
        amount = invoice.paid if amount == "all" else amount
        self.books.credit(invoice, amount)
        for label in invoice.lines:
            if label in self.services:
                self.lower(self.services[label], invoice, amount)

    def lower(self, service, invoice, amount):
        """Money that was given back is not in the days; a change that was counted with it can no longer be made."""
        service.credited = True
        service.blurred = service.blurred or service.changed or amount != invoice.total
        for stretch in service.stretches:
            if stretch.invoice is invoice:
                stretch.money = 0 if amount == invoice.total else stretch.money
        if service.change and service.change.invoice:
            self.drop_change(service)

    def do_correct(self, amount):
        self.books.receive(amount)

    def do_refund(self, amount):
        require(self.payments and 0 < amount <= min(self.payments[-1], self.books.balance))
        self.payments[-1] -= amount
        self.books.receive(-amount)

    def do_act(self, label, what, days=0):
        service = self.live(label, "active", "suspended")
        require(service.parent is None)
        if what == "until":
            require(service.state == "active" and not service.ends and days > 0 and not service.change)
            self.gift(service, days)
        elif what == "resume":
            require(service.state == "suspended" and service.why != "debt" and service.until > self.today)
            for one in self.family(label):
                one.state, one.why = "active", ""
        elif what == "terminate":
            self.terminate(service)
        else:
            require(service.state == "active" and service.until > self.today)
            for one in self.family(label):
                one.state, one.why = "suspended", {"suspend": "staff", "abuse": "abuse"}[what]
                if one.change and one.change.invoice:
                    self.drop_change(one)

    def gift(self, service, days):
        self.void_renewal(service)
        end = service.until
        for one in self.family(service.label):
            if one is service or (one.until == end and not one.ends):
                one.stretches.append(Stretch(end, end + days * DAY, 0, one.months, days))
                one.until, one.anchor, one.blurred = end + days * DAY, (end + days * DAY).day, True
                one.tried.clear()

    # --- time ---

    def next_day(self):
        self.today += DAY
        self.used, self.ever = set(), self.ever | self.used
        for order in self.orders.values():
            if order.invoice.state == "open" and (self.today - order.invoice.asked).days >= ORDER_KEPT:
                self.books.cancel(order.invoice)
        for service in self.services.values():
            change = service.change
            if change and change.mode != "at_period_end" and self.today >= change.until:
                self.drop_change(service)
        self.settle()

    def settle(self):
        """What is due today is done, until nothing more is."""
        for label in list(self.services):
            service = self.services[label]
            if service.state == "preparing" and label not in self.held:
                self.created(service)
        for service in sorted(self.services.values(), key=lambda s: s.until):
            self.morning(service)

    def ends(self, service):
        above = self.services.get(service.parent)
        return service.ends or (above is not None and service.until < above.until)

    def morning(self, service):
        self.next_tariff(service)
        if service.state in ("preparing", "terminated") or service.why in ("staff", "abuse"):
            return
        if self.ends(service):
            if self.today >= service.until:
                self.terminate(service)
            return
        if service.parent:
            return
        day = (self.today - service.until).days
        if day >= -INVOICE_BEFORE and not self.books.open_of(service.label, "renewal"):  # suspended as well: for the same end
            if self.ask_renewal(service).state == "paid":
                self.morning(service)
                return
        for at in CHARGES:
            if service.state == "active" and day >= at and at not in service.tried:
                service.tried.add(at)
                if self.charged(service):
                    self.morning(service)
                    return
        if service.state == "active" and day >= SUSPEND_AFTER:
            if (self.today - self.books.open_of(service.label, "renewal").asked).days <= SUSPEND_AFTER:
                self.used.add("row-01-asked-again")
            for one in self.family(service.label):
                one.state, one.why = "suspended", "debt"
        elif service.state == "suspended" and day >= TERMINATE_AFTER and not self.charged(service):
            if (self.books.open_of(service.label, "renewal").asked - service.until).days >= SUSPEND_AFTER:
                self.used.add("row-01-asked-again")
            self.terminate(service)

    def charged(self, service):
        invoice = self.books.open_of(service.label, "renewal")
        if not (service.auto and invoice and self.books.balance >= invoice.due):
            return False
        for other in self.services.values():
            rival = self.books.open_of(other.label, "renewal")
            if rival and other is not service and other.auto and self.today >= other.until - DAY \
                    and other.why in ("", "debt") and self.books.balance < rival.due + invoice.due:
                raise Ambiguous("the rules name no order among debts")
        self.pay_from_balance(invoice)
        return True
