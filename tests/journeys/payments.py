# SPDX-License-Identifier: Apache-2.0
"""Money from outside, over HTTP: a payment in the sandbox, and notices genuine, repeated, forged and misdirected.

KABINET_JOURNEY_SCALE multiplies the number of repetitions; 10 makes it a thousand."""
import hashlib
import hmac
import json
import os
import re
import threading
import time

from customers import register
from kabinet import Server, contains, equal, expect, journey, run

TIMES = 100 * int(os.environ.get("KABINET_JOURNEY_SCALE", "1"))
SECRET = "sandbox secret of the journey"
SETTINGS = {"payments.sandbox_secret": SECRET}


def now(server):
    return int(time.time()) + server.shifted


def signature(body, at, secret=SECRET):
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def send(server, body, header=None, provider="sandbox", client=None):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    if header is None:
        header = signature(body, now(server))
    if header:
        headers["Kabinet-Signature"] = header
    return (client or server.client()).request("POST", f"/pay/{provider}/notice", body, headers)


def customer(server, language="en"):
    """Somebody signed in, with a bearer token as well."""
    person = register(server, language)
    person.api_client = server.client()
    person.api_client.bearer = person.token
    return person


def top_up(person, amount=30000, currency="UAH", method="sandbox"):
    answer = person.api_client.api("POST", "/top-ups", {"amount": amount, "currency": currency, "method": method})
    equal(answer.status, 201, answer.text)
    return answer.json


def state(person, payment):
    return person.api_client.api("GET", f"/payments/{payment['id']}").json


def paid(server, about, **other):
    """The notice of the sandbox that this payment is paid, taken from its page."""
    page = server.client().get(f"/sandbox/pay/{about['id']}")
    equal(page.status, 200)
    body = re.search(r'id="sandbox-body">([^<]*)<', page.text).group(1).replace("&#34;", '"').replace("&quot;", '"')
    return {**json.loads(body), **other}


def received(person):
    """What was credited to the account in all."""
    items = person.api_client.api("GET", "/payments?limit=100").json["items"]
    return sum(item["received"]["amount"] for item in items)


def sound(server):
    was_running = server.process is not None and server.process.poll() is None
    if was_running:
        server.stop()
    checked = server.run("ledger", "check")
    equal(checked.returncode, 0, checked.stdout + checked.stderr)
    if was_running:
        server.start()


@journey("a top-up is paid on the sandbox's page and lies on the balance; the page tells developers the notice")
def pays(server):
    person = customer(server)
    page = person.get("/top-up")
    equal(page.status, 200)
    wrong = person.submit(page, "/top-up", {"amount": "12,345", "currency": "UAH", "method": "sandbox"})
    equal(wrong.status, 422)
    answer = person.submit(page, "/top-up", {"amount": "150,50", "currency": "UAH", "method": "sandbox"})
    equal(answer.status, 303, answer.words[:300])
    hosted = person.follow(answer)
    expect(hosted.path.startswith("/sandbox/pay/"), hosted.path)
    contains(hosted.words, "150.50")
    contains(hosted.words, "Kabinet-Signature: t=")
    back = person.follow(person.submit(hosted, hosted.path, {"action": "pay"}))
    expect(back.path.startswith("/payments/"), back.path)
    contains(back.words, "Received")
    contains(person.get("/payments").words, "150.50")
    equal(received(person), 15050)


@journey("without JavaScript in Ukrainian: declined, left pending, and a lost notice found by asking")
def declines(server):
    person = customer(server, "uk")
    payment = top_up(person, 10000)
    hosted = person.get(f"/sandbox/pay/{payment['id']}")
    back = person.follow(person.submit(hosted, hosted.path, {"action": "decline"}))
    contains(back.words, "Відхилено")
    payment = top_up(person, 20000)
    hosted = person.get(f"/sandbox/pay/{payment['id']}")
    person.submit(hosted, hosted.path, {"action": "wait"})
    hosted = person.get(f"/sandbox/pay/{payment['id']}")
    person.submit(hosted, hosted.path, {"action": "pay_silently"})
    equal(state(person, payment)["state"], "pending")
    server.pass_time(3600)
    end = time.monotonic() + 20
    while state(person, payment)["state"] == "pending" and time.monotonic() < end:
        time.sleep(0.1)
    equal(state(person, payment)["state"], "succeeded")
    equal(received(person), 20000)


