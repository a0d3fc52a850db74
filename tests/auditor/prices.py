# SPDX-License-Identifier: Apache-2.0
"""Published prices, days and rounding, in exact fractions."""
import calendar
import datetime
from fractions import Fraction


def half_up(value):
    """To whole minor units, half away from zero."""
    value = Fraction(value)
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) + Fraction(1, 2))


def share(amount, part, whole):
    return half_up(Fraction(amount) * part / whole)


def add_months(day, anchor, months):
    """The anchor day so many months on, or the last day of a shorter month."""
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return datetime.date(year, month, min(anchor, calendar.monthrange(year, month)[1]))


class Prices:
    """What the catalogue says, in hryvnias."""

    def __init__(self, catalogue):
        self.plans = {plan["code"]: plan for group in catalogue["groups"] for plan in group["plans"]}

    def plan(self, code):
        return self.plans[code]

    def months(self, code):
        return [p["months"] for p in self.plans[code]["periods"] if p["price"]["currency"] == "UAH"]

    def options(self, code, chosen):
        """All options of the plan: what was chosen, else what it gives."""
        full = {}
        for option in self.plans[code]["options"]:
            first = option["choices"][0]["value"] if option["kind"] == "list" else option["preset"]
            full[option["code"]] = chosen.get(option["code"], first)
        return full

    def carried(self, old, new, chosen):
        """Options that go along to another plan: what the old plan gave by itself is left to the new one."""
        kept = {}
        for option in self.plans[new]["options"]:
            value = chosen.get(option["code"])
            there = next((o for o in self.plans[old]["options"] if o["code"] == option["code"]), None)
            if value is None or there is None:
                continue
            if option["kind"] == "list" or (value != there["preset"] and option["min"] <= value <= option["max"]):
                kept[option["code"]] = value
            elif value != there["preset"]:
                kept[option["code"]] = min(max(value, option["min"]), option["max"])
        return self.options(new, kept)

    def _hryvnias(self, sums):
        return next(one["amount"] for one in sums if one["currency"] == "UAH")

    def _a_month(self, code, options):
        total = 0
        for option in self.plans[code]["options"]:
            value = options[option["code"]]
            if option["kind"] == "list":
                choice = next(c for c in option["choices"] if c["value"] == value)
                total += self._hryvnias(choice["prices"])
            else:
                total += max(0, value - option["included"]) * self._hryvnias(option["prices"])
        return total

    def period(self, code, months, options, quantity=1, percent=0):
        """A whole period with the tax in it, less so many percent."""
        there = [p["price"]["amount"] for p in self.plans[code]["periods"]
                 if p["months"] == months and p["price"]["currency"] == "UAH"]
        times = 1
        if not there:  # an add-on that is not sold for so long costs as many months
            there, times, months = [self.period(code, 1, options)], months, 0
        recurring = (there[0] + months * self._a_month(code, options)) * quantity
        return (recurring - half_up(Fraction(recurring) * percent / 100)) * times

    def days(self, price, months, anchor, first, until):
        """A price for so many months, for the days from first until the end: whole periods counted back from there."""
        total, last, back = 0, until, months
        while True:
            begin = add_months(until, anchor, -back)
            if begin <= first:
                return total + share(price, (last - first).days, (last - begin).days)
            total, last, back = total + price, begin, back + months
