#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills the server again and again under traffic of money, and looks for every step it had acknowledged.

    ./dev torture money [kills] [STEPS] [KILLS]     kill -9 at random moments (10,000 steps, 100 kills)
    ./dev torture money power [CUTS]                the file system stops dead: what was not synced is gone
    ./dev torture money full                        the disk fills up and is given room again
    ./dev torture money clock                       the clock jumps by a second, an hour, 400 days back and ahead of today

Customers of the sample data top up, order, pay by the sandbox provider's notice or from the balance, renew, change plans
and add payers, and staff corrects balances, sends money back and credits invoices, in full and in part. A step counts  as acknowledged when its call was answered with success. Whoever got no answer asks again with the same
Idempotency-Key, and notices are sent again, as clients and providers would. In the end every acknowledged step must be
there exactly once, and nothing that nobody asked for: no second top-up, renewal, payer, correction, refund or part of a
credit behind one key, and no letter twice; repeating a call with its key must give the same, and `kabinet
ledger check` must be content. Runs on SQLite, or (kills, clock) on PostgreSQL with KABINET_TEST_DB=postgres.
"""
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "journeys"))
from kabinet import ENGINE, Server, routes  # noqa: E402
from staff import hire  # noqa: E402

CLIENTS = 8
CUSTOMERS = 40
SECRET = "a secret of the torture trial"
GONE = (OSError, http.client.HTTPException)
SETTINGS = {"signin.hash_memory_kib": "8192", "signin.hash_passes": "1", "payments.sandbox_secret": SECRET}
ROUTES = {(method, path) for method, path, _, _ in routes()}


def offers(method, path):
    return (method, "/api/v1" + path) in ROUTES


class Tally:
    """What was answered, and what nobody knows of."""

    def __init__(self):
        self.lock = threading.Lock()
        self.steps = 0
        self.credited, self.asked = {}, {}    # payment: amount; asked: notices that may have been taken
        self.topped_up, self.orders, self.paid = {}, {}, {}
        self.renewed, self.changed = {}, {}
        self.renewals = {}                    # invoices of renewals, paid or not
        self.payers, self.corrections, self.refunds, self.part_credits = {}, {}, {}, {}
        self.given_up = 0                     # calls whose outcome nobody knows: as many may be there unheard of
        self.staff, self.credit_asked, self.given_back = None, set(), {}  # paid orders that staff credits in full
        self.replays = []                     # (customer, method, path, body, key, id of the answer)
        self.unknown = set()                  # keys whose first try got no answer and whose second was refused
        self.counts, self.odd = {}, []
        self.dying = False                    # whatever fails now is the disk's doing
        self.jumping = False                  # whoever is signed out now is so because of the clock

    def ack(self, what, into=None, key=None, value=None):
        with self.lock:
            self.steps += 1
            self.counts[what] = self.counts.get(what, 0) + 1
            if into is not None:
                into[key] = value

    def wonder(self, text):
        with self.lock:
            self.odd.append(text[:300])


SETTLED = ("paid", "part_credited", "credited")


class Refused(Exception):
    """The server is there and does not take it (a full disk)."""


class Customer:
    def __init__(self, server, number, login, password, currency):
        self.number, self.currency, self.login = number, currency, login
        self.client = server.client()
        answer = self.client.api("POST", "/sessions", {"identifier": login, "password": password})
        assert answer.status == 201, answer.text
        self.client.bearer = answer.json["token"]
        self.lock = threading.Lock()  # one step at a time: he counts his money himself


def is_held(answer):
    """A jump of the clock made a signature stale."""
    return answer.status == 401 and '"stale_signature"' in answer.text


def patiently(call, tally, patience=100):
    """The answer, after as many tries as the server's absences take; and whether one try got none."""
    lost, end = False, time.monotonic() + patience
    while True:
        try:
            answer = call()
        except GONE:
            answer, lost = None, True
        if answer is not None and answer.status >= 500 and tally.dying:
            answer, lost = None, True
        if answer is not None and answer.status not in (429, 503, 507) and not is_held(answer):
            if answer.status >= 500:
                tally.wonder(f"{answer.status} {answer.path} {answer.text[:200]}")
            return answer, lost
        if time.monotonic() > end:
            with tally.lock:
                tally.given_up += 1
            raise Refused(answer.text[:200] if answer is not None else "no answer")
        time.sleep(0.02)


