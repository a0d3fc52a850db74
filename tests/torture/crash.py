#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills the server again and again under registrations, and looks for every one it had acknowledged.

    ./dev torture crash [REGISTRATIONS] [KILLS]

A registration counts as acknowledged when the confirming call answered 201. Whoever got no answer asks again, as a
client would; an outcome nobody heard of may be either. In the end every acknowledged account must be there exactly
once, and nothing may be there twice. Runs on SQLite, or on PostgreSQL with KABINET_TEST_DB=postgres.
"""
import http.client
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "journeys"))
from customers import Customer, captcha  # noqa: E402
from kabinet import ENGINE, Server  # noqa: E402

WANTED = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
CLIENTS = 12
GONE = (OSError, http.client.HTTPException)


class Tally:
    def __init__(self):
        self.lock = threading.Lock()
        self.acknowledged, self.unknown, self.begun = set(), set(), 0
        self.odd = []

    def count(self):
        with self.lock:
            return len(self.acknowledged)


def patiently(call, tally):
    """The answer, after as many tries as the server's absences take; and whether one try got no answer."""
    lost = False
    while True:
        try:
            answer = call()
        except GONE:
            lost = True
            time.sleep(0.02)
            continue
        if answer.status in (429, 503):
            time.sleep(0.02)
            continue
        if answer.status >= 500:
            with tally.lock:
                tally.odd.append(f"{answer.status} {answer.text[:200]}")
        return answer, lost


def code_of(server, customer, tally):
    import re
    while True:
        answer, _ = patiently(lambda: server.client().get(f"/demo/outbox.json?limit={CLIENTS * 8}"), tally)
        for message in answer.json:
            if message["to"] == customer.email:
                return re.search(r"\b\d{6}\b", message["text"]).group(0)
        time.sleep(0.01)


def register_one(server, tally):
    customer = Customer(server)
    proof = patiently(lambda: Proof(customer), tally)[0].text
    key = {"Idempotency-Key": customer.login}
    form = {**customer.form(), "altcha": proof}
    answer, _ = patiently(lambda: customer.api("POST", "/registrations", form, key), tally)
    if answer.status != 202:
        return  # its first try went through but left no answer to repeat; the next person comes
    path = f"/registrations/{answer.json['id']}/confirm"
    code = code_of(server, customer, tally)
    answer, lost = patiently(lambda: customer.api("POST", path, {"code": code}), tally)
    with tally.lock:
        tally.begun += 1
        if answer.status == 201:
            tally.acknowledged.add(customer.login)
        elif lost:
            tally.unknown.add(customer.login)
        else:
            tally.odd.append(f"confirm: {answer.status} {answer.text[:200]}")


class Proof:
    """A solved robot box, in the shape of an answer."""

    def __init__(self, customer):
        self.status, self.text = 200, captcha(customer)


def work(server, tally, stop):
    while not stop.is_set() and tally.count() < WANTED:
        try:
            register_one(server, tally)
        except AssertionError as fault:
            if "/captcha" not in str(fault):  # a captcha refused while the server goes down
                with tally.lock:
                    tally.odd.append(str(fault)[:300])


def kill_again_and_again(server, tally):
    """KILLS kills spread over the registrations; returns how long the server was away each time."""
    away = []
    for number in range(1, KILLS + 1):
        target = WANTED * number // (KILLS + 1)
        while tally.count() < target:
            time.sleep(0.01)
        time.sleep(random.random() * 0.3)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        begun = time.monotonic()
        server.start()
        away.append(time.monotonic() - begun)
        print(f"# kill {number} at {tally.count()} registrations, back after {away[-1] * 1000:.0f} ms", flush=True)
    return away


def rows(server, sql):
    if ENGINE == "postgres":
        out = subprocess.run(["psql", "-qXAtF", "\t", server.database.url, "-c", sql], check=True, capture_output=True,
                             text=True).stdout
        return [tuple(line.split("\t")) for line in out.splitlines()]
    with sqlite3.connect(f"file:{server.data}/kabinet.db?mode=ro", uri=True) as database:
        return database.execute(sql).fetchall()


def judge(server, tally):
    logins = [row[0] for row in rows(server, "SELECT login FROM account")]
    identifiers = rows(server, "SELECT account_id, kind, count(*) FROM identifier GROUP BY 1, 2")
    there = set(logins)
    lost = tally.acknowledged - there
    doubled = len(logins) - len(there) + sum(1 for row in identifiers if int(row[2]) != 1)
    strangers = there - tally.acknowledged - tally.unknown
    incomplete = len(identifiers) - 3 * len(there)
    print(f"# {len(tally.acknowledged)} acknowledged, {len(tally.unknown)} unknown, {len(there)} accounts")
    for odd in tally.odd[:10]:
        print(f"# odd: {odd}")
    print(f"LOST {len(lost)} DOUBLED {doubled} STRANGERS {len(strangers)} INCOMPLETE {incomplete} ODD {len(tally.odd)}")
    return not lost and not doubled and not strangers and not incomplete and not tally.odd


def main():
    tally, stop = Tally(), threading.Event()
    settings = {"signin.hash_memory_kib": "8192", "signin.hash_passes": "1"}
    with Server(settings) as server:
        server.start()
        begun = time.monotonic()
        threads = [threading.Thread(target=work, args=(server, tally, stop), daemon=True) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        away = kill_again_and_again(server, tally)
        for thread in threads:
            thread.join()
        print(f"# {time.monotonic() - begun:.0f} s; longest absence {max(away, default=0) * 1000:.0f} ms")
        server.stop()
        server.start()
        good = judge(server, tally)
    print("ok 1 - nothing acknowledged is lost or doubled by kill -9" if good else "not ok 1 - see above")
    sys.exit(0 if good else 1)


main()
