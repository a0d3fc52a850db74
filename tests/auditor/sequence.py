# SPDX-License-Identifier: Apache-2.0
"""A sequence under the model's eye: each step is done by the hand and by the model, then both are compared.

Many run side by side in one server, each an account of its own; the clock moves a day at a time for all. A sequence ends with
its first difference.
"""
import copy
import time

from account import Account
from awaited import AWAITED
from hand import Hand, parse
from kabinet import ENGINE
from model import DAY, Ambiguous, Impossible
from prices import Prices
from verify import differences

PATIENCE = 3.0  # until what a step set off has been done
SURE = 0.5 if ENGINE == "sqlite" else 1.5  # until a difference that stays is one


class Sequence:
    """steps: lines, or a function that gives the next line for the account, and None in the end."""

    def __init__(self, world, name, steps, careful=True):
        self.world, self.name = world, name
        self.hand = Hand(world)
        self.account = Account(Prices(world.prices), world.today)
        self.next_line = steps if callable(steps) else iter(steps).__next__
        self.done, self.skipped, self.found, self.left_off = [], 0, [], False
        self.wakes, self.over = world.today, False
        self.careful, self.known = careful, set()  # careful: no step whose right outcome is awaited

    def fail(self, found):
        """A difference; known when a rule that decided here, or before, is awaited."""
        self.found, self.over = found, True
        self.known = (self.account.used or self.account.ever) & set(AWAITED) or self.account.ever & set(AWAITED)

    def stop(self):
        """Without a difference: what is right from here on is awaited, or several outcomes are."""
        self.over = self.left_off = True

    def told(self):
        return self.done + [f"NO {one}" for one in self.found]

    def verdict(self):
        return "; ".join(self.found) or "right"

    def go_on(self):
        """As far as today goes."""
        try:
            if self.account.today < self.world.today:
                self._day()
            while not self.over and self.wakes <= self.world.today:
                self._step()
        except Ambiguous:
            self.stop()
        except AssertionError as odd:
            self.fail([f"answer: {odd}"])

    def _day(self):
        before = self._seen()
        self.account.next_day()
        if self.careful and self.account.used & set(AWAITED):
            return self.stop()
        if self._seen() != before or self.wakes <= self.world.today:
            self.compare()
        return None

    def _seen(self):
        a = self.account
        return (a.books.balance, [(i.state, i.paid) for i in a.books.invoices],
                [(s.state, s.until, s.plan) for s in a.services.values()])

    def _step(self):
        try:
            line = self.next_line(self.account) if not hasattr(self.next_line, "__self__") else self.next_line()
        except StopIteration:
            line = None
        if line is None:
            self.over = True
            return
        verb, words, _ = parse(line)
        if verb == "days":
            self.wakes = self.world.today + words[0] * DAY
        elif verb == "goto":
            if words[0] not in self.account.services:
                return
            offset = int(str(words[1]).removeprefix("end") or 0)
            self.wakes = max(self.account.services[words[0]].until + offset * DAY, self.world.today)
        else:
            trial = copy.deepcopy(self.account)
            try:
                trial.step(line)
            except Impossible:
                self.skipped += 1
                return
            if self.careful and trial.used & set(AWAITED):
                self.skipped += 1
                return
            self.account = trial
            self.done.append(line)
            self.hand.do(line)
            if self.hand.said[0] >= 300:
                self.fail([f"answer: {line} was refused: {self.hand.said[0]} {self.hand.said[1].get('code')}"])
                return
            self.compare()
            return
        self.done.append(line)

    def compare(self):
        end = time.monotonic() + PATIENCE
        self.hand.work()
        found = differences(self.hand, self.account)
        while found and time.monotonic() < end:
            self.world.jobs()
            self.hand.work()
            again = differences(self.hand, self.account)
            if again == found and time.monotonic() > end - PATIENCE + SURE:
                break
            found = again
        if found:
            self.fail(found)


def play(world, sequences, days_most=600):
    """Plays them all to their ends."""
    last = world.today + days_most * DAY
    while True:
        for one in sequences:
            if not one.over:
                one.go_on()
                if one.over:
                    world.over.add(one.hand.me["id"])
        if all(one.over for one in sequences) or world.today >= last:
            return sequences
        world.next_day()