def call(customer, tally, method, path, body=None, key=None):
    def once():
        customer.client.address = "198.18.%d.%d" % (random.randrange(256), random.randrange(1, 255))
        return customer.client.api(method, path, body, {"Idempotency-Key": key} if key else None)
    return patiently(once, tally)


def create(customer, tally, path, body):
    """Creates something under a key of its own: its JSON, or None when its outcome is nobody's knowledge."""
    key = uuid.uuid4().hex
    answer, lost = call(customer, tally, "POST", path, body, key)
    if answer.status == 409 and lost:  # the first try was at it when the server died and left no answer
        with tally.lock:
            tally.unknown.add(key)
        return None
    if answer.status == 401 and tally.jumping:
        return None
    if answer.status not in (200, 201):
        if not (answer.status == 409 and answer.json.get("code") == "balance_short"):
            tally.wonder(f"{answer.status} POST {path} {answer.text}")
        return None
    with tally.lock:
        if random.random() < 0.1:
            tally.replays.append((customer, path, body, key, answer.json["id"]))
    return answer.json


def notify(server, tally, payment, amount, currency, times):
    """The provider's word that a payment arrived, told once or several times."""
    body = json.dumps({"id": f"evt_{payment}_paid", "type": "payment.paid", "payment": payment, "external_id": "",
                       "amount": amount, "currency": currency})
    with tally.lock:
        tally.asked[payment] = amount
    for _ in range(times):
        def once():
            stamp = str(int(time.time()) + server.shifted)
            mac = hmac.new(SECRET.encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
            client = server.client()
            return client.request("POST", "/pay/sandbox/notice", body, {
                "Content-Type": "application/json", "Kabinet-Signature": f"t={stamp},v1={mac}"})
        answer, _ = patiently(once, tally)
        if answer.status != 200:
            tally.wonder(f"notice: {answer.status} {answer.text}")
            return
    tally.ack("notice", tally.credited, payment, amount)


def top_up(server, tally, customer):
    amount = random.randrange(5000, 200000)
    made = create(customer, tally, "/top-ups", {"amount": amount, "currency": customer.currency, "method": "sandbox"})
    if made is None:
        return
    tally.ack("top-up", tally.topped_up, made["id"], customer.number)
    if random.random() < 0.9:
        notify(server, tally, made["id"], amount, customer.currency, random.choice((1, 1, 1, 3)))


def place(customer, tally):
    item = {"plan": random.choice(("vps-start", "vps-start", "vps-pro")), "months": random.choice((1, 3)), "quantity": 1,
            "options": {}}
    made = create(customer, tally, "/orders", {"items": [item], "currency": customer.currency})
    if made is not None:
        tally.ack("order", tally.orders, made["id"], customer.number)
    return made


def order(server, tally, customer):
    made = place(customer, tally)
    if made is None:
        return
    by_balance = random.random() < 0.4
    answer, _ = call(customer, tally, "POST", f"/orders/{made['id']}/pay",
                     {"method": "balance" if by_balance else "sandbox"})
    if answer.status == 409 and answer.json.get("code") == "balance_short":
        return
    if answer.status != 200:
        tally.wonder(f"pay: {answer.status} {answer.text}")
        return
    step = answer.json
    if not step["paid"] and step.get("payment"):
        payment, _ = call(customer, tally, "GET", f"/payments/{step['payment']}")
        amount = payment.json["amount"]["amount"]
        notify(server, tally, step["payment"], amount, customer.currency, random.choice((1, 1, 2)))
        answer, _ = call(customer, tally, "POST", f"/orders/{made['id']}/pay", {"method": "balance"})
        step = answer.json if answer.status == 200 else {"paid": False}
    if step["paid"]:
        tally.ack("paid order", tally.paid, made["id"], customer.number)


def active_service(customer, tally):
    answer, _ = call(customer, tally, "GET", "/services?limit=100")
    if answer.status == 401 and tally.jumping:
        return None
    services = [s for s in answer.json["items"] if s["state"] == "active"]
    return random.choice(services) if services else None


def renew(_, tally, customer):
    service = active_service(customer, tally)
    if service is None:
        return
    answer, _ = call(customer, tally, "POST", f"/services/{service['id']}/renew",
                     {"months": service["months"], "method": "balance"}, uuid.uuid4().hex)
    if answer.status in (200, 201):
        tally.ack("renewal", tally.renewals, answer.json["invoice"], customer.number)
        if answer.json["paid"]:
            tally.ack("paid renewal", tally.renewed, answer.json["invoice"], customer.number)
    elif answer.status not in (409, 422):
        tally.wonder(f"renew: {answer.status} {answer.text}")


def change(_, tally, customer):
    service = active_service(customer, tally)
    if service is None:
        return
    plan = "vps-pro" if service["plan"] == "vps-start" else "vps-start"
    mode = random.choice(("pay_difference", "convert_time", "restart"))
    path = f"/services/{service['id']}/plan-change"
    answer, _ = call(customer, tally, "POST", path + "/preview", {"plan": plan, "mode": mode})
    if answer.status != 200:
        return  # not offered for this plan, or another change is under way
    quote = answer.json["quote"]
    answer, _ = call(customer, tally, "POST", path, {"quote": quote}, uuid.uuid4().hex)
    if answer.status == 200:
        tally.ack("plan change", tally.changed, answer.json.get("id", quote), customer.number)
    elif answer.status not in (404, 409, 422):
        tally.wonder(f"plan change: {answer.status} {answer.text}")


def give_back(_, tally, customer):
    """Staff credits a paid order in full."""
    with tally.lock:
        found = [o for o, number in tally.paid.items() if number == customer.number and o not in tally.credit_asked]
        if not found or tally.staff is None:
            return
        order_id = random.choice(found)
        tally.credit_asked.add(order_id)
    answer, _ = call(customer, tally, "GET", f"/orders/{order_id}")
    invoice = answer.json["invoice"]
    invoice = invoice["id"] if isinstance(invoice, dict) else invoice

    if random.random() < 0.5:
        made = by_staff(tally, f"/staff/invoices/{invoice}/credit", {"amount": 100, "reason": "a trial of the books"})
        if made is not None:
            tally.ack("part of a credit", tally.part_credits, made["id"], invoice)
    elif by_staff(tally, f"/staff/invoices/{invoice}/credit", {"reason": "a trial of the books"}) is not None:
        tally.ack("credit note", tally.given_back, invoice, order_id)


def by_staff(tally, path, body):
    """A call of staff under a key of its own: its JSON, or None when it was refused."""
    headers = {"Authorization": f"Bearer {tally.staff.token}", "Idempotency-Key": uuid.uuid4().hex}
    answer, _ = patiently(lambda: tally.staff.api("POST", path, body, headers), tally)
    if answer.status in (200, 201):
        return answer.json
    if answer.status == 401 and tally.jumping:
        tally.staff = None
    elif answer.status not in (409, 422):
        tally.wonder(f"{answer.status} POST {path} {answer.text}")
    return None


def add_payer(_, tally, customer):
    body = {"kind": "individual", "name": f"Ірина {random.randrange(10**9)}", "country": "UA"}
    answer, _ = call(customer, tally, "POST", "/payers", body, uuid.uuid4().hex)
    if answer.status == 201:
        tally.ack("payer", tally.payers, answer.json["id"], customer.number)
    elif answer.status != 422 and not (answer.status == 401 and tally.jumping):
        tally.wonder(f"payer: {answer.status} {answer.text}")


def correct(_, tally, customer):
    if tally.staff is None:
        return
    made = by_staff(tally, "/staff/corrections", {"account": customer.number, "gives": True, "currency": customer.currency,
                                                  "amount": random.randrange(100, 5000), "reason": "a trial of the books"})
    if made is not None:
        tally.ack("correction", tally.corrections, made["id"], customer.number)


def refund(_, tally, customer):
    """A part of a payment that came is sent back."""
    with tally.lock:
        found = [p for p in tally.credited if tally.topped_up.get(p) == customer.number]
    if not found or tally.staff is None:
        return
    payment = random.choice(found)
    made = by_staff(tally, f"/staff/payments/{payment}/refund", {"amount": random.randrange(1, 500), "reason": "a trial"})
    if made is not None:
        tally.ack("refund", tally.refunds, made["id"], payment)


def acts():
    found = [(5, top_up)] if offers("POST", "/top-ups") else []
    found += [(4, order)] if offers("POST", "/orders") else []
    found += [(2, renew)] if offers("POST", "/services/{id}/renew") else []
    found += [(2, change)] if offers("POST", "/services/{id}/plan-change") else []
    found += [(1, give_back)] if offers("POST", "/staff/invoices/{id}/credit") else []
    found += [(1, add_payer)] if offers("POST", "/payers") else []
    found += [(1, correct)] if offers("POST", "/staff/corrections") else []
    found += [(1, refund)] if offers("POST", "/staff/payments/{id}/refund") else []
    print("# traffic:", ", ".join(act.__name__ for _, act in found), flush=True)
    return [act for weight, act in found for _ in range(weight)]


def work(server, tally, customers, choices, stop):
    while not stop.is_set():
        customer = random.choice(customers)
        with customer.lock:
            try:
                random.choice(choices)(server, tally, customer)
            except Refused:
                if stop.is_set():
                    return
            except Exception as fault:  # pylint: disable=broad-except
                tally.wonder(f"{type(fault).__name__}: {fault}")


class Traffic:
    """Customers at work, in threads of their own."""

    def __init__(self, server, tally, customers):
        self.stop, choices = threading.Event(), acts()
        self.threads = [threading.Thread(target=work, args=(server, tally, customers[i::CLIENTS], choices, self.stop),
                                         daemon=True) for i in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(120)


# --- the judgement ---------------------------------------------------------------------------------------------------

def rows(server, sql):
    if ENGINE == "postgres":
        out = subprocess.run(["psql", "-qXAtF", "\t", server.database.url, "-c", sql], check=True, capture_output=True,
                             text=True).stdout
        return [tuple(line.split("\t")) for line in out.splitlines()]
    with contextlib.closing(sqlite3.connect(f"file:{server.data}/kabinet.db?mode=ro", uri=True)) as database:
        return [tuple(str(value) for value in row) for row in database.execute(sql)]


def sample(server, tally):
    """Customers of the sample data and a member of staff, signed in."""
    seeded = server.run("seed", "--accounts", str(CUSTOMERS))
    assert seeded.returncode == 0, seeded.stderr
    password = seeded.stdout.split()[-1]
    server.start()
    if offers("POST", "/staff/invoices/{id}/credit"):
        tally.staff = hire(server, "accounting")
        tally.staff.token = tally.staff.sign_in()
    people = rows(server, "SELECT id, login, timezone FROM account ORDER BY number")
    return [Customer(server, number, login, password, "UAH" if zone == "Europe/Kyiv" else "EUR")
            for number, login, zone in people]


def before(server):
    """What the sample data had: not ours to judge."""
    return {table: {row[0] for row in rows(server, f"SELECT id FROM {table}")}
            for table in ("payment", "customer_order", "service", "payer", "correction", "payment_return", "credit_note",
                          "invoice")}


def unheard_of(server, tally, old):
    """What is there and no answer told of: a call that was done twice behind its key."""
    told = {
        "top-up": (tally.topped_up, "payment", "SELECT id FROM payment WHERE invoice_id = ''"),
        "payer": (tally.payers, "payer", "SELECT id FROM payer"),
        "correction": (tally.corrections, "correction", "SELECT id FROM correction"),
        "refund": (tally.refunds, "payment_return", "SELECT id FROM payment_return"),
        "part of a credit": (tally.part_credits, "credit_note", "SELECT c.id FROM credit_note c JOIN invoice i ON"
                             " i.id = c.invoice_id WHERE c.total = 100"),
    }
    if not tally.jumping:  # else the clockwork renews as well
        told["renewal"] = (tally.renewals, "invoice", "SELECT DISTINCT invoice_id FROM service_invoice"
                           " WHERE kind = 'renewal' AND state = 'paid'")
    return {what: [row[0] for row in rows(server, sql) if row[0] not in old[table] and row[0] not in heard][tally.given_up:]
            for what, (heard, table, sql) in told.items()}


def lost_of(server, tally):
    """Acknowledged and not there."""
    kept = {"payer": tally.payers, "correction": tally.corrections, "payment_return": tally.refunds,
            "credit_note": tally.part_credits}
    there = {table: {row[0] for row in rows(server, f"SELECT id FROM {table}")} for table in kept}
    return {table: [one for one in told if one not in there[table]] for table, told in kept.items()}


def judge(server, tally, old, lost_keys=0):
    """Prints what is missing, doubled or nobody's; true when nothing is."""
    received = rows(server, "SELECT cause_ref, count(*) FROM ledger_transaction WHERE cause = 'payment.received' GROUP BY 1")
    received = {ref: int(count) for ref, count in received if ref not in old["payment"]}
    amounts = dict(rows(server, "SELECT id, received FROM payment"))
    orders = {row[0]: row for row in rows(server, "SELECT o.id, o.state, i.state FROM customer_order o"
                                          " LEFT JOIN invoice i ON i.id = o.invoice_id")}
    payments = {row[0] for row in rows(server, "SELECT id FROM payment")} - old["payment"]
    undelivered = rows(server, "SELECT l.id FROM order_line l JOIN customer_order o ON o.id = l.order_id"
                       " JOIN invoice i ON i.id = o.invoice_id WHERE i.paid = i.total AND l.service_id IS NULL")
    invoices = dict(rows(server, "SELECT id, state FROM invoice"))
    notes = dict(rows(server, "SELECT invoice_id, count(*) FROM credit_note GROUP BY 1"))
    changes = dict(rows(server, "SELECT id, state FROM tariff_change"))
    balances = rows(server, "SELECT a.owner, a.currency, a.balance, (SELECT count(*) FROM ledger_account x WHERE"
                    " x.owner = a.owner AND x.book = a.book AND x.currency = a.currency) FROM ledger_account a"
                    " WHERE a.book = 'balance'")
    lost = {
        "credit": [p for p in tally.credited if p not in received],
        "top-up": [p for p in tally.topped_up if p not in payments],
        "order": [o for o in tally.orders if o not in orders],
        "payment of an order": [o for o in tally.paid if o in orders and orders[o][2] not in SETTLED],
        "service of a paid order": undelivered,
        "payment of a renewal": [i for i in tally.renewed if invoices.get(i) not in SETTLED],
        "plan change": [q for q in tally.changed if q not in changes],
        "credit note": [i for i in tally.given_back if notes.get(i) is None],
        **lost_of(server, tally),
    }
    doubled = {
        "credit note": [i for i, count in notes.items() if i in tally.given_back and int(count) != 1 and
                        invoices.get(i) != "credited"],
        "service": rows(server, "SELECT origin FROM service GROUP BY origin HAVING count(*) > 1"),
        "credit": [p for p, count in received.items() if count != 1],
        "amount": [p for p, amount in tally.credited.items() if int(amounts.get(p, amount)) != amount],
        "book": [row for row in balances if int(row[3]) != 1],
        "letter": rows(server, "SELECT recipient, subject, count(*) FROM message WHERE text <> '' GROUP BY recipient,"
                       " subject, text HAVING count(*) > 1"),
    }
    strangers = {
        "credit": [p for p in received if p not in tally.asked],
        "order": [o for o in set(orders) - old["customer_order"] if o not in tally.orders][len(tally.unknown) + lost_keys:],
        **unheard_of(server, tally, old),
    }
    print(f"# steps {tally.steps}: " + ", ".join(f"{count} {what}" for what, count in sorted(tally.counts.items())) +
          f"; {len(tally.unknown)} with an outcome nobody heard of", flush=True)
    good = True
    for title, kinds in (("LOST", lost), ("DOUBLED", doubled), ("STRANGERS", strangers)):
        for what, found in kinds.items():
            if found:
                good = False
                print(f"# {title}: {what} {len(found)}: {found[:3]}")
        print(f"{title} {sum(len(found) for found in kinds.values())}")
    checked = server.run("ledger", "check")
    print(f"# ledger check: {checked.stdout.strip()}{checked.stderr.strip()[-500:]}")
    for odd in tally.odd[:10]:
        print(f"# odd: {odd}")
    print(f"ODD {len(tally.odd)}", flush=True)
    return good and checked.returncode == 0 and not tally.odd


def replay(tally):
    """The same key gives the same thing, also from the server after."""
    wrong = 0
    for customer, path, body, key, made in tally.replays:
        answer, _ = call(customer, tally, "POST", path, body, key)
        if answer.status not in (200, 201) or answer.json["id"] != made:
            wrong += 1
            print(f"# replay {path}: {answer.status} {answer.text[:200]}, wanted {made}")
    print(f"# {len(tally.replays)} calls repeated with their keys\nREPLAYED OTHERWISE {wrong}", flush=True)
    return wrong == 0


def say(good, sentence):
    print(f"{'ok' if good else 'not ok'} 1 - {sentence}", flush=True)
    sys.exit(0 if good else 1)


# --- the trials ------------------------------------------------------------------------------------------------------

def kills(steps=10000, count=100):
    tally, away = Tally(), []
    with Server(SETTINGS) as server:
        customers = sample(server, tally)
        old = before(server)
        begun = time.monotonic()
        traffic = Traffic(server, tally, customers)
        for number in range(1, count + 1):
            target = steps * number // (count + 1)
            while tally.steps < target:
                time.sleep(0.005)
            time.sleep(random.random() * 0.05)
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
            gone = time.monotonic()
            server.start()
            away.append(time.monotonic() - gone)
            if number % 10 == 0:
                print(f"# {number} kills, {tally.steps} steps, {len(tally.odd)} odd", flush=True)
        while tally.steps < steps:
            time.sleep(0.01)
        traffic.end()
        print(f"# {time.monotonic() - begun:.0f} s; longest absence {max(away, default=0) * 1000:.0f} ms", flush=True)
        server.stop()
        server.start()
        same = replay(tally)
        server.stop()
        good = judge(server, tally, old)
    say(good and same, "no step of money that was acknowledged is lost or doubled by kill -9")


class SmallDisk:
    """An ext4 file system in a file, mounted as the data directory's parent."""

    def __init__(self, megabytes):
        self.folder = tempfile.mkdtemp(prefix="kabinet-disk-")
        self.image, self.mount = os.path.join(self.folder, "image"), os.path.join(self.folder, "mount")
        os.mkdir(self.mount)
        with open(self.image, "wb") as file:
            file.truncate(megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", self.image], check=True)
        self.up()

    def up(self):
        subprocess.run(["mount", "-o", "loop", self.image, self.mount], check=True)

    def cut(self):
        """The power goes: nothing more reaches the disk, not even what the kernel still had."""
        subprocess.run(["xfs_io", "-x", "-c", "shutdown", self.mount], check=True, capture_output=True)

    def down(self):
        for _ in range(100):
            if subprocess.run(["umount", self.mount], capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise AssertionError("somebody still uses the file system")

    def close(self):
        subprocess.run(["umount", "-l", self.mount], capture_output=True, check=False)
        subprocess.run(["rm", "-rf", self.folder], check=False)


def on(server, disk):
    server.data = os.path.join(disk.mount, "data")


def sqlite_alone():
    if ENGINE != "sqlite":
        say(True, "the disk is PostgreSQL's own business # SKIP")


def power(count=20):
    """Cuts under traffic; every file system comes back as a real one would after the power did."""
    sqlite_alone()
    tally, disk = Tally(), SmallDisk(600)
    try:
        with Server(SETTINGS) as server:
            on(server, disk)
            customers = sample(server, tally)
            old = before(server)
            traffic = Traffic(server, tally, customers)
            for number in range(1, count + 1):
                time.sleep(0.5 + random.random())
                tally.dying = True
                disk.cut()
                server.process.send_signal(signal.SIGKILL)
                server.process.wait()
                disk.down()
                disk.up()
                server.start()
                tally.dying = False
                print(f"# cut {number} at {tally.steps} steps", flush=True)
            traffic.end()
            server.stop()
            sound = rows(server, "PRAGMA integrity_check") == [("ok",)] and not rows(server, "PRAGMA foreign_key_check")
            print(f"# the database is {'sound' if sound else 'NOT SOUND'}")
            good = judge(server, tally, old)
    finally:
        disk.close()
    say(good and sound, f"no step of money that was acknowledged is lost or doubled by {count} power cuts")


def fill(path):
    """Takes all that is left; gives it back by being removed."""
    with open(path, "wb") as file:
        try:
            while True:
                file.write(b"x" * 65536)
                file.flush()
        except OSError:
            pass


def full():
    sqlite_alone()
    tally, disk = Tally(), SmallDisk(128)
    ballast = os.path.join(disk.mount, "ballast")
    try:
        with Server(SETTINGS) as server:
            on(server, disk)
            customers = sample(server, tally)
            old = before(server)
            traffic = Traffic(server, tally, customers)
            good = True
            for number in range(5):
                time.sleep(2)
                fill(ballast)
                time.sleep(2)
                steps = tally.steps
                reads = customers[0].client.api("GET", "/payments").status
                time.sleep(1)
                stuck = tally.steps - steps
                os.remove(ballast)
                begun = time.monotonic()
                while tally.steps < steps + stuck + 20 and time.monotonic() - begun < 20:
                    time.sleep(0.01)
                back = time.monotonic() - begun
                alive = server.process.poll() is None
                print(f"# full {number + 1}: reads answer {reads}, {stuck} steps meanwhile, back after {back:.1f} s,"
                      f" {'alive' if alive else 'DEAD'}", flush=True)
                good = good and reads == 200 and alive and back < 5
            traffic.end()
            server.stop()
            good = judge(server, tally, old) and good
    finally:
        disk.close()
    say(good, "a full disk stops writing and nothing else; room brings it back without a restart")


def clock():
    tally = Tally()
    with Server(SETTINGS) as server:
        customers = sample(server, tally)
        old = before(server)
        traffic = Traffic(server, tally, customers)
        tally.jumping = True
        for jump in (1, -1, 3600, -3600, -7200, 7200, -400 * 86400, 400 * 86400, 400 * 86400, -400 * 86400):
            steps = tally.steps
            server.turn_clock(jump)
            end = time.monotonic() + 20
            while tally.steps < steps + 100 and time.monotonic() < end:
                time.sleep(0.01)
            print(f"# clock {jump:+d} s: {tally.steps - steps} steps", flush=True)
        traffic.end()
        server.stop()
        good = judge(server, tally, old)
    say(good, "jumps of the clock lose, double and reorder no money")


TRIALS = {"kills": kills, "power": power, "full": full, "clock": clock}

if __name__ == "__main__":
    words = sys.argv[1:]
    trial = TRIALS[words.pop(0)] if words and words[0] in TRIALS else kills
    trial(*map(int, words))
