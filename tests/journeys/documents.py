# SPDX-License-Identifier: Apache-2.0
"""Invoices over HTTP: what a customer sees and downloads, what staff does, and what nobody else gets to see."""
import re
import shutil
import subprocess

from customers import register
from kabinet import Server, contains, equal, expect, journey, run
from staff import hire

PERIODS = {"plan": "vps-start", "months": 1}


def customer(server, language="en"):
    person = register(server, language)
    person.api_client = server.client(language)
    person.api_client.bearer = person.token
    return person


def order(person):
    answer = person.api_client.api("POST", "/orders", {"items": [PERIODS]})
    equal(answer.status, 201, answer.text[:500])
    return answer.json


def invoice_of(person):
    """The newest invoice."""
    items = person.api_client.api("GET", "/invoices?limit=1").json["items"]
    return person.api_client.api("GET", f"/invoices/{items[0]['id']}").json


def pay(person, amount):
    """Money for the balance by way of the sandbox, then the invoice from it."""
    payment = person.api_client.api("POST", "/top-ups", {"amount": amount, "currency": "UAH", "method": "sandbox"}).json
    page = person.get(f"/sandbox/pay/{payment['id']}")
    equal(person.submit(page, page.path, {"action": "pay"}).status, 303, "paid in the sandbox")
    invoice = invoice_of(person)["id"]
    page = person.get(f"/invoices/{invoice}/pay")
    answer = person.submit(page, f"/invoices/{invoice}/pay", {"method": "balance"})
    equal(answer.status, 303, answer.words[:600])


def words(pdf):
    """Its text, where poppler is installed."""
    if shutil.which("pdftotext") is None:
        return None
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


@journey("a customer downloads an invoice in two languages, the same each time, and the act once it is paid")
def downloads(server):
    person = customer(server)
    order(person)
    invoice = invoice_of(person)
    page = person.get(f"/invoices/{invoice['id']}")
    contains(page.words, invoice["number"])
    prints = {}
    for language, part in (("uk", "Рахунок №"), ("en", "Invoice No.")):
        answer = person.get(f"/invoices/{invoice['id']}.pdf?language={language}")
        equal((answer.status, answer.header("Content-Type")), (200, "application/pdf"), answer.words[:300])
        contains(answer.header("Content-Disposition"), f"invoice-{invoice['number']}-{language}.pdf")
        expect(answer.body.startswith(b"%PDF-1."), "it is a PDF")
        text = words(answer.body)
        if text is not None:
            contains(text, f"{part} {invoice['number']}")
            contains(text, "ТОВ «Хмарний ґанок»" if language == "uk" else "Cloud Porch LLC")
            contains(text, "гривень" if language == "uk" else "hryvnias")
        prints[language] = answer.body
    expect(prints["uk"] != prints["en"], "each language has its own")
    server.stop()
    server.start()
    again = person.api_client.request("GET", f"/api/v1/invoices/{invoice['id']}.pdf?language=uk")
    equal(again.body, prints["uk"])
    equal(person.get(f"/invoices/{invoice['id']}/act.pdf").status, 404, "no act before it is paid")
    pay(person, invoice["due"]["amount"])
    equal(invoice_of(person)["state"], "paid")
    act = person.get(f"/invoices/{invoice['id']}/act.pdf?language=uk")
    equal(act.status, 200)
    expect(words(act.body) is None or "Акт наданих послуг" in words(act.body), "the act says what it is")
    checked = server.run("documents", "check")
    equal((checked.returncode, checked.stderr), (0, ""))


@journey("somebody else's invoice and its documents are answered byte for byte like absent ones")
def hides(server):
    owner, stranger = customer(server), customer(server)
    order(owner)
    invoice = invoice_of(owner)
    absent = "01890000-0000-7000-8000-000000000000"
    for path in ("/invoices/{}", "/invoices/{}.pdf", "/invoices/{}/act.pdf"):
        pages = [stranger.get(path.format(ref)) for ref in (invoice["id"], absent)]
        equal([page.status for page in pages], [404, 404])
        equal(pages[0].words.replace(invoice["id"], absent), pages[1].words)
        answers = [stranger.api_client.api("GET", path.format(ref)) for ref in (invoice["id"], absent)]
        equal([answer.status for answer in answers], [404, 404])
        bodies = [re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "REQUEST", answer.text) for answer in answers]
        equal(bodies[0], bodies[1])


