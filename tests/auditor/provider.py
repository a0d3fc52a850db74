# SPDX-License-Identifier: Apache-2.0
"""A provider's two years: customers who act every few days for as long as it lasts, all in one server.

In the end every account is compared once more, and the sum of all accounts with what came in.
"""
from generate import Source
from sequence import Sequence, play


class Unhurried(Source):
    """Acts, lets days go by, acts again, for as long as the server runs."""

    def __init__(self, seed):
        super().__init__(seed, steps=1 << 30)
        self.resting = False
        self.kinds = {"goto", "order", "addon", "held", "delete", "pay", "take", "transfer", "topup", "correct", "refund", "renew",
                      "change", "parameters", "withdraw", "cancel", "auto", "act", "days"}

    def __call__(self, account):
        if not self.queue and not self.resting:
            self.resting = True
            return f"days {self.random.choice((2, 5, 9, 14, 21, 30))}"
        self.resting = False
        return super().__call__(account)


def simulate(world, customers, days, seed):
    """Sequences, played to the last day; those that ended earlier without a difference met what the rules leave open."""
    played = [Sequence(world, seed + n, Unhurried(seed + n)) for n in range(customers)]
    play(world, played, days)
    for one in played:
        if not one.over:
            one.compare()
    return played


def total(played):
    """What all balances and invoices together keep, and what the model says they should."""
    whole = [one for one in played if not one.left_off]
    return sum(one.hand.balance() for one in whole), sum(one.account.books.balance for one in whole)
