# SPDX-License-Identifier: Apache-2.0
"""The ring of keys in secret.key: another key begins, the older one proves what it signed until it is retired."""
import os
import re
import signal
import sqlite3
import subprocess
import time

from customers import Customer, captcha, register
from kabinet import ENGINE, Server, contains, equal, eventually, expect, journey, path_of, run
from staff import hire, totp


def ring(server):
    """Ids and states, the newest first."""
    answer = server.run("keys", "list")
    equal((answer.returncode, answer.stderr), (0, ""))
    return re.findall(r"^([0-9a-f]{8})  (\w+)", answer.stdout, re.MULTILINE)


def reload(server):
    seen = len([line for line in server.log_lines() if line["message"] == "settings reloaded"])
    server.process.send_signal(signal.SIGHUP)
    eventually(lambda: len([line for line in server.log_lines() if line["message"] == "settings reloaded"]) > seen,
               "a reload")


def turn(server, *arguments):
    answer = server.run("keys", *arguments)
    equal((answer.returncode, answer.stderr), (0, ""), answer.stdout)
    contains(answer.stdout, "now reload the server")
    reload(server)


def works(server, token):
    client = server.client()
    client.bearer = token
    return client.api("GET", "/me").status == 200


@journey("what the older key signed still counts: sessions, forms, codes, links, the robot box, staff's second factor")
def rotate(_):
    with Server() as server:
        server.start()
        person, boss, clerk = register(server), hire(server), hire(server, "support")
        token, path = person.token, "/profile"
        form = person.get(path)
        newcomer = server.client()
        box = captcha(newcomer)
        late_code, late_link = Customer(server), Customer(server)
        begun = [one.api("POST", "/registrations", {**one.form(), "altcha": captcha(one)}).json["id"]
                 for one in (late_code, late_link)]
        code, link = server.code(late_code.email), path_of(server.message(late_link.email), "/register/confirm")
        order = {"items": [{"plan": "vps-start", "months": 1}]}
        person.bearer = token
        first = person.api("POST", "/orders", order, {"Idempotency-Key": "before-and-after"})
        equal(first.status, 201, first.text)
        invitation = server.run("staff", "add", "late.member", "--role", "sales").stdout
        late = server.client()
        page = late.get(re.search(r"https?://[^/\s]+(/\S+)", invitation).group(1))
        equal(page.status, 200, "the page of the link")

        (old, state), = ring(server)
        equal(state, "signs")
        turn(server, "rotate")
        (new, signs), (older, proves) = ring(server)
        equal((signs, proves, older, new != old), ("signs", "proves", old, True))

        expect(works(server, token), "the session by API")
        equal(person.get("/home").status, 200, "the session of the browser")
        equal(boss.get("/staff/accounts").status, 200, "the session of staff")
        answer = person.submit(form, "/profile", {"name": "Олена Новенька"})
        expect(answer.status in (303, 200), f"the form: {answer.status}")
        again = person.api("POST", "/orders", order, {"Idempotency-Key": "before-and-after"})
        equal(again.json["id"], first.json["id"], "a repeated call")
        equal(newcomer.api("POST", "/registrations", {**Customer(server).form(), "altcha": box}).status, 202, "the robot box")
        equal(late_code.api("POST", f"/registrations/{begun[0]}/confirm", {"code": code}).status, 201, "the code")
        answer = late_link.submit(late_link.get(link), "/register/confirm", {})
        equal(answer.location, "/register/password", "the link")
        answer = late_link.submit(late_link.follow(answer), "/register/password", {"password": late_link.password})
        equal(answer.status, 303, answer.words)
        equal(late_link.api("POST", "/sessions", {"identifier": late_link.login, "password": late_link.password}).status,
              201, "the account of the link")
        person.sign_in()
        clerk.cookies.clear()
        clerk.sign_in_browser()
        server.pass_time(31)
        boss.prove()
        equal(late_enrols(server, late, page).status, 200, "enrolling with the code of the page that was open")