@journey("staff issues a credit note and cancels what is not paid; the customer reads both, the ledger is sound")
def corrects(server):
    person = customer(server, "uk")
    order(person)
    invoice = invoice_of(person)
    pay(person, invoice["due"]["amount"])
    clerk, seller = hire(server, "accounting"), hire(server, "support")
    path = f"/staff/invoices/{invoice['id']}"
    page = clerk.get(path)
    wrong = clerk.submit(page, f"{path}/credit", {"amount": "1.234", "reason": "half a month"})
    equal(wrong.status, 422)
    too_much = clerk.submit(page, f"{path}/credit", {"amount": "999999", "reason": "half a month"})
    equal(too_much.status, 422)
    done = clerk.submit(page, f"{path}/credit", {"amount": "100,50", "reason": "Не працювало півмісяця"})
    equal(done.status, 303, done.words[:300])
    equal(clerk.submit(page, f"{path}/credit", {"amount": "100,50", "reason": "Не працювало півмісяця"}).location, done.location)
    fresh = clerk.get(path).form(f"{path}/credit")["fields"]["csrf"]  # another form, which still shows the old sum
    twice = clerk.submit(page, f"{path}/credit", {"amount": "100,50", "reason": "Не працювало півмісяця", "csrf": fresh})
    contains(clerk.follow(twice).words, "Nothing was done")
    after = invoice_of(person)
    equal((after["state"], after["credited"]["amount"]), ("part_credited", 10050))
    equal(after["credit_notes"][0]["number"], "CN-" + after["issued_on"][:4] + "-000001")
    note = person.get(f"/credit-notes/{after['credit_notes'][0]['id']}.pdf")
    equal(note.status, 200)
    expect(words(note.body) is None or "Не працювало півмісяця" in words(note.body), "the note tells the reason")
    equal(seller.call("POST", f"{path}/credit", {"reason": "no right to"}).status, 403)
    order(person)
    second = invoice_of(person)
    answer = clerk.call("POST", f"/staff/invoices/{second['id']}/cancel", {"reason": "ordered twice"})
    equal((answer.status, answer.json["state"]), (200, "cancelled"), answer.text[:300])
    equal(clerk.call("POST", f"/staff/invoices/{second['id']}/cancel", {"reason": "once more"}).status, 409)
    contains(person.get(f"/invoices/{second['id']}").words, "Скасовано")
    server.stop()
    equal(server.run("ledger", "check").returncode, 0)
    server.start()


@journey("what staff writes down about the seller stands on documents issued from then on")
def names_the_seller(server):
    person, boss = customer(server), hire(server)
    order(person)
    before = invoice_of(person)
    present = boss.call("GET", "/staff/seller").json
    fields = {name: text for name, text in present.items() if name != "version"}
    page = boss.get("/staff/seller")
    equal(boss.submit(page, "/staff/seller", {"iban": "UA21 3223"}).status, 422)
    equal(boss.submit(page, "/staff/seller", {"name_en": "Hedgehog LLC", "name_uk": "ТОВ «Їжак»"}).status, 303)
    after = boss.call("GET", "/staff/seller").json
    equal((after["version"], after["name_en"]), (present["version"] + 1, "Hedgehog LLC"))
    order(person)
    equal(invoice_of(person)["seller"]["name"], "Hedgehog LLC")
    equal(person.api_client.api("GET", f"/invoices/{before['id']}").json["seller"]["name"], present["name_en"])
    equal(boss.call("POST", "/staff/seller", fields).json["name_en"], present["name_en"])
    equal(hire(server, "sales").call("GET", "/staff/seller").status, 403)


@journey("what the settings file says of the seller has its home there: documents and payment pages name it, the console refuses another")
def one_home(_):
    iban, other = "UA213223130000026007233566001", "UA903052992990004149123456789"
    with Server() as server:
        server.start()
        boss = hire(server)
        fields = {name: text for name, text in boss.call("GET", "/staff/seller").json.items() if name != "version"}
        equal(boss.call("POST", "/staff/seller", {**fields, "iban": other, "name_uk": "ТОВ «Їжак»"}).status, 200)
        server.stop()
        server.settings.update({"payments.bank_iban": iban, "payments.bank_name": "Перший банк",
                                "payments.bank_code": "32855961", "brand.legal": "ТОВ «Хмарний ґанок»"})
        server.start()
        present = boss.call("GET", "/staff/seller").json
        equal([present[name] for name in ("iban", "bank", "name_uk")], [iban, "Перший банк", "ТОВ «Хмарний ґанок»"])
        fields = {name: text for name, text in present.items() if name != "version"}
        refused = boss.call("POST", "/staff/seller", {**fields, "iban": other})
        equal((refused.status, [(one["name"], one["code"]) for one in refused.json["fields"]]),
              (422, [("iban", "set_elsewhere")]))
        page = boss.get("/staff/seller")
        contains(page.text, "readonly")
        equal(boss.submit(page, "/staff/seller", {"iban": other}).status, 422)
        equal(boss.submit(page, "/staff/seller", {"signer_en": "Another Person"}).status, 303)
        person = customer(server)
        order(person)
        equal(invoice_of(person)["seller"]["iban"], iban)
        payment = person.api_client.api("POST", "/top-ups", {"amount": 500, "currency": "UAH", "method": "bank"}).json
        words = person.get(f"/payments/{payment['id']}").words
        for part in (iban, "Перший банк", "32855961", "ТОВ «Хмарний ґанок»"):
            contains(words, part)


@journey("without fonts a document waits and says so, everything else goes on, and with them it comes")
def waits(server):
    person = customer(server)
    order(person)
    invoice = invoice_of(person)
    server.stop()
    server.settings["documents.fonts"] = "/nowhere"
    server.start()
    answer = person.get(f"/invoices/{invoice['id']}.pdf?language=en")
    equal(answer.status, 503)
    contains(answer.words, "being prepared")
    expect(answer.header("Retry-After"), "it says when to come again")
    problem = person.api_client.api("GET", f"/invoices/{invoice['id']}.pdf?language=en")
    equal((problem.status, problem.json["code"]), (503, "unavailable"))
    pay(person, invoice["due"]["amount"])
    equal(invoice_of(person)["state"], "paid", "paying needs no fonts")
    expect(any("fonts-dejavu-core" in line.get("story", "") for line in server.log_lines()), "the log says what to do")
    server.stop()
    del server.settings["documents.fonts"]
    server.start()
    equal(person.get(f"/invoices/{invoice['id']}.pdf?language=en").status, 200)


run()
