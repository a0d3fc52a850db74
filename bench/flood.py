#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shows that neither a flood of logins nor slow clients take the site down: bench/flood.py [SECONDS]

Starts a server of its own on loopback, and for each attack prints what customers feel meanwhile: the answer times of a
signed-in page, of a correct sign-in from another address, of a new visitor. Every attack ends by itself. The answers to
the attackers are counted by status.
"""
import asyncio
import collections
import json
import os
import resource
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "journeys"))
from customers import register  # noqa: E402
from kabinet import Server  # noqa: E402

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
LOGINS_A_SECOND = 200
SLOW_CLIENTS = 5000


def p99(times):
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000 if ordered else float("nan")


class Feelings:
    """Answer times and statuses of one kind of request."""

    def __init__(self, name, goal_ms, wanted):
        self.name, self.goal_ms, self.wanted = name, goal_ms, wanted
        self.times, self.bad = [], collections.Counter()

    def note(self, seconds, status):
        if status == self.wanted:
            self.times.append(seconds)
        else:
            self.bad[status] += 1

    def row(self, attack):
        worst = p99(self.times)
        met = "met" if worst <= self.goal_ms and not self.bad else "missed"
        refused = f", refused: {dict(self.bad)}" if self.bad else ""
        return (f"| {attack} | {self.name} | p99 <= {self.goal_ms:g} ms, none refused | {worst:.1f} ms of "
                f"{len(self.times)}{refused} | {met} |")


async def call(port, method, path, headers, body=b""):
    """One request on a connection of its own; the status, 0 when the connection failed."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
                     f"Content-Length: {len(body)}\r\n{head}\r\n".encode() + body)
        answer = await reader.read()
        writer.close()
        return int(answer[9:12]) if len(answer) > 12 else 0
    except OSError:
        return 0


async def steadily(per_second, until, act):
    """Calls act(n) at a steady rate, without waiting for the answers; then waits for all of them."""
    begun, n, running = time.monotonic(), 0, set()
    while (now := time.monotonic()) < until:
        while n < (now - begun) * per_second:
            task = asyncio.ensure_future(act(n))
            running.add(task)
            task.add_done_callback(running.discard)
            n += 1
        await asyncio.sleep(0.005)
    while running:
        await asyncio.wait(running)


def login(port, identifier, password, address, cookie=""):
    body = json.dumps({"identifier": identifier, "password": password}).encode()
    headers = {"Content-Type": "application/json", "X-Forwarded-For": address}
    if cookie:
        headers["Cookie"] = cookie
    return call(port, "POST", "/api/v1/sessions", headers, body)


def customers_feel(port, people, until):
    """What goes on meanwhile: pages 50 times a second, a sign-in twice a second."""
    page = Feelings("signed-in page", 100, 200)
    known = Feelings("correct sign-in, other address, known device", 2000, 201)
    new = Feelings("correct sign-in, other address, new device", 2000, 201)

    async def look(n):
        begun = time.monotonic()
        person = people[n % len(people)]
        cookie = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
        status = await call(port, "GET", "/security", {"Cookie": cookie})
        page.note(time.monotonic() - begun, status)

    async def enter(n):
        person = people[n % len(people)]
        is_known = n % 2 == 0
        device = f"device={person.cookies['device']}" if is_known and "device" in person.cookies else ""
        begun = time.monotonic()
        status = await login(port, person.login, person.password, f"198.18.{n % 200}.7", device)
        (known if device else new).note(time.monotonic() - begun, status)

    return [page, known, new], asyncio.gather(steadily(50, until, look), steadily(2, until, enter))


async def flood(port, people, from_many, victim):
    until = time.monotonic() + SECONDS
    answers = collections.Counter()

    async def attack(n):
        address = f"198.19.{n // 250 % 250}.{n % 250}" if from_many else "198.19.0.1"
        answers[await login(port, victim(n), "not the password", address)] += 1

    feelings, customers = customers_feel(port, people, until)
    await asyncio.gather(steadily(LOGINS_A_SECOND, until, attack), customers)
    return feelings, answers


async def slow_clients(port):
    """Connections that have sent half a head and wait; then visitors come."""
    held = []
    for _ in range(SLOW_CLIENTS):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\nHost: a")
            held.append(writer)
        except OSError:
            break
    visitor = Feelings("new visitor", 200, 200)
    for _ in range(50):
        begun = time.monotonic()
        status = await call(port, "GET", "/login", {"X-Forwarded-For": "198.18.1.1"})
        visitor.note(time.monotonic() - begun, status)
    for writer in held:
        writer.close()
    return visitor, len(held)


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536) if hard > 0 else 65536, hard))
    print("| attack | customers feel | goal | figure | |\n|---|---|---|---|---|", flush=True)
    with Server() as server:
        server.start()
        people = [register(server) for _ in range(10)]
        logins = [person.login for person in people]
        for name, from_many, victim in (
                ("200 wrong logins/s from many addresses", True, lambda n: f"stranger{n}"),
                ("200 wrong logins/s from one address", False, lambda n: f"stranger{n}"),
                ("200 wrong logins/s from many addresses, on real accounts", True,
                 lambda n: logins[n % len(logins)])):
            feelings, answers = asyncio.run(flood(server.port, people, from_many, victim))
            for one in feelings:
                print(one.row(name), flush=True)
            print(f"| | answers to the attack | | {dict(sorted(answers.items()))} | |", flush=True)
        visitor, held = asyncio.run(slow_clients(server.port))
        print(visitor.row(f"{held} connections with half a head"))
    load = os.getloadavg()[0]
    print(f"\n{SECONDS:g} s an attack, load average {load:.1f} on {os.cpu_count()} cores")


main()
