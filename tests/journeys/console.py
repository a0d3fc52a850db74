# SPDX-License-Identifier: Apache-2.0
"""The console: how staff is made, signs in and is kept out."""
import concurrent.futures
from urllib.parse import quote

from customers import register
from kabinet import Server, contains, equal, eventually, expect, journey, run
from staff import Member, hire


@journey("there is no default member: the first one is made at the command line, by a link that works once")
def first_member(server):
    equal(server.run("staff", "list").stdout, "no members yet: kabinet staff add LOGIN --role full\n")
    boss = Member(server)
    path = boss.invite()
    boss.enrol(path)
    equal(len(set(boss.recovery_codes)), 10)
    contains(boss.get("/staff").words, "Dashboard")
    stranger = server.client()
    equal(stranger.get(path).status, 410)
    equal(server.run("staff", "add", boss.login, "--role", "full").returncode != 0, True)
    contains(server.run("staff", "list").stdout, boss.login)


@journey("sign-in wants password and second factor, and goes where one wanted to go")
def sign_in(server):
    boss = hire(server)
    other = Member(server)
    other.__dict__.update({**boss.__dict__, "cookies": {}})
    answer = other.get("/staff?x=1")
    equal((answer.status, answer.location), (303, "/staff/login?next=%2Fstaff%3Fx%3D1"))
    answer = other.submit(other.get(answer.location), "/staff/login",
                          {"login": f" {boss.login.upper()} ", "password": boss.password})
    equal((answer.status, answer.location), (303, "/staff/second-factor"))
    equal(other.get("/staff").status, 303)
    page = other.get("/staff/second-factor")
    answer = other.submit(page, "/staff/second-factor", {"code": "000000"})
    equal(answer.status, 422)
    answer = other.submit(page, "/staff/second-factor", {"code": other.code()})
    equal((answer.status, answer.location), (303, "/staff?x=1"))
    equal(other.get("/staff").status, 200)
    answer = other.submit(other.get("/staff/logout"), "/staff/logout", {})
    equal(answer.location, "/staff/login")
    equal(other.get("/staff").status, 303)


@journey("a code works once, by whatever door it comes, and so does a recovery code")
def no_replay(server):
    boss = hire(server)
    code = boss.code()
    login = {"login": boss.login, "password": boss.password}
    equal(boss.api("POST", "/staff/sessions", {**login, "code": code}).status, 201)
    answer = boss.api("POST", "/staff/sessions", {**login, "code": code})
    equal((answer.status, answer.json["code"]), (401, "wrong_credentials"))
    equal(boss.submit(boss.get("/staff/proof"), "/staff/proof", {"code": code}).status, 422)
    spare = boss.recovery_codes[3]
    equal(boss.api("POST", "/staff/sessions", {**login, "code": spare.upper().replace("-", " ")}).status, 201)
    equal(boss.api("POST", "/staff/sessions", {**login, "code": spare}).status, 401)
    contains(boss.get("/staff/me").words, "9 codes are left")
    stranger = hire(server)
    equal(stranger.api("POST", "/staff/sessions", {"login": stranger.login, "password": stranger.password,
                                                   "code": boss.recovery_codes[4]}).status, 401, "another's code")


@journey("known and unknown logins are refused alike, and the tenth wrong try of an hour is the last")
def throttled(server):
    boss = hire(server)
    for login in (boss.login, "nobody.knows", "Nobody.Knows", "%%%", "x"):
        client = server.client()
        page = client.get("/staff/login")
        answer = client.submit(page, "/staff/login", {"login": login, "password": "wrong wrong wrong"})
        equal(answer.status, 422)
        contains(answer.words, "The login or the password is wrong.")
    client = server.client()
    statuses = []
    for spelling in (boss.login, boss.login.upper(), f" {boss.login} ") * 4:
        answer = client.api("POST", "/staff/sessions", {"login": spelling, "password": "wrong", "code": "000000"})
        statuses.append(answer.status)
    equal(statuses, [401] * 10 + [429] * 2)
    expect(answer.header("retry-after"), "no Retry-After")
    boss.sign_in()  # from her own network she still comes in


