# SPDX-License-Identifier: Apache-2.0
"""The database comes and goes under every page and call; and a row that leads nowhere ends nothing."""
import os
import sqlite3
import subprocess
import time

from away import under
from customers import Customer, captcha
from kabinet import ENGINE, Server, equal, eventually, expect, journey, run
from mailbox import Mailbox
from owners import buy, buyer, call
from walk import Trial, Walk

SECONDS = 6 * int(os.environ.get("KABINET_JOURNEY_SCALE", "1"))
# Signing in is not the matter here.
SETTINGS = {"signin.hash_memory_kib": "8192", "signin.hash_passes": "1"}
NOBODYS = "01890000-0000-7000-8000-000000000000"


def point_nowhere(server, statement):
    """Breaks a reference behind the back of the server, as a clumsy repair by hand would."""
    if ENGINE == "postgres":
        sql = f"SET session_replication_role = replica; {statement}"
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", server.database.url, "-c", sql], check=True)
        return
    server.stop()
    with sqlite3.connect(os.path.join(server.data, "kabinet.db")) as link:
        link.execute(statement)
    link.close()
    server.start()


@journey("a service whose invoice cannot be read, and an order likewise, are refused in words, and the server lives")
def leads_nowhere(server):
    person = buyer(server)
    mine = buy(person)
    call(person, "POST", f"/services/{mine}/renew", {"months": 1})
    order = call(person, "GET", "/orders")["items"][0]["id"]
    point_nowhere(server, f"UPDATE service_invoice SET invoice_id = '{NOBODYS}' "
                          f"WHERE service_id = '{mine}' AND state = 'open'")
    point_nowhere(server, f"UPDATE customer_order SET invoice_id = '{NOBODYS}' WHERE id = '{order}'")
    for answer in (person.get(f"/services/{mine}"), person.api("GET", f"/services/{mine}"),
                   person.get(f"/orders/{order}"), person.api("GET", f"/orders/{order}")):
        expect(answer.status in (200, 404), f"{answer.path}: {answer.status}")
        expect(answer.status == 200 or answer.header("x-request-id"), f"{answer.path}: which request was that?")
    equal(person.get("/services").status, 200, "the others are served")
    expect(server.process.poll() is None, f"the server ended: {server.log()[-2000:]}")


@journey("the database comes and goes under every page, call and screen: honest answers, no death, well again soon")
def comes_and_goes(_):
    with Server(SETTINGS) as server:
        line = under(server)
        server.start()
        trial = Trial(Walk(server), line)
        trial.calm()
        trial.run(SECONDS)
        expect(trial.died is None, f"the server ended: {server.log()[-3000:]}")
        equal(dict(trial.faults), {}, "answers")
        expect(trial.answers[503] > 0, "nothing was ever refused: the outages did not reach it")
        # How soon on a machine with nothing else to do, the torture trial says.
        expect(trial.outages > 1 and max(trial.recoveries) < 30, f"well again after {trial.recoveries}")


@journey("a letter that was taken while the database was away is known to be sent once it is back, and is not sent again")
def taken_meanwhile(_):
    with Mailbox() as mailbox, Server({**SETTINGS, **mailbox.settings}) as server:
        line = under(server)
        server.start()
        mailbox.when_taken = line.cut
        person = Customer(server)
        person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person)})
        eventually(lambda: person.email in mailbox.taken, "the letter", 20)
        time.sleep(6)
        mailbox.when_taken = lambda: None
        line.mend()
        eventually(lambda: any(said["message"] == "message sent" for said in server.log_lines()), "the outcome", 20)
        equal(mailbox.taken.count(person.email), 1)


run(SETTINGS)
