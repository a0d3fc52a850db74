#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who still gets in during a flood of logins?

    ./dev torture flood [TRIES]

200 wrong logins a second, each from another address and for another name; meanwhile customers with an account sign in
rightly from addresses and devices never seen, each for ten seconds at most and trying again when told that it is busy.
19 of 20 have to get in. The same is then told, without a goal, for a flood on the customers' own names.
"""
import asyncio
import collections
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "journeys"))
from customers import register  # noqa: E402
from kabinet import Server  # noqa: E402

TRIES = int(sys.argv[1]) if len(sys.argv) > 1 else 20
A_SECOND = 200
PATIENCE = 10.0
WARMING = 3.0


async def login(port, identifier, password, address):
    """The status of one try on a connection of its own; 0 when it failed."""
    body = json.dumps({"identifier": identifier, "password": password}).encode()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write((f"POST /api/v1/sessions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
                      f"Content-Type: application/json\r\nX-Forwarded-For: {address}\r\n"
                      f"Content-Length: {len(body)}\r\n\r\n").encode() + body)
        answer = await reader.read()
        writer.close()
        return int(answer[9:12]) if len(answer) > 12 else 0
    except OSError:
        return 0


async def flood(port, name_of, over, answers):
    begun, number, running = time.monotonic(), 0, set()

    async def attack(n):
        address = f"100.{64 + n // 62500 % 64}.{n // 250 % 250}.{n % 250 + 1}"
        answers[await login(port, name_of(n), "not the password", address)] += 1
    while not over.is_set():
        while number < (time.monotonic() - begun) * A_SECOND:
            task = asyncio.ensure_future(attack(number))
            running.add(task)
            task.add_done_callback(running.discard)
            number += 1
        await asyncio.sleep(0.005)
    if running:
        await asyncio.wait(running)


async def enter(port, person, number):
    """Seconds until somebody is in, and how often they tried; None when ten seconds were not enough."""
    begun, tries = time.monotonic(), 0
    while time.monotonic() - begun < PATIENCE:
        tries += 1
        status = await login(port, person.login, person.password, f"198.18.{number % 250}.77")
        if status == 201 and time.monotonic() - begun <= PATIENCE:
            return time.monotonic() - begun, tries
        await asyncio.sleep(1)
    return None, tries


async def trial(server, people, name_of):
    over, answers = asyncio.Event(), collections.Counter()
    attack = asyncio.ensure_future(flood(server.port, name_of, over, answers))
    await asyncio.sleep(WARMING)
    entered = []
    for number in range(TRIES):
        entered.append(await enter(server.port, people[number % len(people)], number))
    over.set()
    await attack
    return entered, answers


def main():
    held = True
    with Server() as server:
        server.start()
        people = [register(server, browser=False) for _ in range(min(TRIES, 20))]
        logins = [person.login for person in people]
        for what, name_of, goal in (("names that nobody has", lambda n: f"stranger{n}", True),
                                    ("names of customers", lambda n: logins[n % len(logins)], False)):
            entered, answers = asyncio.run(trial(server, people, name_of))
            times = [seconds for seconds, _ in entered if seconds is not None]
            enough = len(times) * 20 >= 19 * TRIES
            held = held and (enough or not goal)
            print(f"{A_SECOND} wrong logins/s for {what}: {len(times)} of {TRIES} got in within {PATIENCE:g} s, slowest "
                  f"{max(times, default=float('nan')):.2f} s, tries {sum(tries for _, tries in entered)}; "
                  f"answers to the flood {dict(sorted(answers.items()))}{'' if not goal else ': ok' if enough else ': MISSED'}",
                  flush=True)
    sys.exit(0 if held else 1)


main()
