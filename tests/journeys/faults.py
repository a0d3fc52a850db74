# SPDX-License-Identifier: Apache-2.0
"""A full disk, a database that goes away: refused in words, nothing acknowledged lost, well again without a restart."""
import os
import resource
import threading
import time

from away import Line
from customers import Customer, captcha, register
from kabinet import ENGINE, Server, contains, equal, eventually, expect, journey, run


class Fault:
    """A server whose database can be taken away: on SQLite no file may grow, on PostgreSQL the line is cut."""

    def __init__(self):
        self.server = Server()
        self.line = None
        if ENGINE == "postgres":
            self.line = Line(self.server.database.url)
            self.server.settings["database.url"] = self.line.url
        self.server.start()

    def begin(self):
        if self.line:
            self.line.cut()
        else:
            # What is written already may be written again: so far the log reaches, and no farther.
            size = os.path.getsize(os.path.join(self.server.data, "kabinet.db-wal"))
            resource.prlimit(self.server.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def end(self):
        if self.line:
            self.line.mend()
        else:
            both = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(self.server.process.pid, resource.RLIMIT_FSIZE, both)


def begin_registration(server):
    person = Customer(server)
    return person, person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person)})


def is_refused(answer):
    """503, with a number to ask about and word of when to come again."""
    equal(answer.status, 503, answer.text[:300])
    expect(answer.header("retry-after"), "it says when to come again")
    number = answer.header("x-request-id")
    expect(number, "it has a number")
    contains(answer.text, number)
    return number


@journey("a database that cannot be written to refuses with 503 and loses nothing it acknowledged")
def away(_):
    fault = Fault()
    with fault.server as server:
        owner = register(server)
        page = (guest := server.client()).get("/login")
        stop, acknowledged, statuses = threading.Event(), [], set()

        def load():
            while not stop.is_set():
                try:
                    person, answer = begin_registration(server)
                except AssertionError:  # PostgreSQL away: not even the robot box
                    continue
                statuses.add(answer.status)
                if answer.status == 202:
                    acknowledged.append(person)
        visitors = [threading.Thread(target=load) for _ in range(3)]
        for visitor in visitors:
            visitor.start()
        time.sleep(0.5)
        fault.begin()
        eventually(lambda: 503 in statuses, "a refusal")
        answer = guest.submit(page, "/login", {"identifier": owner.login, "password": owner.password})
        number = is_refused(answer)
        contains(answer.words, "We are not available for a moment")
        equal(server.client().get("/healthz").status, 200, "the process is alive")
        equal(server.client().get("/").status, 200, "the front page needs no database")
        fault.end()
        eventually(lambda: begin_registration(server)[1].status == 202, "being well again")
        stop.set()
        for visitor in visitors:
            visitor.join()
        equal(statuses, {202, 503}, "nothing but taken or refused")
        owner.sign_in()
        expect(len(acknowledged) > 0)
        for person in acknowledged:
            equal(server.client().api("GET", f"/logins/{person.login}").json, {"available": False}, person.login)
        logged = [line for line in server.log_lines() if line.get("request") == number]
        equal(len(logged), 1, "the number leads to one line of the log")


@journey("readiness follows the database, and what a signed-in customer asks meanwhile is refused in words")
def readiness(_):
    if ENGINE != "postgres":
        return  # with SQLite reading goes on
    fault = Fault()
    with fault.server as server:
        owner = register(server)
        equal(owner.get("/home").status, 200)
        fault.begin()
        eventually(lambda: server.client().get("/readyz").status == 503, "losing readiness")
        answer = owner.get("/home")
        is_refused(answer)
        contains(answer.words, "We are not available for a moment")
        expect("session" in owner.cookies, "the session is not thrown away")
        fault.end()
        eventually(lambda: server.client().get("/readyz").status == 200, "being ready again")
        equal(owner.get("/home").status, 200, "the same session")


run()
