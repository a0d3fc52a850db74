# SPDX-License-Identifier: Apache-2.0
"""Every address of the program against everybody who may ask: who comes in is decided by the table alone.

The rights of the roles are written down here once more, apart from the program's own list: a role that quietly gains
one fails this journey.
"""
import re

from customers import Customer, register
from kabinet import equal, expect, journey, routes, run
from staff import Member, hire

NOWHERE = "018f0000-0000-7000-8000-000000000000"
EVERYTHING = {"enter", "accounts", "accounts_stop", "catalogue", "orders", "money", "money_approve", "services", "support", "jobs",
              "staff", "audit", "settings"}
ROLES = {
    "full": EVERYTHING,
    "accounting": {"enter", "accounts", "money", "money_approve"},
    "sales": {"enter", "accounts", "catalogue", "orders"},
    "support": {"enter", "accounts", "accounts_stop", "services", "support"},
}
# These end or prolong the session that asks, so they are asked with one of their own.
FATAL = ("/logout", "/staff/logout", "/sessions/current", "/end-others", "/me/password", "/security/password",
         "/staff/proof", "/recovery-codes")


def rights_of(who):
    words = who.split(";")[0]
    return set(words.removeprefix("staff: ").split(", ")) if words.startswith("staff:") else set()


def there(path):
    return re.sub(r"\{\w+\}", NOWHERE, path)


def ask(client, method, path):
    """Without a body: who is let in gets at least as far as being told so."""
    if path.startswith("/api/"):
        headers = {"Authorization": f"Bearer {client.token}"} if getattr(client, "token", None) else {}
        return client.request(method, there(path), None, headers)
    return client.request(method, there(path), None, {})


def decision(answer, path):
    """in, stranger (log in first) or denied."""
    if path.startswith("/api/"):
        if answer.status == 401:
            return "stranger"
        word = answer.json.get("code") if answer.status == 403 else None
        return "denied" if word in ("no_right", "denied") else "in"
    if answer.status == 303 and re.match(r"/(staff/)?login(\?|$)", answer.location):
        return "stranger"
    if answer.status == 403 and "Your role does not include this." in answer.words:
        return "denied"
    return "in"


def wanted(who, asker):
    """What the table says of this asker: None, "customer", or a role."""
    if who in ("anyone", "guest"):
        return "in"
    if who == "customer":
        return "in" if asker == "customer" else "stranger"
    if asker not in ROLES:
        return "stranger"
    return "in" if rights_of(who) & ROLES[asker] else "denied"


def half_signed_in(server):
    """Somebody of staff who showed his password and no code yet."""
    boss = hire(server)
    half = Member(server)
    half.login, half.password, half.token = boss.login, boss.password, None
    answer = half.submit(half.get("/staff/login"), "/staff/login", {"login": half.login, "password": half.password})
    equal(answer.location, "/staff/second-factor")
    expect("staff_flow" in half.cookies and "staff" not in half.cookies, half.cookies)
    return half


def askers(server):
    yield None, server.client()
    yield "customer", register(server)
    yield "half", half_signed_in(server)
    for role in ROLES:
        member = hire(server, role)
        member.token = member.sign_in()
        yield role, member
    gone = hire(server)
    gone.token = gone.sign_in()
    equal(server.run("staff", "disable", gone.login).returncode, 0)
    yield "locked out", gone
    late = hire(server)
    late.token = late.sign_in()
    server.pass_time(3601)
    yield "expired", late


@journey("every route is decided for everybody as its table says: no wrong cell")
def matrix(server):
    rows = [(method, path, who) for method, path, who, _ in routes()]
    cells, wrong = 0, []
    for asker, client in askers(server):
        for method, path, who in rows:
            if path in ("/logout", "/staff/logout") or (path.endswith(FATAL) and method != "GET" and asker):
                continue
            answer = ask(client, method, path)
            cells += 1
            seen = decision(answer, path)
            if path in ("/staff/login", "/staff/second-factor", "/login", "/register"):
                seen = "in"  # they lead one another
            if seen != wanted(who, asker):
                wrong.append((asker, method, path, who, answer.status, answer.location, wanted(who, asker)))
            expect(answer.status < 500, f"{asker} {method} {path}: {answer.status}")
    equal(wrong, [], f"wrong cells of {cells}")
    print(f"# {cells} cells, {len(rows)} routes", flush=True)


@journey("nothing answers that does not stand in the table, and what stands there is not open by oversight")
def unlisted(server):
    stranger = server.client()
    for path in ("/staff/", "/staff/nowhere", "/admin", "/staff/../home", "/api/v1/staff", "/api/v1/staff/nowhere"):
        expect(stranger.get(path).status in (303, 400, 404), path)
    rows = [(method, path) for method, path, _, _ in routes()]
    equal(sorted(rows), sorted(set(rows)), "a row stands twice")
    menu = re.findall(r'<nav class="console-nav".*?</nav>', hire(server).get("/staff").text, re.DOTALL)[0]
    screens = re.findall(r'href="([^"]+)"', menu)
    expect(len(screens) > 5 and len(screens) == len(set(screens)), screens)
    for method, path, who, _ in routes():
        expect(who != "nobody", path)
        below = re.match(r"/(api/v1/)?staff(/|$)", path)
        expect(bool(below) == who.startswith("staff") or path in
               ("/staff/login", "/staff/second-factor", "/staff/logout", "/staff/enrol", "/api/v1/staff/sessions"),
               f"{who}: {method} {path}")
        if who.startswith("staff"):
            expect(rights_of(who) and rights_of(who) <= EVERYTHING, f"{who}: {path}")


@journey("calls that end sessions are open to whom the table says, too")
def fatal(server):
    for asker, make in (("customer", register), *((role, lambda s, r=role: hire(s, r)) for role in ROLES)):
        for method, path, who, _ in routes():
            if method == "GET" or not path.endswith(FATAL) or path in ("/logout", "/staff/logout"):
                continue
            client = make(server)
            if path.startswith("/api/") and isinstance(client, Member):
                client.token = client.sign_in()
            elif not path.startswith("/api/") and isinstance(client, Customer):
                client.token = None
            answer = ask(client, method, path)
            equal(decision(answer, path), wanted(who, asker), f"{asker} {method} {path}: {answer.status}")


run({"signin.hash_memory_kib": "8192", "signin.hash_passes": "1"})