@journey("five wrong codes end the flow, ten an hour end the hour, and a session of a customer opens nothing")
def codes_are_few(server):
    boss = hire(server)
    for _ in range(2):
        other = server.client()
        page = other.follow(other.submit(other.get("/staff/login"), "/staff/login",
                                         {"login": boss.login, "password": boss.password}))
        for _ in range(5):
            equal(other.submit(page, "/staff/second-factor", {"code": "000000"}).status, 422)
        answer = other.submit(page, "/staff/second-factor", {"code": boss.code()})
        equal((answer.status, answer.location), (303, "/staff/login"))
    answer = boss.api("POST", "/staff/sessions", {"login": boss.login, "password": boss.password, "code": boss.code()})
    equal((answer.status, answer.json["code"]), (429, "too_many_attempts"))
    customer = register(server)
    equal(customer.get("/staff").location, "/staff/login?next=%2Fstaff")
    equal(customer.api("GET", "/staff/me", headers={"Authorization": f"Bearer {customer.token}"}).status, 401)
    customer.cookies["staff"] = customer.cookies["session"]
    equal(customer.get("/staff").status, 303)
    boss.cookies["session"] = boss.cookies["staff"]
    equal(boss.get("/home").status, 303)


def browser_seen(boss):
    """When the browser's session was last used, as the database has it."""
    return [s["seen_at"] for s in boss.call("GET", "/staff/sessions").json["items"] if not s["current"]]


@journey("sessions of the console end after an hour without use, and at logout everywhere")
def sessions_end(server):
    boss = hire(server)
    token = boss.sign_in()
    server.pass_time(3700)
    equal(boss.get("/staff").status, 303)
    equal(boss.api("GET", "/staff/me", headers={"Authorization": f"Bearer {token}"}).status, 401)
    boss.sign_in_browser()
    before = browser_seen(boss)
    server.pass_time(50 * 60)
    equal(boss.get("/staff").status, 200)
    server.pass_time(120)
    eventually(lambda: browser_seen(boss) != before, "the use is written down")
    server.pass_time(50 * 60)
    equal(boss.get("/staff").status, 200, "used meanwhile")
    equal(boss.submit(boss.get("/staff/me"), "/staff/me/sessions/end-others", {}).status, 303)
    equal(boss.call("GET", "/staff/me").status, 401)


@journey("they end in any case after the time that is set")
def absolute_end(_):
    with Server({"staff.session_idle": "30m", "staff.session_absolute": "30m"}) as server:
        server.start()
        boss = hire(server)
        server.pass_time(29 * 60)
        equal(boss.get("/staff").status, 200)
        server.pass_time(61)
        equal(boss.get("/staff").status, 303)


@journey("nobody gives more than he has, locks himself out or removes the last one with full access")
def members(server):
    boss, clerk = hire(server), hire(server, "support")
    equal(clerk.get("/staff/staff").status, 403)
    contains(clerk.get("/staff/staff").words, "Your role does not include this.")
    people = {m["login"]: m for m in boss.call("GET", "/staff/members").json["items"]}
    mine, hers = people[boss.login]["id"], people[clerk.login]["id"]
    answer = boss.call("POST", f"/staff/members/{mine}/lock-out", {"reason": "tired"})
    equal((answer.status, answer.json["code"]), (422, "own_account"))
    equal(boss.call("POST", f"/staff/members/{mine}/role", {"role": "sales"}).json["code"], "own_account")
    equal(boss.call("POST", f"/staff/members/{hers}/role", {"role": "emperor"}).json["code"], "bad_choice")
    equal(boss.call("POST", f"/staff/members/{hers}/role", {"role": "accounting"}).status, 204)
    equal(clerk.get("/staff").status, 200)
    contains(clerk.get("/staff/me").words, "Accounting")
    page = boss.get(f"/staff/staff/{hers}")
    answer = boss.submit(page, f"/staff/staff/{hers}/lock-out", {"reason": "left the firm"})
    equal(answer.status, 303)
    equal(clerk.get("/staff").status, 303, "locked out at once")
    equal(clerk.api("POST", "/staff/sessions", {"login": clerk.login, "password": clerk.password,
                                                "code": clerk.code()}).status, 401)
    for other in people.values():
        if other["role"] == "full" and other["state"] == "active" and other["id"] != mine:
            equal(boss.call("POST", f"/staff/members/{other['id']}/lock-out", {"reason": "x"}).status, 204)
    answer = server.run("staff", "disable", boss.login)
    equal((answer.returncode != 0, "last member with full access" in answer.stderr), (True, True), answer.stderr)
    link = boss.call("POST", f"/staff/members/{hers}/new-link").json["link"]
    clerk.cookies = {}
    clerk.enrol(link[len(server.url):])
    equal(clerk.get("/staff").status, 200)
    answer = boss.submit(boss.get("/staff/staff"), "/staff/staff", {"login": "New.One", "name": "Нова", "role": "sales"})
    contains(answer.words, "/staff/enrol?token=")
    equal(boss.submit(boss.get("/staff/staff"), "/staff/staff", {"login": "new.one", "role": "sales"}).status, 422)


