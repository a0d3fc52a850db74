# SPDX-License-Identifier: Apache-2.0
"""What a kept sequence may expect: a name such as `A.state` or `preview.due`, and its value now."""


def _sum(value):
    return value["amount"] if isinstance(value, dict) and "amount" in value else value


def _of_service(hand, label, names):
    one = hand.service(label)
    if one is None:
        return "none"
    if names == ["days"]:
        return (hand.until(label) - hand.world.today).days
    if names == ["why"]:
        return one["suspended_for"] or "none"
    for name in names:
        one = one[name] if isinstance(one, dict) else one
    return "none" if one is None else _sum(one)


def _of_invoice(hand, name, member):
    return _sum(hand.call("GET", f"/invoices/{hand.invoice_id(name)}")[member])


def _count(hand, path, **wanted):
    items = hand.call("GET", f"{path}?limit=100")["items"]
    return sum(all(one[name] == value for name, value in wanted.items()) for one in items)


def value(hand, name):
    """The present value; sums are minor units."""
    first, *rest = name.split(".")
    if first == "balance":
        return hand.balance()
    if first == "status":
        return hand.said[0]
    if first == "answer":
        return _sum(hand.said[1].get(rest[0], "none"))
    if first == "preview":
        return _sum(hand.preview.get(rest[0], "none"))
    if first == "letters":
        return sum(" ".join(rest).replace("_", " ") in m["subject"] for m in hand.world.server.outbox(hand.person.email))
    if first == "invoices":
        return _count(hand, "/invoices", **({"state": rest[0]} if rest else {}))
    if first == "payments":
        return _count(hand, "/payments", **({"state": rest[0]} if rest else {}))
    if first == "sessions":
        return sum(one["id"] in hand.world.cards.sessions for one in hand.payments)
    if first == "tasks":
        return len(hand.world.staff("GET", "/staff/tasks")["items"])
    if rest and rest[0] in ("order", "renewal", "change") and len(rest) > 1:
        return _of_invoice(hand, f"{first}.{rest[0]}", rest[1])
    if rest[0] == "order_state":
        return hand.call("GET", f"/orders/{hand.orders[first]['id']}")["state"]
    return _of_service(hand, first, rest)
