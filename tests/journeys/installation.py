# SPDX-License-Identifier: Apache-2.0
"""What an operator does before and beside serving: sample data, schema, settings, a look at the machine."""
import json
import os
import sqlite3
import subprocess

from kabinet import ENGINE, Server, contains, equal, expect, journey, run

PEOPLE = ("SELECT a.id, a.number, a.login, a.name, a.language, a.created_at, i.value"
          " FROM account a JOIN identifier i ON i.account_id = a.id ORDER BY a.id, i.value")


def rows_of(server, sql):
    if ENGINE == "postgres":
        answer = subprocess.run(["psql", "-qXAt", "-F", "|", server.database.url, "-c", sql], check=True,
                                capture_output=True, text=True)
        return [line.split("|") for line in answer.stdout.splitlines()]
    with sqlite3.connect(os.path.join(server.data, "kabinet.db")) as connection:
        return [[str(value) for value in row] for row in connection.execute(sql)]


def seed(server, *arguments):
    answer = server.run("seed", *arguments)
    equal(answer.returncode, 0, answer.stderr)
    return answer.stdout.split()[-1]


@journey("the same seed gives the same people, another seed others")
def same_people(_):
    with Server() as first, Server() as second, Server() as third:
        for server, number in ((first, "7"), (second, "7"), (third, "8")):
            seed(server, "--accounts", "60", "--seed", number)
        people = rows_of(first, PEOPLE)
        equal(len(people), 180)
        expect(people == rows_of(second, PEOPLE), "the same seed")
        expect(people != rows_of(third, PEOPLE), "another seed")
        equal({row[4] for row in people}, {"uk", "en"})


@journey("a sample provider has services, documents and money, and its books are right")
def sample_money(_):
    money = "SELECT number, cause_ref, total, state FROM invoice UNION ALL SELECT cause, cause_ref, at, actor FROM ledger_transaction"
    with Server() as first, Server() as second:
        for server in (first, second):
            seed(server, "--accounts", "40", "--transactions-of-one", "600")
            checked = server.run("ledger", "check")
            equal((checked.returncode, checked.stdout), (0, "every posting, balance and sum is right\n"), checked.stderr)
        expect(sorted(rows_of(first, money)) == sorted(rows_of(second, money)), "the same seed")
        lines = "SELECT max(seq) FROM balance_line"
        expect(int(rows_of(first, lines)[0][0]) >= 600, "one customer has many transactions")
        expect(int(rows_of(first, "SELECT count(*) FROM service WHERE state = 'active'")[0][0]) > 20, "services")


@journey("a sample customer signs in with login, e-mail or phone")
def sample_customer(_):
    with Server() as server:
        password = seed(server, "--accounts", "5")
        server.start()
        for row in rows_of(server, PEOPLE)[:3]:
            answer = server.client().api("POST", "/sessions", {"identifier": row[6], "password": password})
            equal(answer.status, 201, answer.text)


@journey("sample data never goes beside real accounts, nor where strangers could sign in with it")
def only_empty(_):
    with Server() as server:
        seed(server, "--accounts", "3")
        again = server.run("seed", "--accounts", "3")
        equal(again.returncode, 1)
        contains(again.stderr, "has accounts already")
    with Server({"server.public_url": "https://my.example.com"}) as server:
        refused = server.run("seed", "--accounts", "3")
        equal(refused.returncode, 1)
        contains(refused.stderr, "loopback")


@journey("migrate says what is pending, applies it, and then has nothing to do")
def migrate(_):
    with Server() as server:
        pending = server.run("migrate", "--check")
        equal(pending.returncode, 1)
        contains(pending.stdout, "pending")
        applied = server.run("migrate")
        equal(applied.returncode, 0, applied.stderr)
        contains(applied.stdout, "applied 0010_account")
        for arguments in (["migrate", "--check"], ["migrate"]):
            answer = server.run(*arguments)
            equal((answer.returncode, answer.stdout), (0, "the schema is at this program's version\n"))


@journey("settings tell value and origin, and never a secret")
def settings(_):
    with Server({"mail.user": "postman", "mail.password": "hunter2"}) as server:
        for arguments in ((), ("--json",)):
            answer = server.run("settings", *arguments)
            equal(answer.returncode, 0, answer.stderr)
            expect("hunter2" not in answer.stdout, "the secret is printed")
        rows = {row["name"]: row for row in json.loads(server.run("settings", "--json").stdout)}
        equal(rows["mail.password"]["value"], "(set)")
        equal((rows["mail.user"]["value"], rows["mail.user"]["from"]), ("postman", "environment"))
        equal((rows["server.data_dir"]["value"], rows["server.data_dir"]["from"]), (server.data, "argument"))
        equal(rows["server.workers"]["from"], "default")


@journey("the doctor finds an installation in order, and names what is not")
def doctor(_):
    with Server() as server:
        server.start()
        healthy = server.run("doctor")
        equal(healthy.returncode, 0, healthy.stdout + healthy.stderr)
        contains(healthy.stdout, "at this program's version")
        os.chmod(os.path.join(server.data, "secret.key"), 0o644)
        server.settings.update({"mail.smtp_url": "smtp://127.0.0.1:1", "mail.from": "kabinet@example.com"})
        ill = server.run("doctor")
        equal(ill.returncode, 1)
        contains(ill.stdout, "secret.key has mode 0644: others may use it")
        contains(ill.stdout, "FAULT mail")


@journey("a command line that is not understood is status 2 with the usage")
def usage(_):
    with Server() as server:
        for arguments in (["check", "--colour"], ["seed"], ["migrate", "now"], ["jobs"], ["nothing"]):
            answer = server.run(*arguments)
            equal(answer.returncode, 2, str(arguments))
            contains(answer.stderr, "usage:")
        contains(answer.stderr.splitlines()[-1], "there is no command nothing")


run(started=False)
