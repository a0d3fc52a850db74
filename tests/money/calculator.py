# SPDX-License-Identifier: Apache-2.0
"""What a cart costs, worked out a second time from the rules alone (docs of the catalogue), in whole minor units.

The program's own arithmetic is in C and knows nothing of this file; tests/journeys/carts.py holds the one against the
other. Rules:

    recurring of one  = price of the plan for the period and currency
                        + for each option: months x price a month x units above the included ones, or the choice's price
    line              = recurring and setup of one, times the quantity
    promo code        percent: of the recurring part, half up. fixed sum: once for the whole order, taken up line after
                      line, never more than a line's recurring part. free setup: the setup of each line. Only lines of
                      plans the code is for.
    amount            = recurring + setup - discount
    tax               inclusive: tax = amount x rate / (1 + rate), half up, net is the rest
                      exclusive: tax = amount x rate, half up, on top
    totals            sums of the lines
"""


def half_up(amount, part, whole):
    """amount x part / whole to the nearest unit, halves up; nothing here is negative."""
    return (2 * amount * part + whole) // (2 * whole)


def option_monthly(option, chosen, currency):
    """What the chosen value of an option adds to one piece, a month."""
    if option["kind"] == "list":
        choice = next(c for c in option["choices"] if c["code"] == chosen)
        return choice["prices"][currency]
    return option["prices"][currency] * max(0, chosen - option["included"])


def preset(option):
    return option["choices"][0]["code"] if option["kind"] == "list" else option["preset"]


def line_of(plan, item, currency):
    """One line before discounts and tax."""
    months, quantity = item["months"], item.get("quantity", 1)
    price = plan["prices"][(currency, months)]
    one = price["price"]
    for option in plan["options"]:
        chosen = item.get("options", {}).get(option["code"], preset(option))
        one += months * option_monthly(option, chosen, currency)
    return {"plan": item["plan"], "recurring": one * quantity, "setup": price["setup"] * quantity, "discount": 0}


def take_off(lines, promo, currency):
    """Writes the discount of the promo code onto the lines."""
    if promo is None:
        return
    left = promo["value"]
    for line in lines:
        if promo["plans"] and line["plan"] not in promo["plans"]:
            continue
        if promo["kind"] == "percent":
            line["discount"] = half_up(line["recurring"], promo["value"], 10000)
        elif promo["kind"] == "fixed":
            assert promo["currency"] == currency
            line["discount"] = min(left, line["recurring"])
            left -= line["discount"]
        else:
            line["discount"] = line["setup"]


def add_tax(line, tax):
    amount = line["recurring"] + line["setup"] - line["discount"]
    if tax["inclusive"]:
        line["tax"] = half_up(amount, tax["rate_bp"], 10000 + tax["rate_bp"])
        line["net"] = amount - line["tax"]
    else:
        line["tax"] = half_up(amount, tax["rate_bp"], 10000)
        line["net"] = amount
    line["total"] = line["net"] + line["tax"]


def quote(shop, items, currency, promo=None):
    """shop: {"plans": {code: plan}, "taxes": {code: tax}, "promos": {code: promo}}. Gives lines and their sums."""
    lines = [line_of(shop["plans"][item["plan"]], item, currency) for item in items]
    take_off(lines, shop["promos"][promo] if promo else None, currency)
    for line in lines:
        add_tax(line, shop["taxes"][shop["plans"][line["plan"]]["tax"]])
    names = ("recurring", "setup", "discount", "net", "tax", "total")
    return {"lines": lines, **{name: sum(line[name] for line in lines) for name in names}}