def late_enrols(server, late, page):
    secret = "".join(re.search(r"<code>([A-Z2-7 ]{32,})</code>", page.text).group(1).split())
    return late.submit(page, "/staff/enrol", {"name": "Пізній", "password": "nine quiet harbours 99",
                                              "code": totp(secret, time.time() + server.shifted)})


@journey("a session that was used moves to the present key, and outlives the retired one; a second factor does, too")
def retire(_):
    with Server() as server:
        server.start()
        used, idle, boss = register(server, browser=False), register(server, browser=False), hire(server)
        (old, _), = ring(server)
        before = digests(server)
        order = {"items": [{"plan": "vps-start", "months": 1}]}
        used.bearer = used.token
        first = used.api("POST", "/orders", order, {"Idempotency-Key": "outlives-the-key-of-the-house"})
        equal(first.status, 201, first.text)
        turn(server, "rotate")
        expect(works(server, used.token), "used once more")
        equal(boss.get("/staff/accounts").status, 200)
        server.pass_time(120)
        eventually(lambda: len(digests(server) & before) == len(before) - 2, "two sessions moved", 40)
        refused = server.run("keys", "retire", old)
        equal(refused.returncode, 1)
        contains(refused.stderr, "sessions may still depend on this key")
        turn(server, "retire", old, "--now")
        equal([state for _, state in ring(server)], ["signs"])
        expect(works(server, used.token), "moved to the present key")
        again = used.api("POST", "/orders", order, {"Idempotency-Key": "outlives-the-key-of-the-house"})
        equal((again.status, again.json["id"]), (201, first.json["id"]), "the same call after the key was retired")
        expect(not works(server, idle.token), "was not used since")
        equal(boss.get("/staff/accounts").status, 200)
        boss.cookies.clear()
        boss.sign_in_browser()
        idle.sign_in()


def digests(server):
    """Of every session in the database."""
    sql = "SELECT token_digest FROM session UNION SELECT token_digest FROM staff_session"
    if ENGINE == "postgres":
        answer = subprocess.run(["psql", "-qXAt", server.database.url, "-c", sql], capture_output=True, text=True,
                                check=True)
        return set(answer.stdout.split())
    with sqlite3.connect(os.path.join(server.data, "kabinet.db")) as connection:
        return {row[0] for row in connection.execute(sql)}


@journey("a next key is known before it signs, so that nodes can be given it one after the other")
def prepare(_):
    with Server() as server:
        server.start()
        (old, _), = ring(server)
        turn(server, "add")
        equal([state for _, state in ring(server)], ["next", "signs"])
        equal(server.run("keys", "add").returncode, 1)
        person = register(server, browser=False)
        turn(server, "rotate")
        equal([(key == old, state) for key, state in ring(server)], [(False, "signs"), (True, "proves")])
        expect(works(server, person.token), "signed in before")


@journey("the ring is the owner's alone, the key that signs cannot be retired, and a broken ring is refused")
def sound(_):
    with Server({"registration.open": "no"}, demo=False) as server:
        server.start()
        path = os.path.join(server.data, "secret.key")
        before = os.stat(path)
        (key, _), = ring(server)
        equal(server.run("keys", "retire", key).returncode, 1)
        equal(server.run("keys", "retire", "00000000").returncode, 1)
        equal(server.run("keys").returncode, 2)
        turn(server, "rotate")
        after = os.stat(path)
        equal((after.st_mode, after.st_uid, after.st_gid), (before.st_mode, before.st_uid, before.st_gid))
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        equal(len(lines), 2)
        shown = server.run("keys", "list").stdout
        expect(not any(line.split()[0] in shown for line in lines), "a key is shown")
        for text, words in ((lines[0] + " next\n", "no key that signs"), (lines[0] + "\nnonsense\n", "not a key"),
                            ("\n".join(lines * 5), "more than 8 keys"), (lines[0][:64] + " yesterday\n", "time")):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            checked = server.run("check")
            equal(checked.returncode, 1, words)
            contains(checked.stderr, words)
        with open(path, "w", encoding="utf-8") as file:
            file.write(lines[1].split()[0])  # one bare key, as it was before there were rings
        equal(server.run("check").returncode, 0)
        equal([state for _, state in ring(server)], ["signs"])


run(started=False)
