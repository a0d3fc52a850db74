# SPDX-License-Identifier: Apache-2.0
"""What the program refuses to start with: one clear line on stderr and a status other than 0."""
import os
import subprocess

from kabinet import ENGINE, PROGRAM, Server, contains, equal, expect, journey, run


def plain(settings=None):
    """An installation without a mail server, and so without registration."""
    return Server({"registration.open": "no", **(settings or {})})


def refused(server, command="serve", arguments=(), status=78):
    """Runs a command that must refuse, serve with the status that nobody starts again; its complaint."""
    answer = server.run(command, *arguments)
    expect(answer.returncode == (status if command == "serve" else 1), f"status {answer.returncode}: {answer.stderr}")
    lines = [line for line in answer.stderr.splitlines() if not line.startswith("{")]
    expect(lines and all(line.startswith("kabinet: ") for line in lines), answer.stderr)
    return "\n".join(lines)


def both(server, *arguments, status=78):
    """serve and check refuse with the same words."""
    said = refused(server, "serve", arguments, status)
    equal(refused(server, "check", arguments), said)
    return said


@journey("a mistyped setting is refused with a suggestion")
def mistyped(_):
    with plain({"mail.form": "x@example.com"}) as server:
        contains(both(server), "unknown setting KABINET_MAIL_FORM; did you mean mail.from?")


@journey("a value out of its limits is refused with the limits")
def limits(_):
    with plain({"server.workers": "900"}) as server:
        contains(both(server), "server.workers must be 0 to 128")


@journey("a country or time zone nobody knows is refused")
def nowhere(_):
    with plain({"locale.country": "XX"}) as server:
        contains(both(server), "locale.country")
    with plain({"locale.timezone": "Europe/Nowhere"}) as server:
        contains(both(server), "locale.timezone")


@journey("the demo is refused where others could see it, unless forced")
def demo(_):
    with plain({"server.public_url": "https://my.example.com"}) as server:
        contains(both(server, "--demo"), "loopback")
        equal(server.run("check", "--demo", "--force").returncode, 0)


@journey("a data directory open to everybody is refused")
def open_directory(_):
    with plain() as server:
        os.mkdir(server.data)
        os.chmod(server.data, 0o755)
        contains(both(server), "open to everybody")


@journey("a data directory that cannot be written to is refused")
def read_only_directory(_):
    with plain() as server:
        # A folder of the kernel's: nobody can write there, not even root.
        answer = subprocess.run([PROGRAM, "check", "--data", "/proc/self"], env=server.environment(),
                                capture_output=True, text=True, check=False)
        equal(answer.returncode, 1)
        contains(answer.stderr, "kabinet: data directory /proc/self ")


@journey("a secret key that others can read is refused")
def readable_key(_):
    with plain() as server:
        server.start()
        equal(server.stop(), 0)
        os.chmod(os.path.join(server.data, "secret.key"), 0o644)
        contains(both(server), "secret key")


@journey("a secret key too weak is refused")
def weak_key(_):
    with plain() as server:
        os.mkdir(server.data, 0o700)
        path = os.path.join(server.data, "secret.key")
        with open(path, "wb") as file:
            os.chmod(path, 0o600)
            file.write(b"01" * 32)
        contains(both(server), "weak secret key")


@journey("a settings file with a secret that others can read is refused")
def readable_settings(_):
    with plain() as server:
        path = os.path.join(server.folder, "kabinet.ini")
        with open(path, "w", encoding="utf-8") as file:
            file.write("[mail]\nuser = a\npassword = b\n")
        os.chmod(path, 0o644)
        contains(both(server, "--config", path), "chmod o= it")
        os.chmod(path, 0o600)
        equal(server.run("check", "--config", path).returncode, 0)


@journey("a schema newer than the program is refused")
def newer_schema(_):
    with plain() as server:
        server.start()
        equal(server.stop(), 0)
        add_migration(server)
        contains(both(server, status=1), "newer")
        refused(server, "migrate")


def add_migration(server):
    sql = "INSERT INTO migration SELECT 9999, '9999_future', checksum, applied_at FROM migration LIMIT 1"
    if ENGINE == "postgres":
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", server.database.url, "-c", sql], check=True)
        return
    import sqlite3  # pylint: disable=import-outside-toplevel
    with sqlite3.connect(os.path.join(server.data, "kabinet.db")) as connection:
        connection.execute(sql)


@journey("the database of a running server is not touched by a second one")
def second_server(_):
    if ENGINE == "postgres":
        return  # there several nodes run side by side
    with Server() as server:
        server.start()
        answer = subprocess.run([PROGRAM, "serve", "--data", server.data, "--listen", "127.0.0.1:0"],
                                env={**server.environment(), "KABINET_METRICS_LISTEN": "", "KABINET_REGISTRATION_OPEN": "no"}, capture_output=True,
                                text=True, timeout=30, check=False)
        equal(answer.returncode, 1)
        contains(answer.stderr, "kabinet: ")
        equal(server.client().get("/readyz").status, 200)


@journey("a port that is taken is told, and nothing else is started")
def taken_port(_):
    with Server() as first, Server() as second:
        first.start()
        second.port = first.port
        second.launch()
        equal(second.process.wait(30), 1)
        contains(second.log(), "server.listen")


run(started=False)