@journey("what is dangerous wants a code not older than a quarter of an hour, and leads back afterwards")
def proof(server):
    boss = hire(server)
    server.pass_time(16 * 60)
    page = boss.get("/staff/staff")
    form = {"login": "late.one", "role": "sales"}
    answer = boss.post("/staff/staff", {**page.form("/staff/staff")["fields"], **form},
                       {"Referer": server.url + "/staff/staff"})
    equal((answer.status, answer.location), (303, "/staff/proof?next=%2Fstaff%2Fstaff"))
    boss.token = boss.sign_in()
    server.pass_time(16 * 60)
    equal(boss.call("POST", "/staff/members", form).json["code"], "proof_required")
    answer = boss.submit(boss.get("/staff/proof?next=%2Fstaff%2Fstaff"), "/staff/proof", {"code": boss.code()})
    equal(answer.location, "/staff/staff")
    equal(boss.submit(page, "/staff/staff", form).status, 200)
    equal(boss.call("POST", "/staff/proof", {"code": boss.code()}).status, 204)
    equal(boss.call("POST", "/staff/members", {**form, "login": "later.one"}).status, 201)


@journey("one changes one's password and gets new recovery codes; the old ones are void")
def own_matters(server):
    boss = hire(server)
    page = boss.get("/staff/me/password")
    fresh = "eleven loud mountains"
    equal(boss.submit(page, "/staff/me/password", {"password": "wrong", "new_password": fresh}).status, 422)
    equal(boss.submit(page, "/staff/me/password", {"password": boss.password, "new_password": fresh}).status, 303)
    boss.password = fresh
    boss.sign_in()
    answer = boss.submit(boss.get("/staff/me"), "/staff/me/recovery-codes", {})
    equal(answer.status, 200)
    expect(boss.recovery_codes[0] not in answer.text, "an old code")
    equal(boss.api("POST", "/staff/sessions", {"login": boss.login, "password": boss.password,
                                               "code": boss.recovery_codes[0]}).status, 401)


@journey("every act stands in the audit trail, page by page and filtered, and nothing of it is secret")
def audit(server):
    boss = hire(server)
    answer = boss.get(f"/staff/audit?member={boss.login}")
    for word in ("staff.enrolled", "staff.signin", boss.login):
        contains(answer.words, word)
    items = boss.call("GET", f"/staff/audit?action=staff.&member={boss.login}&limit=2").json
    equal(len(items["items"]), 2)
    rest = boss.call("GET", f"/staff/audit?member={boss.login}&limit=2&after={items['next']}").json["items"]
    expect(rest and rest[0]["id"] not in [i["id"] for i in items["items"]], rest)
    everything = boss.call("GET", "/staff/audit?limit=100").text
    for secret in (boss.password, boss.secret, boss.token, *boss.recovery_codes):
        expect(secret not in everything and secret not in server.log(), "a secret")
    contains(boss.get("/staff/audit?until=2020-01-01").words, "Nothing found")
    contains(boss.get("/staff/audit?from=2020-01-01&until=2100-01-01&action=staff.").words, boss.login)


@journey("customers are found by number, login, e-mail, phone in any form and by name in any case")
def customers(server):
    clerk, customer = hire(server, "support"), register(server)
    number = customer.api("GET", "/me", headers={"Authorization": f"Bearer {customer.token}"}).json["number"]
    local = customer.phone.replace("+380", "0")
    for query in (str(number), customer.login.upper(), customer.email, customer.phone, f"{local[:3]} {local[3:6]} {local[6:]}",
                  customer.login[:-1], "ковальчук", "ОЛЕНА КОВ"):
        answer = clerk.call("GET", "/staff/accounts?q=" + quote(query))
        expect(customer.login in [a["login"] for a in answer.json["items"]], f"{query}: {answer.text[:300]}")
    page = clerk.get("/staff/accounts?q=" + quote(customer.email))
    page = clerk.get(page.link("/staff/accounts/"))
    contains(page.words, customer.name)
    contains(page.words, customer.email)
    equal(clerk.get("/staff/accounts/018f0000-0000-7000-8000-000000000000").status, 404)
    contains(clerk.get("/staff/accounts?q=%25%25%25").words, "Nobody found")
    equal(clerk.call("GET", "/staff/accounts?q=x").json["items"], [])


