# SPDX-License-Identifier: Apache-2.0
"""Where the money went: the list of transactions with its filters and totals, as a file and over the API, and the home
page that tells what is to be paid."""
import csv
import datetime
import hashlib
import hmac
import io
import json
import os
import sqlite3
import time
import zoneinfo

from customers import register
from kabinet import ENGINE, Client, Server, contains, equal, expect, journey, run

SAMPLE = 1200  # transactions of the busiest customer
SECRET = "sandbox secret of the journey"
QUICK = {"signin.hash_memory_kib": "8192", "signin.hash_passes": "1"}
FORMULA = '=HYPERLINK("http://x";"y"), and more'


def customer(server):
    """Somebody signed in, with a bearer token as well."""
    person = register(server)
    person.api_client = server.client()
    person.api_client.bearer = person.token
    return person


def pay_in(server, person, amount):
    """A top-up that the sandbox says has arrived."""
    answer = person.api_client.api("POST", "/top-ups", {"amount": amount, "currency": "UAH", "method": "sandbox"})
    equal(answer.status, 201, answer.text)
    about = answer.json
    body = json.dumps({"id": f"evt_{about['id']}", "type": "payment.paid", "payment": about["id"], "external_id": "",
                       "amount": amount, "currency": "UAH"})
    at = int(time.time()) + server.shifted
    mac = hmac.new(SECRET.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    told = server.client().request("POST", "/pay/sandbox/notice", body, {
        "Content-Type": "application/json", "Kabinet-Signature": f"t={at},v1={mac}"})
    equal(told.status, 200, told.text)
    return about


def read(answer, delimiter=","):
    return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=delimiter))


def busiest(server):
    """Signed in as the customer of the sample data with the longest history."""
    seeded = server.run("seed", "--accounts", "20", "--transactions-of-one", str(SAMPLE))
    equal(seeded.returncode, 0, seeded.stderr)
    login = seeded.stdout.split("most transactions: ")[1].split()[0]
    server.start()
    person = {"identifier": login, "password": seeded.stdout.split()[-1]}
    client = Client(server)
    client.submit(client.get("/login?lang=en"), "/login", person)
    client.bearer_client = Client(server)
    client.bearer_client.bearer = Client(server).api("POST", "/sessions", person).json["token"]
    return client


def items(client, query=""):
    """The whole list over the API, page by page."""
    found, after = [], ""
    while True:
        page = client.api("GET", f"/transactions?limit=100{query}{after}")
        equal(page.status, 200, page.text)
        found += page.json["items"]
        if page.json["next"] is None:
            return found, page.json["totals"]
        after = "&after=" + page.json["next"]


@journey("a payment stands in the history with its document, its sum and what was left, and nobody else sees it")
def one_payment(server):
    olena, petro = customer(server), customer(server)
    contains(olena.get("/transactions").words, "No money has moved yet")
    contains(olena.get("/spending").words, "No money has moved yet")
    equal(olena.api_client.api("GET", "/transactions").json, {"items": [], "next": None})
    about = pay_in(server, olena, 30000)
    page = olena.get("/transactions")
    for words in ("Payment received", "+300.00", "Came in", "Went out"):
        contains(page.words, words)
    expect(f"/payments/{about['id']}" in page.links, "the link to the payment")
    listed = olena.api_client.api("GET", "/transactions").json["items"]
    equal([(one["type"], one["amount"]["amount"], one["document"]["id"]) for one in listed], [("payment", 30000, about["id"])])
    own = olena.api_client.api("GET", f"/transactions/{listed[0]['id']}")
    equal((own.status, own.json), (200, listed[0]))
    others = petro.api_client.api("GET", f"/transactions/{listed[0]['id']}")
    absent = petro.api_client.api("GET", "/transactions/01980000-0000-7000-8000-000000000000")
    equal((others.status, others.text), (absent.status, absent.text))
    equal(absent.status, 404)
    contains(olena.get("/home").words, "300.00")


