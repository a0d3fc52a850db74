# SPDX-License-Identifier: Apache-2.0
"""Changes of plan and parameters in the model: the arithmetic of the four modes, waiting, paid, withdrawn."""
from fractions import Fraction

from hand import options_of
from model import Change, Invoice, Stretch, require
from prices import add_months, share

MODES = ("pay_difference", "restart", "convert_time", "at_period_end")
GIVEN_BACK_MOST, GIVEN_BACK_WITHIN = 3, 30


class Count:
    """What a change costs: stretches afterwards, credit, charge, the new end."""

    def __init__(self, credit, charge, until, anchor, stretches):
        self.credit, self.charge, self.until, self.anchor, self.stretches = credit, charge, until, anchor, stretches

    @property
    def due(self):
        return self.charge - self.credit


class Changes:
    """A part of the account; see account.py."""

    def count(self, service, plan, options, months, mode, late=None):
        """late: what was paid for a new period on a later day than it was asked for; it lasts as long as the money."""
        today = self.today
        left = [s for s in service.stretches if s.left(today)]
        credit = sum(s.worth(today) for s in left)
        if mode in ("pay_difference", "convert_time") and any(s.months != service.months for s in left):
            self.used.add("row-06-period-as-sold")
        if service.merged and mode != "at_period_end":
            self.used.add("days-keep-their-price")
        if mode == "restart" and service.rate():
            self.used.add("row-02-promo-at-restart")
        if service.credited and mode != "at_period_end":
            self.used.add("row-03-credited-then-changed")
        price = lambda m: self.prices.period(plan, m, options, service.quantity, service.rate())  # noqa: E731
        if mode == "pay_difference":
            require(left and all(s.months in self.prices.months(plan) for s in left))
            after = [Stretch(max(today, s.first), s.until, share(price(s.months), s.left(today), s.sold_days), s.months,
                             s.sold_days, s.invoice) for s in left]
            return Count(credit, sum(s.money for s in after), service.until, service.anchor, after)
        if mode == "restart":
            require(service.until > today)
            if late is not None and credit + late < price(months):
                whole = (add_months(today, today.day, months) - today).days
                days = (credit + late) * whole // price(months)
                days += share(price(months), days + 1, whole) <= credit + late
                require(days >= 1)
                end, charge = today.fromordinal(today.toordinal() + days), share(price(months), days, whole)
                return Count(credit, charge, end, end.day, [Stretch(today, end, charge, months, whole)])
            end = add_months(today, today.day, months)
            after = Stretch(today, end, price(months), months, (end - today).days)
            return Count(credit, after.money, end, today.day, [after])
        require(len(left) == 1 and price(left[0].months) > 0)
        one = left[0]
        days = int((Fraction(credit) + Fraction(1, 2)) * one.sold_days / price(one.months))
        while days > 0 and share(price(one.months), days, one.sold_days) > credit:
            days -= 1
        require(days >= 1)
        until, charge = today.fromordinal(today.toordinal() + days), share(price(one.months), days, one.sold_days)
        return Count(credit, charge, until, until.day,
                     [Stretch(today, until, charge, one.months, one.sold_days, one.invoice)])

    def may_change(self, service):
        require(not service.ends and service.change is None and service.next is None)
        recent = [day for day in service.given_back if (self.today - day).days < GIVEN_BACK_WITHIN]
        require(len(recent) < GIVEN_BACK_MOST)

    def do_change(self, label, plan, mode="pay_difference", months=None, **chosen):
        service = self.live(label, "active")
        self.may_change(service)
        require(not service.parent and not service.blurred or mode == "at_period_end")
        to = service.plan if plan == "-" else plan
        require(plan != service.plan)
        if plan == "-":
            require(mode in ("pay_difference", "at_period_end") and options_of(chosen))
            options = {**service.options, **options_of(chosen)}
            require(options != service.options)
        elif options_of(chosen):
            options = self.prices.options(to, options_of(chosen))
        else:
            options = self.prices.carried(service.plan, to, service.options)
        require(mode in ("pay_difference", "at_period_end") or len(self.family(label)) == 1)
        require(mode != "pay_difference" or service.percent == 0)
        require(mode != "convert_time" or service.percent == 0)
        months = months or service.months
        require(mode in ("restart", "at_period_end") or months == service.months)
        require(months in self.prices.months(to))
        if mode == "at_period_end":
            require(service.until > self.today)
            service.change = Change(to, options, months, mode, service.until)
            self.void_renewal(service)
            service.next = (service.until, to, options, months)
            return
        count = self.count(service, to, options, months, mode)
        self.preview = {"credit": count.credit, "charge": count.charge, "due": count.due,
                        "new_end": count.until.isoformat()}
        change = Change(to, options, months, mode, service.until)
        if count.due <= 0:
            if count.due < 0:
                service.given_back.append(self.today)
            self.switch(service, change, count, 0)
            return
        invoice = Invoice("change", label, count.due, self.today, {label: count.due})
        self.books.invoices.append(invoice)
        change.invoice, service.change = invoice, change
        if self.books.balance >= count.due:
            self.pay_from_balance(invoice)

    def switch(self, service, change, count, paid):
        """The new plan from today on; what is left over goes to the balance."""
        self.void_renewal(service)
        for stretch in count.stretches:
            stretch.invoice = stretch.invoice or change.invoice
        before = [s for s in service.stretches if s.first < self.today]
        for stretch in before:
            rest = stretch.worth(self.today)
            stretch.money, stretch.until = stretch.money - rest, min(stretch.until, self.today)
        service.stretches = before + count.stretches
        service.changed = True
        service.merged = len(count.stretches) > 1
        if count.until != service.until:
            service.tried.clear()
        service.until, service.anchor = count.until, count.anchor
        service.plan, service.options, service.months = change.plan, change.options, change.months
        if change.mode == "restart":
            service.promo_left -= service.promo_left > 0
        service.blurred = service.blurred or change.mode == "convert_time"
        rest = paid - count.due
        if rest > 0:
            self.books.give_back(service.label, rest)

    def change_paid(self, invoice):
        service = self.services[invoice.label]
        change, service.change = service.change, None
        fits = service.state == "active" and change is not None
        if not fits:
            self.books.credit(invoice, invoice.paid)
            return
        late = invoice.paid if invoice.asked != self.today else None
        if change.mode == "restart" and late is not None:
            self.used.add("row-19-restart-paid-late")
        count = self.count(service, change.plan, change.options, change.months, change.mode, late)
        self.switch(service, change, count, invoice.paid)

    def drop_change(self, service):
        change, service.change = service.change, None
        service.next = None
        if change.invoice:
            self.books.cancel(change.invoice)

    def do_withdraw(self, label):
        service = self.live(label, "active", "suspended")
        require(service.change is not None)
        require(service.change.mode != "at_period_end" or service.until == service.next[0])
        scheduled = service.change.mode == "at_period_end"
        self.drop_change(service)
        if scheduled:
            self.void_renewal(service)

    def next_tariff(self, service):
        if service.next and service.state == "active" and self.today >= service.next[0] < service.until:
            _, service.plan, service.options, service.months = service.next
            service.next = service.change = None
