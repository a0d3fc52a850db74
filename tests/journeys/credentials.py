# SPDX-License-Identifier: Apache-2.0
"""What a password proved ends with that password: nothing verified before a change takes effect after it.

KABINET_JOURNEY_SCALE multiplies the rounds."""
import concurrent.futures
import os
import threading

from customers import captcha, register
from kabinet import code_of, equal, eventually, expect, journey, run

ROUNDS = 2 * int(os.environ.get("KABINET_JOURNEY_SCALE", "1"))
AT_ONCE = 12


def try_password(server, person, password):
    """One sign-in from a place of its own; the token, or None."""
    answer = server.client().api("POST", "/sessions", {"identifier": person.login, "password": password})
    expect(answer.status in (201, 401, 429, 503), answer.status)
    return answer.json["token"] if answer.status == 201 else None


def opens(server, token):
    client = server.client()
    client.bearer = token
    return client.api("GET", "/me").status == 200


def change(person, present, fresh):
    return person.api("POST", "/me/password", {"password": present, "new_password": fresh})


def recover(server, person, fresh):
    """The owner's recovery by letter, from another client; the status of its last step."""
    client = server.client()

    def codes():
        return [m for m in server.outbox(person.email) if "recover" in m["subject"]]
    before = len(codes())
    answer = client.api("POST", "/recoveries", {"identifier": person.login, "altcha": captcha(client, "recover")})
    message = eventually(lambda: codes()[:-before or None], "the code")[0]
    path = f"/recoveries/{answer.json['id']}"
    equal(client.api("POST", path + "/code", {"code": code_of(message)}).status, 200)
    return client.api("POST", path + "/password", {"password": fresh}).status


def race(server, person, act):
    """AT_ONCE sign-ins with the old password in flight while act() changes it; what they got."""
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        tries = [pool.submit(try_password, server, person, person.password) for _ in range(AT_ONCE)]
        act()
        return [token for token in (one.result() for one in tries) if token]


@journey("sign-ins in flight while the password is changed leave no session behind")
def change_in_flight(server):
    for number in range(ROUNDS):
        person = register(server, browser=False)
        person.bearer = person.token
        fresh = f"a fresh quiet river {number}"
        tokens = race(server, person, lambda: equal(change(person, person.password, fresh).status, 204))
        equal([token for token in tokens if opens(server, token)], [])
        expect(opens(server, person.token), "the session that changed it stays")


@journey("sign-ins in flight while access is recovered leave no session behind")
def recovery_in_flight(server):
    for number in range(ROUNDS):
        person = register(server, browser=False)
        fresh = f"a fresh quiet river {number}"
        tokens = race(server, person, lambda: equal(recover(server, person, fresh), 204))
        equal([token for token in tokens if opens(server, token)], [])
        expect(not opens(server, person.token))


@journey("an intruder who changes the password in a loop does not outlive the owner's recovery")
def intruder_in_a_loop(server):
    for number in range(ROUNDS):
        person = register(server, browser=False)
        thief, over = server.client(), threading.Event()
        thief.bearer = person.token
        known = [person.password, f"an intruder's own {number}"]

        def loop():
            turn = 0
            while not over.is_set():
                if change(thief, known[turn % 2], known[(turn + 1) % 2]).status == 204:
                    turn += 1
        thread = threading.Thread(target=loop)
        thread.start()
        try:
            fresh = f"the owner's own {number}"
            equal(recover(server, person, fresh), 204)
        finally:
            over.set()
            thread.join()
        expect(not opens(server, thief.bearer), "the intruder's session")
        for password in known:
            equal(try_password(server, person, password), None)
        expect(try_password(server, person, fresh) is not None, "the owner's password opens")


@journey("a change of the password gives its browser another cookie, and a program another token when it asks")
def renewed(server):
    person = register(server)
    stolen = person.cookies["session"]
    fresh = "twelve grey pigeons 9"
    answer = person.submit(person.get("/security/password"), "/security/password",
                           {"password": person.password, "new_password": fresh})
    equal(answer.status, 303)
    thief = server.client()
    thief.cookies["session"] = stolen
    equal(thief.get("/home").status, 303, "the cookie as it was before")
    equal(person.get("/home").status, 200, "the one of now")
    person.password = fresh
    person.bearer = token = person.sign_in()
    body = {"password": fresh, "new_password": "thirteen grey pigeons", "new_token": True}
    answer = person.api("POST", "/me/password", body)
    equal(answer.status, 200)
    expect(not opens(server, token) and opens(server, answer.json["token"]))


run()