@journey("one notice many times at once, and again after a restart, is one credit")
def repeats(server):
    person = customer(server)
    payment = top_up(person, 12345)
    body = json.dumps(paid(server, payment)).encode()
    statuses = []

    def storm():
        client = server.client()
        for _ in range(TIMES // 10):
            statuses.append(send(server, body, client=client).status)

    def storm_all():
        threads = [threading.Thread(target=storm) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    storm_all()
    equal(len(statuses), TIMES // 10 * 10)
    expect(set(statuses) <= {200, 503}, f"{set(statuses)}")
    expect(200 in statuses, "some were taken")
    equal(received(person), 12345)
    server.stop()
    server.start()
    statuses.clear()
    storm_all()
    equal(set(statuses), {200})
    equal(received(person), 12345)
    equal(state(person, payment)["state"], "succeeded")
    sound(server)


@journey("forged, old, future and unsigned notices are refused, logged, and credit nobody")
def forgeries(server):
    person = customer(server)
    payment = top_up(person, 5000)
    good = json.dumps(paid(server, payment)).encode()
    more = json.dumps(paid(server, payment, amount=500000)).encode()
    at = now(server)
    hexes = signature(good, at).split("v1=")[1]
    attempts = {
        "unsigned": (good, ""),
        "empty": (good, f"t={at},v1="),
        "wrong key": (good, signature(good, at, "another secret")),
        "no key": (good, signature(good, at, "")),
        "other body": (more, signature(good, at)),
        "old": (good, signature(good, at - 301)),
        "future": (good, signature(good, at + 330)),
        "time changed": (good, f"t={at + 1},v1={hexes}"),
        "other scheme": (good, f"t={at},v0={hexes}"),
        "upper case": (good, f"t={at},v1={hexes.upper()}"),
        "bare digest of the body": (good, f"t={at},v1={hashlib.sha256(good).hexdigest()}"),
        "two times": (good, f"t={at},t={at},v1={hexes}"),
        "trailing byte": (good + b" ", signature(good, at)),
    }
    for name, (body, header) in attempts.items():
        answer = send(server, body, header)
        equal(answer.status, 401, name)
    equal(send(server, b"x" * 70000).status, 413)
    equal(send(server, good, provider="nobody").status, 404)
    equal(send(server, good, provider="bank").status, 404)
    equal(send(server, good, provider="stripe").status, 404)
    equal(received(person), 0)
    refused = [line for line in server.log_lines() if line.get("message") == "payment notice refused"]
    expect(len(refused) >= len(attempts), f"{len(refused)} lines of the log")
    equal(send(server, good, f"t={at},v1={'0' * 64},v1={hexes}").status, 200, "one of several signatures fits")
    equal(received(person), 5000)


@journey("genuine notices about another amount, currency, payment or order credit nobody")
def misdirected(server):
    one, other = customer(server), customer(server)
    mine, theirs = top_up(one, 5000), top_up(other, 9000)
    wrong = [
        paid(server, mine, id="evt_a", amount=4999),
        paid(server, mine, id="evt_b", currency="EUR"),
        paid(server, mine, id="evt_c", payment=theirs["id"], amount=9000),
        paid(server, mine, id="evt_d", payment="00000000-0000-7000-8000-000000000000"),
        paid(server, mine, id="evt_e", amount=-5000),
        paid(server, mine, id="evt_f", amount=0),
        paid(server, mine, id="evt_g", external_id="sbx_unknown"),
    ]
    for notice in wrong:
        equal(send(server, notice).status, 200, f"{notice}")
    equal(send(server, b"not json").status, 200)
    equal(send(server, b'{"id":"evt_h","type":"payment.paid","amount":1.5}').status, 200)
    equal(received(one), 0)
    equal(received(other), 0)
    equal(send(server, paid(server, mine)).status, 200)
    equal(send(server, paid(server, mine, id="evt_i")).status, 200, "another event of the same payment")
    equal(send(server, paid(server, theirs, id=paid(server, mine)["id"])).status, 200, "an event used before")
    equal(received(one), 5000)
    equal(received(other), 0)
    sound(server)


@journey("others' payments are not there, byte for byte; amounts that are none are refused")
def strangers(server):
    one, other = customer(server), customer(server)
    payment = top_up(one)
    absent = "01890000-0000-7000-8000-000000000000"
    for client, path in ((other, "/payments/"), (other.api_client, "/api/v1/payments/")):
        theirs, nobodys = client.get(path + payment["id"]), client.get(path + absent)
        equal((theirs.status, nobodys.status), (404, 404))
    for amount, currency in ((0, "UAH"), (-5, "UAH"), (2**63, "UAH"), (10**15, "UAH"), (100, "AAA"), (100, "uah"),
                             ("100", "UAH"), (1.5, "UAH"), (None, "UAH")):
        answer = one.api_client.api("POST", "/top-ups", {"amount": amount, "currency": currency, "method": "sandbox"})
        expect(answer.status in (400, 422), f"{amount} {currency}: {answer.status}")
    equal(one.api_client.api("POST", "/top-ups", {"amount": 500, "currency": "UAH", "method": "stripe"}).status, 422)
    bank = top_up(one, 700, method="bank")
    contains(one.get(f"/payments/{bank['id']}").words, f"Payment No. {bank['number']}")


@journey("a plain server has no sandbox")
def no_sandbox(_):
    with Server(SETTINGS, demo=False).start() as plain:
        body = b'{"id":"evt_1","type":"payment.paid"}'
        equal(send(plain, body).status, 404)
        equal(plain.client().get("/sandbox/pay/01890000-0000-7000-8000-000000000000").status, 404)


run(SETTINGS)
