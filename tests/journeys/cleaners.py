# SPDX-License-Identifier: Apache-2.0
"""What anybody can write without an account is bounded, and cleaned away faster than it can be written."""
import os
import re
import time

from customers import Customer, captcha
from kabinet import ENGINE, equal, eventually, expect, journey, run
from owners import run_jobs
from tables import sql

DAY = 24 * 3600
# Every table: those that somebody without an account can add rows to, with the rows a day one network may cause, and
# which rows count. A new table has to be put into one of the two lists.
BY_ANYBODY = {
    "rate_budget": (100_000, "budget_key NOT LIKE 'signin:row:%'"),
    "idempotency": (30_000, "TRUE"),
    "registration": (1_440, "TRUE"),          # mail.network_hour
    "login_hold": (1_440, "TRUE"),
    "signin_attempt": (72_000, "account_id IS NULL"),  # 3,000 wrong tries an hour
    "recovery": (1_440, "TRUE"),              # 60 an hour
    "captcha_answer": (30_000, "TRUE"),
    "message": (1_440, "TRUE"),
    "job": (3_000, "kind IN ('registration.known_phone', 'recovery.send', 'cart.purge_on')"),
    "sms_take": (10, "TRUE"),                 # sms.network_day
    "cart": (2_880, "account_id IS NULL"),    # 120 an hour
    "cart_item": (57_600, "TRUE"),            # of 20 lines each
}
BY_KNOWN = """audit account identifier credential consent account_notice account_hold contact_proof email_return session
known_device recovery_objection ledger_account ledger_transaction posting document_series staff staff_session staff_audit staff_link
staff_flow staff_recovery_code staff_attempt plan_group plan plan_version tax_rule tax_exemption promo plan_hold promo_use
payer invoice invoice_line credit_note seller document payment payment_notice payment_event payment_return correction
sandbox_payment operation service service_period service_invoice service_next service_dunning service_event tariff_change
service_money service_work tariff_change_price customer_order order_line balance_line payment_transfer house_clock clock_boot
house_key account_stop""".split()


def tables():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "schema.sql"),
              encoding="utf-8") as file:
        return set(re.findall(r"^CREATE TABLE (\w+)", file.read(), re.M))


def rows(server, table):
    return sql(server, f"SELECT count(*) FROM {table} WHERE {BY_ANYBODY[table][1]}")


def put_into_cart(client):
    plan = client.api("GET", "/catalogue").json["groups"][0]["plans"][0]
    page = client.get("/login")
    fields = {"plan": plan["id"], "months": str(plan["periods"][0]["months"]), "quantity": "1",
              "csrf": page.form("/login")["fields"]["csrf"]}
    return client.post("/cart/items", fields)


def visit(server, number):
    """Everything somebody without an account can do."""
    person = Customer(server)
    answer = person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person)},
                        {"Idempotency-Key": f"visit-{number}"})
    equal(answer.status, 202, answer.text)
    equal(person.api("POST", "/sessions", {"identifier": f"nobody{number}", "password": "x"}).status, 401)
    body = {"identifier": f"nobody{number}@example.com", "altcha": captcha(person, "recover")}
    equal(person.api("POST", "/recoveries", body).status, 202)
    answer = put_into_cart(person)
    equal((answer.status, answer.location), (303, "/cart"))


@journey("every table is either written by people we know, or has a bound and a cleaner")
def lists(_):
    here = tables()
    expect(here, "docs/schema.sql names no table")
    known = set(BY_KNOWN)
    expect(not here - known - set(BY_ANYBODY), f"in neither list: {sorted(here - known - set(BY_ANYBODY))}")


