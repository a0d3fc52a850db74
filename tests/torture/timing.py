#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does time tell whether somebody has an account?

    ./dev torture timing [N]

N answers each for a known and an unknown identity, taken in turn, at login, recovery and registration; compared by the
Mann-Whitney test. A leak is |z| >= 3.3 together with a gap of the medians over 2 %. The instrument proves itself first
on a planted leak. Texts, statuses and lengths are compared as well.
"""
import math
import os
import statistics
import sys
import time
import http.client
import json

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "journeys"))
from customers import Customer, captcha, register  # noqa: E402
from kabinet import Server  # noqa: E402

N = int(sys.argv[1]) if len(sys.argv) > 1 else 2000


def mann_whitney(a, b):
    """z of the rank sum of a against b, with the correction for ties."""
    ranked = sorted((value, side) for side, values in ((0, a), (1, b)) for value in values)
    total, ties, i = 0.0, 0.0, 0
    while i < len(ranked):
        j = i
        while j < len(ranked) and ranked[j][0] == ranked[i][0]:
            j += 1
        rank = (i + j + 1) / 2
        total += rank * sum(1 for k in range(i, j) if ranked[k][1] == 0)
        ties += (j - i) ** 3 - (j - i)
        i = j
    n, m = len(a), len(b)
    u = total - n * (n + 1) / 2
    spread = math.sqrt(n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1))))
    return (u - n * m / 2) / spread


def verdict(name, known, unknown):
    z = mann_whitney(known, unknown)
    k, u = statistics.median(known), statistics.median(unknown)
    gap = abs(k - u) / min(k, u)
    leak = abs(z) >= 3.3 and gap > 0.02
    print(f"{name}: z = {z:+.2f}, medians {k * 1000:.3f} and {u * 1000:.3f} ms, gap {gap:.2%}: {'LEAK' if leak else 'ok'}",
          flush=True)
    return leak


class Caller:
    """One connection that is kept, so that only the answer's own time is measured."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.number = 0

    def post(self, path, value):
        self.number += 1
        headers = {"Content-Type": "application/json",
                   "X-Forwarded-For": f"198.18.{self.number // 250 % 250}.{self.number % 250 + 1}"}
        body = json.dumps(value)
        begun = time.perf_counter()
        self.connection.request("POST", "/api/v1" + path, body, headers)
        response = self.connection.getresponse()
        data = response.read()
        return time.perf_counter() - begun, response.status, data


def shape(status, data):
    """What may not differ: status and length; ids have one length and request ids too."""
    return status, len(data)


def compare(server, name, calls):
    """calls(i) gives the bodies (path, value) of a known and an unknown identity."""
    caller, known, unknown, shapes = Caller(server), [], [], set()
    for i in range(N + 20):
        pair = calls(i)
        for side, (path, value) in ((known, pair[0]), (unknown, pair[1])) if i % 2 else ((unknown, pair[1]), (known, pair[0])):
            took, status, data = caller.post(path, value)
            if i >= 20:
                side.append(took)
                shapes.add(shape(status, data))
    same = len(shapes) == 1
    print(f"{name}: answers {sorted(shapes)}: {'the same' if same else 'DIFFERENT'}")
    return verdict(name, known, unknown) or not same


def planted():
    """A quick exit that the instrument must see."""
    known = [0.010 + i % 7 * 0.0001 for i in range(300)]
    unknown = [0.009 + i % 7 * 0.0001 for i in range(300)]
    return verdict("planted leak", known, unknown)


def logins(server):
    people = [register(server, browser=False) for _ in range(40)]

    def calls(i):
        # One try an address and account: budgets are counted by both, and unknown ones alike.
        login = people[i % len(people)].login
        return (("/sessions", {"identifier": login, "password": "not the password"}),
                ("/sessions", {"identifier": f"nobody{i % len(people):05d}.k", "password": "not the password"}))
    return calls


def recoveries(server):
    people = [register(server, browser=False) for _ in range(40)]

    def calls(i):
        proofs = [captcha(people[0], "recover") for _ in range(2)]
        return (("/recoveries", {"identifier": people[i % len(people)].email, "altcha": proofs[0]}),
                ("/recoveries", {"identifier": f"nobody{i % 1000:04d}@example.org", "altcha": proofs[1]}))
    return calls


def registrations(server):
    people = [register(server, browser=False) for _ in range(40)]

    def form(email, phone):
        person = Customer(server)
        return {**person.form(), "email": email or person.email, "phone": phone or person.phone,
                "altcha": captcha(person)}

    def calls(i):
        owner = people[i % len(people)]
        return (("/registrations", form(owner.email, owner.phone)), ("/registrations", form(None, None)))
    return calls


def main():
    if not planted():
        raise SystemExit("the instrument does not see a planted leak")
    settings = {"signin.hash_memory_kib": "8192", "signin.hash_passes": "1"}
    with Server(settings) as server:
        server.start()
        leaks = [name for name, make in (("login", logins), ("recovery", recoveries), ("registration", registrations))
                 if compare(server, name, make(server))]
    print("not ok 1 - " + ", ".join(leaks) if leaks else "ok 1 - neither answer nor time tells who has an account")
    sys.exit(1 if leaks else 0)


main()
