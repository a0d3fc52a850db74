# SPDX-License-Identifier: Apache-2.0
"""The ring of keys in secret.key: another key begins, the older one proves what it signed until it is retired."""
import concurrent.futures
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time

from customers import Customer, captcha, register
from kabinet import ENGINE, PROGRAM, Server, contains, equal, eventually, expect, journey, path_of, run
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
            file.write(lines[0].split()[0])  # one bare key, as it was before there were rings
        equal(server.run("check").returncode, 0)
        equal([state for _, state in ring(server)], ["signs"])


def key_file(server):
    return os.path.join(server.data, "secret.key")


def refusals(server):
    """What check, doctor, keys and serve say of the key, each with status other than 0."""
    for words in (("check", "--demo"), ("doctor",), ("keys", "rotate"), ("serve", "--demo")):
        answer = server.run(*words)
        expect(answer.returncode == (78 if words[0] == "serve" else 1), f"{words}: {answer.stdout} {answer.stderr[-1000:]}")
        said = [line for line in (answer.stdout + answer.stderr).splitlines() if "the database is signed with" in line
                and not line.startswith("{")]
        equal(len(said), 1, f"{words}: {answer.stdout} {answer.stderr[-1000:]}")
        yield said[0]


@journey("a reload that finds no secret.key makes none: it is refused in one line, and everybody stays signed in")
def reload_without(_):
    with Server() as server:
        server.start()
        person = register(server, browser=False)
        os.rename(key_file(server), key_file(server) + ".away")
        server.process.send_signal(signal.SIGHUP)
        line = eventually(lambda: [one for one in server.log_lines() if "not reloaded" in one["message"]], "refused")[0]
        contains(line["complaint"], f"{key_file(server)} does not exist, and the database is signed with key ")
        expect(not os.path.exists(key_file(server)), "a key was made")
        expect(works(server, person.token), "signed in before")
        os.rename(key_file(server) + ".away", key_file(server))
        reload(server)
        expect(works(server, person.token), "signed in before")


@journey("a database without its key, or with another house's, is refused by all; with the key restored it goes on")
def backup(_):
    with Server() as server:
        server.start()
        person = register(server, browser=False)
        boss = hire(server)
        (key, _), = ring(server)
        equal(server.stop(), 0)
        os.rename(key_file(server), key_file(server) + ".away")
        for said in refusals(server):
            contains(said, f"{key_file(server)} does not exist, and the database is signed with key {key}: restore ")
        expect(not os.path.exists(key_file(server)), "a key was made")
        with open(key_file(server), "w", encoding="utf-8") as file:
            os.chmod(key_file(server), 0o600)
            file.write(os.urandom(32).hex())
        for said in refusals(server):
            contains(said, f"{key_file(server)} does not belong to this database, and the database is signed with key {key}")
        os.rename(key_file(server) + ".away", key_file(server))
        equal(server.run("check", "--demo").returncode, 0)
        server.start()
        expect(works(server, person.token), "signed in before")
        equal(boss.get("/staff/accounts").status, 200)


@journey("a key lost for good is given up by keys adopt alone: sessions end, members get new links, passwords stay")
def adopt(_):
    with Server() as server:
        server.start()
        person, boss = register(server, browser=False), hire(server)
        (key, _), = ring(server)
        contains(server.run("keys", "adopt").stdout, "belongs to this database already")
        equal(server.stop(), 0)
        os.unlink(key_file(server))
        answer = server.run("keys", "adopt")
        equal((answer.returncode, answer.stderr), (0, ""), answer.stdout)
        contains(answer.stdout, "kabinet staff reset")
        (fresh, state), = ring(server)
        equal((fresh != key, state), (True, "signs"))
        server.start()
        expect(not works(server, person.token), "the session of the lost key")
        person.sign_in()
        equal(server.run("staff", "reset", boss.login).returncode, 0)


@journey("keys adopt that is refused, beside a running server, leaves no key behind")
def adopt_refused(_):
    with Server() as server:
        server.start()
        os.rename(key_file(server), key_file(server) + ".away")
        answer = server.run("keys", "adopt")
        if ENGINE == "sqlite":  # PostgreSQL lets a command write beside servers
            equal(answer.returncode, 1, answer.stdout)
            expect(not os.path.exists(key_file(server)), "a key that belongs to no database")


@journey("a ring from before the rotation is refused, and a key that the server still signs with is not retired")
def outdated(_):
    with Server() as server:
        server.start()
        (old, _), = ring(server)
        with open(key_file(server), encoding="utf-8") as file:
            before = file.read()
        equal(server.run("keys", "rotate").returncode, 0)
        answer = server.run("keys", "retire", old, "--now")
        equal(answer.returncode, 1, answer.stdout)
        contains(answer.stderr, "still signed with this key; start or reload the server first")
        reload(server)
        with open(key_file(server), "w", encoding="utf-8") as file:
            file.write(before)
        contains(next(refusals(server)), "does not belong to this database")


@journey("a member added before the first start does not keep the server from making its key")
def added_first(_):
    with Server() as server:
        equal(server.run("migrate").returncode, 0)
        equal(server.run("staff", "add", "early.bird", "--role", "full").returncode, 0)
        server.start()
        equal([state for _, state in ring(server)], ["signs"])


@journey("keys retire refuses when it is not told which database to ask")
def blind(_):
    with Server() as server:
        server.start()
        hire(server)
        (old, _), = ring(server)
        turn(server, "rotate")
        environment = {name: value for name, value in server.environment().items() if name != "KABINET_DATABASE_URL"}
        data = server.data
        if ENGINE != "postgres":
            data = os.path.join(server.folder, "elsewhere")
            os.mkdir(data, 0o700)
            with open(os.path.join(data, "secret.key"), "w", encoding="utf-8") as file, \
                    open(key_file(server), encoding="utf-8") as source:
                os.chmod(file.name, 0o600)
                file.write(source.read())
        answer = subprocess.run([PROGRAM, "keys", "retire", old, "--now", "--data", data], env=environment,
                                capture_output=True, text=True, check=False)
        equal(answer.returncode, 1, answer.stdout)
        contains(answer.stderr, "no database.url is given")
        contains(answer.stderr, "--config")
        equal(len(ring(server)), 2)


@journey("what lies where the new ring is written is not written into, and gives it neither its mode nor its place")
def leftover(_):
    with Server({"registration.open": "no"}, demo=False) as server:
        server.start()
        path, victim = os.path.join(server.data, "secret.key"), os.path.join(server.folder, "victim")
        with open(victim, "w", encoding="utf-8") as file:
            file.write("mine")
        os.chmod(victim, 0o644)
        for leave in (shutil.copy, os.symlink, os.link):
            leave(victim, path + ".new")
            turn(server, "rotate")
            equal(os.lstat(path).st_mode, 0o100600)
            expect(not os.path.lexists(path + ".new"), "nothing is left")
            with open(victim, encoding="utf-8") as file:
                equal(file.read(), "mine")
        equal(len(ring(server)), 4)


@journey("commands that change the ring at the same moment come one after the other, and none loses another's key")
def at_once(_):
    with Server({"registration.open": "no"}, demo=False) as server:
        server.start()
        with concurrent.futures.ThreadPoolExecutor(7) as pool:
            done = list(pool.map(lambda _: server.run("keys", "rotate"), range(7)))
        equal([one.returncode for one in done], [0] * 7)
        found = ring(server)
        equal((len(found), len({key for key, _ in found})), (8, 8))
        equal([state for _, state in found], ["signs"] + ["proves"] * 7)


run(started=False)