@journey("page by page, as a file and over the API the same lines come, and totals are their sums")
def same_lines(_):
    with Server(QUICK) as server:
        client = busiest(server)
        api = client.bearer_client
        found, totals = items(api)
        expect(len(found) >= SAMPLE, f"{len(found)} transactions")
        equal(totals["count"], len(found))
        equal(totals["in"]["amount"], sum(one["amount"]["amount"] for one in found if one["amount"]["amount"] > 0))
        equal(totals["out"]["amount"], -sum(one["amount"]["amount"] for one in found if one["amount"]["amount"] < 0))
        for newer, older in zip(found, found[1:]):
            equal(newer["balance"]["amount"], older["balance"]["amount"] + newer["amount"]["amount"])
            expect(newer["at"] >= older["at"], "newest first")
        file = client.get("/transactions.csv")
        equal((file.status, file.header("transfer-encoding")), (200, "chunked"))
        contains(file.header("content-disposition"), "attachment; filename=")
        rows = read(file)
        equal([row[7] for row in rows[1:]], [one["id"] for one in found])
        equal([round(float(row[4]) * 100) for row in rows[1:]], [one["amount"]["amount"] for one in found])
        expect(file.body.endswith(b"\r\n") and b"\n" not in file.body.replace(b"\r\n", b""), "lines end as RFC 4180 says")
        seen, page = 0, client.get("/transactions")
        for _ in range(4):
            seen += page.text.count("<td data-label=\"When\"")
            page = client.get([link for link in page.links if link.startswith("/transactions?before=")][-1])
        equal(seen, 100)


@journey("a filter in the address narrows page, file and API alike, and a wrong one is said beside its field")
def filtered(_):
    with Server(QUICK) as server:
        client = busiest(server)
        api = client.bearer_client
        query = "type=invoice&from=2026-03-01&to=2026-03-31"
        found, totals = items(api, "&" + query)
        expect(found and all(one["type"] == "invoice" and one["at"] < "2026-04-01" for one in found), "only March's invoices")
        equal(totals["count"], len(found))
        equal(len(read(client.get("/transactions.csv?" + query))), len(found) + 1)
        page = client.get("/transactions?" + query)
        contains(page.words, f"Movements {len(found)}")
        equal(page.form("/transactions")["fields"], {"type": "invoice", "from": "2026-03-01", "to": "2026-03-31"})
        contains(page.link("/transactions.csv"), query)
        for wrong in ("type=gold", "from=2026-02-30", "from=2026-03-02&to=2026-03-01", "to=tomorrow", "currency=PLN"):
            equal(api.api("GET", "/transactions?" + wrong).status, 422, wrong)
            equal(client.get("/transactions.csv?" + wrong).status, 422, wrong)
            equal(client.get("/transactions?" + wrong).status, 422, wrong)
        contains(client.get("/transactions?to=tomorrow").words, "enter a date")
        uk = read(client.get("/transactions.csv?format=excel&lang=uk&" + query), ";")
        equal((len(uk), uk[0][0], "," in uk[1][4]), (len(found) + 1, "Коли", True))


@journey("what a spreadsheet would take for a formula is text in the file")
def no_formulas(server):
    if ENGINE == "postgres":
        return
    person = customer(server)
    pay_in(server, person, 100)
    server.stop()
    database = sqlite3.connect(os.path.join(server.data, "kabinet.db"))
    with database:
        database.execute("DROP TRIGGER balance_line_no_update")
        database.execute("UPDATE balance_line SET note = ?", (FORMULA,))
    database.close()
    server.start()
    rows = read(person.get("/transactions.csv"))
    equal(rows[1][3], "'" + FORMULA)


@journey("twelve months of spending are a chart and a table with the same numbers")
def spending(_):
    with Server(QUICK) as server:
        client = busiest(server)
        page = client.get("/spending")
        contains(page.text, '<svg class="chart"')
        contains(page.text, 'aria-labelledby="chart-title chart-words"')
        today = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Kyiv")).date()
        first = datetime.date(today.year - (today.month < 12), today.month % 12 + 1, 1)  # eleven whole months and this one
        found, _ = items(client.bearer_client, f"&type=invoice&from={first}")
        total = -sum(one["amount"]["amount"] for one in found)
        contains(page.words, f"Spent in twelve months: {total / 100:,.2f} UAH")


run({"payments.sandbox_secret": SECRET})
