# SPDX-License-Identifier: Apache-2.0
"""What is right: one account's money, services and days, from the rules alone.

Rules are those of "Decisions that must compose": days served are days paid; suspension hangs on the end of the paid days;
what was paid is net of what was given back; an operation is done or its money and dates go back; the arithmetic counts by
the period as it was sold; one purpose, one payment. `Impossible` says that a step is none that the model speaks about.
"""
import datetime
from dataclasses import dataclass, field

from prices import share

INVOICE_BEFORE, SUSPEND_AFTER, TERMINATE_AFTER = 14, 3, 30
CHARGES = (-1, 1, 3)      # days after the end on which the balance is tried
ORDER_KEPT = 7            # days until an unpaid order expires
PROMOS = {"START10": (10, 1, None), "FREE2": (100, 2, None)}
DAY = datetime.timedelta(days=1)


class Impossible(Exception):
    """Not a right step here and now."""


class Ambiguous(Exception):
    """Several outcomes are right: the sequence ends here, without a difference."""


def require(held, why="not now"):
    if not held:
        raise Impossible(why)


@dataclass
class Stretch:
    """Days bought together: until is not in them. sold_days: of the whole period by which they were sold."""
    first: datetime.date
    until: datetime.date
    money: int
    months: int
    sold_days: int
    invoice: object = None

    def left(self, today):
        return max(0, (self.until - max(today, self.first)).days)

    def worth(self, today):
        days = (self.until - self.first).days
        return share(self.money, self.left(today), days) if self.left(today) else 0


@dataclass
class Invoice:
    kind: str             # order, renewal, change
    label: str
    total: int
    asked: datetime.date
    lines: dict = field(default_factory=dict)  # label of a service: its part
    months: int = 0
    paid: int = 0
    credited: int = 0
    state: str = "open"   # open, paid, cancelled

    @property
    def due(self):
        return self.total - self.paid


@dataclass
class Change:
    plan: str
    options: dict
    months: int
    mode: str
    until: datetime.date  # the end when it was asked for: unpaid until then it is void
    invoice: Invoice = None


@dataclass
class Service:
    label: str
    plan: str
    months: int
    options: dict
    quantity: int
    parent: str
    invoice: Invoice
    percent: int = 0
    promo_left: int = 0
    state: str = "preparing"
    why: str = ""
    stretches: list = field(default_factory=list)
    until: datetime.date = None
    anchor: int = 1
    auto: bool = True
    ends: bool = False
    next: tuple = None    # (day, plan, options, months)
    change: Change = None
    tried: set = field(default_factory=set)
    given_back: list = field(default_factory=list)  # days of changes that gave money back
    renewed_on: datetime.date = None
    credited: bool = False  # staff gave money of it back
    blurred: bool = False   # its days can no longer be counted exactly
    renewed_from: set = field(default_factory=set)  # ends behind which a period was paid
    changed: bool = False   # days hold money of several invoices
    merged: bool = False    # its stretches were changed together

    def rate(self):
        return self.percent if self.promo_left != 0 else 0


class Books:
    """Money of one account."""

    def __init__(self):
        self.balance, self.net_in = 0, 0  # net_in: received and corrected, less what went out
        self.invoices = []

    def receive(self, amount):
        self.balance += amount
        self.net_in += amount

    def credit(self, invoice, amount):
        require(0 < amount <= invoice.paid - invoice.credited)
        invoice.credited += amount
        self.balance += amount

    def cancel(self, invoice):
        """What was paid of it comes back."""
        if invoice.state == "open":
            self.balance += invoice.paid
            invoice.paid, invoice.state = 0, "cancelled"

    def open_of(self, label, kind):
        return next((i for i in self.invoices if i.label == label and i.kind == kind and i.state == "open"), None)

    def give_back(self, label, amount):
        """Of what was paid for a service, the newest first."""
        for invoice in reversed(self.invoices):
            if amount > 0 and invoice.state == "paid" and label in invoice.lines:
                part = min(amount, invoice.paid - invoice.credited)
                if part > 0:
                    self.credit(invoice, part)
                    amount -= part
        require(amount == 0, "so much was never paid")

