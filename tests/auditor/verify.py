# SPDX-License-Identifier: Apache-2.0
"""Compares what the product has with what the model says: a list of differences, empty when all is well."""
STATES = {"terminating": "terminated"}
PAID = ("paid", "part_credited", "credited")


def _items(hand, path):
    found, after = [], ""
    while True:
        page = hand.call("GET", f"{path}?limit=100{after}")
        found += page["items"]
        if page["next"] is None:
            return found
        after = "&after=" + page["next"]


def _services(hand, account):
    there = {one["id"]: one for one in _items(hand, "/services")}
    labels = {}
    for label in account.services:
        labels[hand.known(label)] = label
    found = [f"a service nobody ordered: {one['plan']}" for one in there.values() if one["id"] not in labels]
    for label, right in account.services.items():
        one = there.get(hand.known(label))
        if one is None:
            found.append(f"{label}.there: got none, right is one")
            continue
        values = {"state": (STATES.get(one["state"], one["state"]), right.state)}
        if right.state not in ("terminated",):
            values |= {"why": (one["suspended_for"] or "", right.why), "plan": (one["plan"], right.plan),
                       "paid_until": (one["paid_until"], right.until.isoformat()), "months": (one["months"], right.months),
                       "options": (one["options"], right.options), "ends": (one["cancel_at_end"], right.ends)}
        found += [f"{label}.{name}: got {got}, right is {want}" for name, (got, want) in values.items() if got != want]
    return found


def _invoices(hand, account):
    """Those that ask for money or were paid; and how much they keep together: which of them credit notes are for is open."""
    def line(kind, total, paid, state):
        return f"{kind} {total} paid {paid} {state}"
    there = _items(hand, "/invoices")
    kinds = {"service.renewal": "renewal", "tariff.change": "change"}
    got = sorted(line(kinds.get(one["cause"], "order"), one["total"]["amount"], one["paid"]["amount"],
                      "paid" if one["state"] in PAID else "open")
                 for one in there if one["state"] != "cancelled")
    right = sorted(line(i.kind, i.total, i.paid, i.state) for i in account.books.invoices
                   if i.state != "cancelled")
    found = [f"invoice: {one} should not be" for one in _less(got, right)]
    found += [f"invoice: {one} is missing" for one in _less(right, got)]
    kept = sum(one["paid"]["amount"] - one["credited"]["amount"] for one in there)
    wanted = sum(i.paid - i.credited for i in account.books.invoices)
    if kept != wanted:
        found.append(f"kept: got {kept}, right is {wanted}")
    return found, kept


def _less(some, others):
    rest = list(others)
    left = []
    for one in some:
        if one in rest:
            rest.remove(one)
        else:
            left.append(one)
    return left


def differences(hand, account):
    invoices, kept = _invoices(hand, account)
    balance = hand.balance()
    if account.loose:
        invoices = []
    found = [] if account.loose else _services(hand, account)
    found += invoices
    if balance != account.books.balance and not account.loose:
        found.append(f"balance: got {balance}, right is {account.books.balance}")
    if balance + kept != account.books.net_in:
        found.append(f"money: {balance} on the balance and {kept} in invoices are not the {account.books.net_in} that came in")
    for name, right in (account.preview or {}).items():
        got = hand.preview.get(name)
        got = got["amount"] if isinstance(got, dict) else got
        if got != right:
            found.append(f"preview.{name}: got {got}, right is {right}")
    return found
