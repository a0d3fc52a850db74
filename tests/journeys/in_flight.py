# SPDX-License-Identifier: Apache-2.0
"""Somebody is let in, and is locked, restricted or given other rights before the act commits: it is not done."""
import contextlib
import os
import sqlite3
import subprocess
import threading
import time
import uuid

from kabinet import ENGINE, equal, journey, run
from owners import START, buyer, call, top_up
from staff import hire

PAST_THE_DOOR = 0.7  # seconds in which a request surely comes to where it waits


def key():
    return {"Idempotency-Key": f"flight-{uuid.uuid4()}"}


@contextlib.contextmanager
def meanwhile(server, text):
    """Acts that begin in this block have been let in and wait; at its end the statements take effect, then they go on."""
    if ENGINE == "postgres":
        other = subprocess.Popen(["psql", "-qX", "-v", "ON_ERROR_STOP=1", server.database.url], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, text=True)
        other.stdin.write("BEGIN; LOCK TABLE idempotency IN ACCESS EXCLUSIVE MODE;\n\\echo held\n")
        other.stdin.flush()
        equal(other.stdout.readline(), "held\n")
        yield
        other.communicate(text + "; COMMIT;\n")
        equal(other.returncode, 0)
        return
    database = sqlite3.connect(os.path.join(server.data, "kabinet.db"), timeout=30, isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    yield
    for statement in text.split(";"):
        database.execute(statement)
    database.execute("COMMIT")
    database.close()


def under_way(server, text, *sends):
    """What acts are answered that were under way while the statements took effect."""
    answers = [None] * len(sends)

    def send(i):
        answers[i] = sends[i]()
    threads = [threading.Thread(target=send, args=(i,)) for i in range(len(sends))]
    with meanwhile(server, text):
        for thread in threads:
            thread.start()
        time.sleep(PAST_THE_DOOR)
    for thread in threads:
        thread.join()
    return answers


def stopped(account, kind):
    return f"INSERT INTO account_stop (account_id, kind, told, since) VALUES ('{account}', '{kind}', '', 1)"


@journey("a customer who is locked while a top-up is under way has not topped up; the lock ends it, not the key")
def locked(server):
    person, once = buyer(server), key()
    account = call(person, "GET", "/me")["id"]
    body = {"amount": 100, "currency": "UAH", "method": "sandbox"}
    [answer] = under_way(server, stopped(account, "locked"), lambda: person.api("POST", "/top-ups", body, once))
    equal(answer.status, 401, answer.text)
    boss = hire(server)
    equal(boss.call("POST", f"/staff/accounts/{account}/access", {"state": "open", "reason": "x"}).status, 204)
    person.bearer = person.sign_in()
    equal(call(person, "GET", "/payments")["items"], [])
    equal(person.api("POST", "/top-ups", body, once).status, 201, "the refusal was not kept")


@journey("a customer who is signed out or restricted while an order is under way has not ordered, and may again later")
def signed_out(server):
    person, once = buyer(server), key()
    account = call(person, "GET", "/me")["id"]
    def order():
        return person.api("POST", "/orders", {"items": [START]}, once)
    [answer] = under_way(server, stopped(account, "restricted"), order)
    equal((answer.status, answer.json["code"]), (422, "account_restricted"))
    boss = hire(server)
    equal(boss.call("POST", f"/staff/accounts/{account}/access", {"state": "open", "reason": "x"}).status, 204)
    [answer] = under_way(server, f"UPDATE session SET ended_at = 1 WHERE account_id = '{account}'", order)
    equal(answer.status, 401, answer.text)
    person.bearer = person.sign_in()
    equal(call(person, "GET", "/orders")["items"], [])
    equal(order().status, 201)


@journey("a restricted customer still hears what an earlier call was answered, and a new one is refused and not kept")
def repeated(server):
    boss, person, once, later = hire(server), buyer(server), key(), key()
    account = call(person, "GET", "/me")["id"]
    body = {"items": [START]}
    first = person.api("POST", "/orders", body, once)
    equal(first.status, 201, first.text)
    equal(boss.call("POST", f"/staff/accounts/{account}/access", {"state": "restricted", "reason": "x"}).status, 204)
    again = person.api("POST", "/orders", body, once)
    equal((again.status, again.body, again.header("idempotent-replayed")), (201, first.body, "true"))
    refused = person.api("POST", "/orders", body, later)
    equal((refused.status, refused.json["code"]), (422, "account_restricted"))
    equal(boss.call("POST", f"/staff/accounts/{account}/access", {"state": "open", "reason": "x"}).status, 204)
    equal(person.api("POST", "/orders", body, later).status, 201)
    equal(len(call(person, "GET", "/orders")["items"]), 2)


@journey("a member of staff who is locked or loses the right while a correction is under way has corrected nothing")
def member(server):
    person = buyer(server)
    top_up(person, 5000)
    account, before = call(person, "GET", "/me")["id"], call(person, "GET", "/balance")["items"]
    body = {"account": account, "gives": True, "amount": 1500, "currency": "UAH", "reason": "for the wait"}
    # Without a key an act waits nowhere on PostgreSQL before it begins: there staff_test has the rule.
    changes = [("role = 'support'", 403, True), ("state = 'disabled'", 401, True)]
    for change, status, with_key in changes + [("role = 'support'", 403, False)] * (ENGINE == "sqlite"):
        boss = hire(server, "accounting")
        boss.call("GET", "/staff/payments")
        extra = key() if with_key else {}
        [answer] = under_way(server, f"UPDATE staff SET {change} WHERE login = '{boss.login}'",
                             lambda who=boss, more=extra: who.call("POST", "/staff/corrections", body, more))
        equal(answer.status, status, answer.text)
        equal(call(person, "GET", "/balance")["items"], before, change)


@journey("and has locked nobody, though such an act has no key")
def member_without_key(server):
    if ENGINE == "postgres":
        return  # no place outside where it would wait; staff_test has the rule
    person = buyer(server)
    account = call(person, "GET", "/me")["id"]
    clerk = hire(server, "support")
    clerk.call("GET", "/staff/accounts")
    [answer] = under_way(server, f"UPDATE staff SET role = 'sales' WHERE login = '{clerk.login}'",
                         lambda: clerk.call("POST", f"/staff/accounts/{account}/access",
                                            {"state": "locked", "reason": "x"}))
    equal(answer.status, 403, answer.text)
    equal(call(person, "GET", "/me")["state"], "active")


run()