@journey("what visitors left is gone after forty days, from every table they can write to")
def gone(server):
    for number in range(3):
        visit(server, number)
    now = int((time.time() + server.shifted) * 1000000)
    sql(server, "INSERT INTO sms_take (id, phone, area, country, network, at) "
                f"VALUES ('018f0000-0000-7000-8000-000000000001', '+380670000000', '+38067', '380', '192.0.2.1', {now})")
    filled = [table for table in BY_ANYBODY if rows(server, table) > 0]
    equal(set(BY_ANYBODY) - set(filled) - {"job"}, set(), "tables that the visits did not fill")
    server.pass_time(40 * DAY)
    run_jobs(server)  # cleaners wait on a clock that jumped
    eventually(lambda: all(rows(server, table) == 0 for table in BY_ANYBODY),
               f"nothing left: { {table: rows(server, table) for table in BY_ANYBODY} }", 60)


NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) ",
    "postgres": "WITH n AS (SELECT i FROM generate_series(1, {count}) AS i) ",
}


def fill(server, count, insert):
    sql(server, NUMBERS[ENGINE].format(count=count) + insert)


@journey("ten times what a network may write in a day is cleaned in minutes")
def fast(server):
    old = int((time.time() + server.shifted - 400 * DAY) * 1000000)
    fill(server, 28_800, "INSERT INTO cart (id, account_id, currency, created_at, changed_at) "
                         f"SELECT 'cart-' || i, NULL, 'UAH', {old}, {old} + i FROM n")
    fill(server, 28_800, "INSERT INTO cart_item (id, cart_id, position, plan, months, quantity, options, seen_total, "
                         "seen_currency, added_at) "
                         f"SELECT 'item-' || i, 'cart-' || i, 1, 'x', 1, 1, '{{}}', 0, 'UAH', {old} FROM n")
    fill(server, 100_000, "INSERT INTO rate_budget (budget_key, taken, started_at, ends_at) "
                          f"SELECT 'filled:' || i, 1, {old}, {old} + 1 FROM n")
    fill(server, 72_000, "INSERT INTO signin_attempt (id, account_id, at, method, outcome, network, user_agent, new_device) "
                         f"SELECT 'attempt-' || i, NULL, {old}, 'password', 'refused', '192.0.2.1', '', FALSE FROM n")
    counts = {table: rows(server, table) for table in ("cart", "cart_item", "rate_budget", "signin_attempt")}
    expect(counts["cart"] >= 28_800 and counts["rate_budget"] >= 100_000, counts)
    server.pass_time(3700)
    begun = time.monotonic()
    eventually(lambda: sum(rows(server, table) for table in counts) < 100, "all cleaned", 120)
    print(f"# {sum(counts.values())} rows in {time.monotonic() - begun:.1f} s", flush=True)


@journey("one address begins a hundred and twenty carts an hour, and is told the way out")
def carts(server):
    guest = server.client()
    answers = []
    for _ in range(122):
        visitor = server.client()
        visitor.address = guest.address
        answers.append(put_into_cart(visitor))
    equal([answer.status for answer in answers].count(303), 120)
    expect("Log in" in answers[-1].words, answers[-1].words)
    equal(put_into_cart(server.client()).status, 303, "another address")
    server.pass_time(3601)
    visitor = server.client()
    visitor.address = guest.address
    equal(put_into_cart(visitor).status, 303)


@journey("a flood of junk leaves a few lines in the log, and how many there were")
def junk(server):
    client, begun = server.client(), time.monotonic()

    def notices():
        return [line for line in server.log_lines() if line["message"] == "payment notice refused"]
    for _ in range(300):
        client.request("POST", "/pay/sandbox/notice", "{}", {"Content-Type": "application/json"})
    lines, seconds = len(notices()), time.monotonic() - begun
    expect(1 <= lines <= 21 + seconds, f"{lines} lines in {seconds:.0f} s")
    sent = 300

    def counted():
        """The next line that may be written says how many were left out before it."""
        nonlocal sent
        client.request("POST", "/pay/sandbox/notice", "{}", {"Content-Type": "application/json"})
        sent += 1
        return sum(1 + line.get("left_out", 0) for line in notices()) == sent
    eventually(counted, "a line that counts all before it")


run({"signin.hash_memory_kib": "8192", "signin.hash_passes": "1"})
