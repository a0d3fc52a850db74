# SPDX-License-Identifier: Apache-2.0
"""Customers who have services, for journeys: money on the balance, something bought, and a clock that moves."""
import datetime
import time

from customers import register
from kabinet import ENGINE, equal, eventually

NOON = datetime.timedelta(hours=10)  # noon in Kyiv, in UTC and in winter
START = {"plan": "vps-start", "months": 1, "options": {}, "quantity": 1}


def now(server):
    return datetime.datetime.fromtimestamp(time.time() + server.shifted, datetime.timezone.utc)


def day(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


def set_clock(server, moment):
    """Moves the clock; whoever was signed in signs in again."""
    server.pass_time(int((moment - now(server)).total_seconds()))


def run_jobs(server):
    """A person has looked at the clock and says that it is right."""
    done = server.run("jobs", "run", "--now", now(server).strftime("%Y-%m-%dT%H:%M:%SZ"))
    equal(done.returncode, 0, done.stderr)
    if ENGINE == "postgres":
        time.sleep(3)  # until the server, another process there, has heard of it


def go(server, person, moment):
    set_clock(server, moment)
    person.bearer = person.sign_in()
    run_jobs(server)


def call(person, method, path, body=None, status=200):
    answer = person.api(method, path, body)
    equal(answer.status, status, f"{method} {path}: {answer.text}")
    return answer.json if answer.body else None


def top_up(person, amount):
    begun = call(person, "POST", "/top-ups", {"amount": amount, "currency": "UAH", "method": "sandbox"}, 201)
    page = person.get(f"/sandbox/pay/{begun['id']}")
    equal(person.submit(page, f"/sandbox/pay/{begun['id']}", {"action": "pay"}).status, 303)


def browse(person):
    """Signed in on pages, whether or not the old session lasted."""
    if person.get("/services").status != 200:
        person.sign_in_browser()


def service(person, wanted):
    """As it is once a renewal, change or resumption that a driver is at has its outcome."""
    def calm():
        one = call(person, "GET", f"/services/{wanted}")
        at_work = [o for o in one["operations"]
                   if o["kind"] in ("renew", "change", "resume") and o["state"] in ("waiting", "running")]
        return not at_work
    eventually(calm, "the outcome", 30)
    return call(person, "GET", f"/services/{wanted}")


def becomes(person, wanted, state):
    return eventually(lambda: (lambda s: s if s["state"] == state else None)(service(person, wanted)), state, 60)


def buyer(server, language="en"):
    person = register(server, language, browser=True)
    person.bearer = person.token
    return person


def buy(person, item=None):
    """An active service, paid from the balance."""
    made = call(person, "POST", "/orders", {"items": [item or START]}, 201)
    top_up(person, made["total"]["amount"])
    call(person, "POST", f"/orders/{made['id']}/pay", {"method": "balance"})
    line = eventually(lambda: call(person, "GET", f"/orders/{made['id']}")["lines"][0]["service"], "the service")
    becomes(person, line, "active")
    return line