def at_once(count, act):
    """What act(i) answers for each i, all begun together."""
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(act, range(count)))


@journey("of a hundred who show one code at once one comes in, and of two who lock each other out one stays")
def races(server):
    boss = hire(server)
    code, clients = boss.code(), [server.client() for _ in range(100)]
    login = {"login": boss.login, "password": boss.password, "code": code}
    statuses = at_once(100, lambda i: clients[i].api("POST", "/staff/sessions", login).status)
    equal(statuses.count(201), 1, statuses)
    expect(set(statuses) <= {201, 401, 429, 503}, statuses)
    one, two = hire(server), hire(server)
    for other in one.call("GET", "/staff/members").json["items"]:
        if other["role"] == "full" and other["state"] == "active" and other["login"] not in (one.login, two.login):
            one.call("POST", f"/staff/members/{other['id']}/lock-out", {"reason": "x"})
    ids = {m["login"]: m["id"] for m in two.call("GET", "/staff/members").json["items"]}
    pair = [(one, ids[two.login]), (two, ids[one.login])]
    statuses = at_once(2, lambda i: pair[i][0].call("POST", f"/staff/members/{pair[i][1]}/lock-out",
                                                    {"reason": "quarrel"}).status)
    equal(statuses.count(204), 1, statuses)
    contains(server.run("staff", "list").stdout, "active")


@journey("of five hundred wrong passwords at once ten are tried")
def parallel_guesses(server):
    boss = hire(server)
    clients = [server.client() for _ in range(500)]
    for client in clients:
        client.address = boss.address
    wrong = {"login": boss.login, "password": "wrong", "code": "000000"}
    statuses = []
    for _ in range(5):
        statuses += at_once(100, lambda i: clients[i].api("POST", "/staff/sessions", wrong).status)
    equal(statuses.count(401), 10, sorted(set(statuses)))
    expect(set(statuses) <= {401, 429, 503}, sorted(set(statuses)))


@journey("staff come in while customers' sign-ins fill the queue, and customers while staff's do")
def queues(_):
    with Server({"signin.hash_memory_kib": "65536", "signin.hash_passes": "3"}) as server:
        server.start()
        boss, person = hire(server), register(server, browser=False)
        for flooded in ("customers", "staff"):
            answered = []

            def flood(number):
                client = server.client()
                if flooded == "customers":
                    call = ("POST", "/sessions", {"identifier": f"guest{number}@example.com", "password": "wrong"})
                else:
                    call = ("POST", "/staff/sessions", {"login": f"guest{number}", "password": "x", "code": "000000"})
                try:
                    answered.append(client.api(*call).status)
                except TimeoutError:
                    pass  # on a busy machine the end of the queue is later than a client waits
            with concurrent.futures.ThreadPoolExecutor(40) as pool:
                waiting = [pool.submit(flood, number) for number in range(40)]
                eventually(lambda: len(answered) >= 2, "the queue to be at work")
                if flooded == "customers":
                    body = {"login": boss.login, "password": boss.password, "code": boss.code()}
                    status = server.client().api("POST", "/staff/sessions", body).status
                else:
                    body = {"identifier": person.login, "password": person.password}
                    status = server.client().api("POST", "/sessions", body).status
                before = len(answered)
                concurrent.futures.wait(waiting)
            equal(status, 201)
            expect(before <= 25, f"{before} of 40 {flooded} first")
            expect(set(answered) <= {401, 503}, answered)


@journey("the pages stand in both languages")
def languages(server):
    boss = hire(server, language="uk")
    contains(boss.get("/staff").words, "Огляд")
    contains(boss.get("/staff/staff").words, "Запросити")
    contains(boss.get("/staff/staff?lang=en").words, "Invite")


run({"signin.hash_memory_kib": "8192", "signin.hash_passes": "1"})
