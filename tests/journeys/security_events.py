# SPDX-License-Identifier: Apache-2.0
"""What an operator sees of attacks: a line of the log and a step of a counter for each event, and no flood of lines."""
import re
import socket

from customers import Customer, captcha, register
from kabinet import equal, eventually, expect, journey, run
from owners import buy, buyer, call
from security import counts, lines
from staff import hire


def tells(server, event, act, times=1, **fields):
    """The act is counted and told once, with those fields; returns the line."""
    counted, told = counts(server)[event], len(lines(server, event))
    answer = act()
    equal(counts(server)[event], counted + times, f"{event} is counted, {answer and answer.status}")
    fresh = lines(server, event)[told:]
    equal(len(fresh), times, f"lines of {event}")
    for name, value in {"level": "info", **fields}.items():
        equal(fresh[-1].get(name), value, f"{name} in {fresh[-1]}")
    expect("request" in fresh[-1] or event == "malformed_request", fresh[-1])
    return fresh[-1]


@journey("a token that opens nothing, a form of another site, a form token that is none: a line and a count each")
def tokens(server):
    person = register(server)
    account = person.api("GET", "/me", headers={"Authorization": f"Bearer {person.token}"}).json["id"]
    stranger = server.client()
    stranger.bearer = "A" * 43
    tells(server, "bad_token", lambda: stranger.api("GET", "/me"), network=stranger.address, account=None,
          route="GET /api/v1/me")
    stranger.bearer = "short"
    tells(server, "bad_token", lambda: stranger.api("GET", "/staff/me"))
    values = {"name": "x", "csrf": "0" * 88}
    tells(server, "bad_form_token", lambda: person.post("/profile", values), account=account, network=person.address,
          route="POST /profile")
    for name, value in (("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")):
        tells(server, "cross_site", lambda: person.post("/profile", values, {name: value}), account=account)  # pylint: disable=cell-var-from-loop


@journey("a right that a role lacks is told with who lacked it")
def roles(server):
    clerk = hire(server, "support")
    me = clerk.call("GET", "/staff/me").json["id"]
    tells(server, "role_refused", lambda: clerk.get("/staff/audit"), staff=me, network=clerk.address)
    tells(server, "role_refused", lambda: clerk.call("GET", "/staff/members"), staff=me)


@journey("a wrong captcha and wrong codes of registration, recovery and the phone are told, whichever door they came by")
def codes(server):
    person = Customer(server)
    form = {**person.form(), "altcha": captcha(person)}
    tells(server, "wrong_captcha", lambda: person.api("POST", "/registrations", {**form, "altcha": "e30="}))
    flow = person.api("POST", "/registrations", form).json["id"]
    tells(server, "wrong_code", lambda: person.api("POST", f"/registrations/{flow}/confirm", {"code": "000000"}),
          network=person.address, route="POST /api/v1/registrations/{id}/confirm")
    person = register(server)
    account = person.api("GET", "/me", headers={"Authorization": f"Bearer {person.token}"}).json["id"]
    person.follow(person.submit(person.get("/profile/phone"), "/profile/phone", {}))
    page = person.get("/profile/phone")
    tells(server, "wrong_code", lambda: person.submit(page, "/profile/phone/confirm", {"code": "000000"}),
          account=account)
    other = server.client()
    flow = other.api("POST", "/recoveries", {"identifier": person.login, "altcha": captcha(other, "recover")}).json["id"]
    tells(server, "wrong_code", lambda: other.api("POST", f"/recoveries/{flow}/code", {"code": "000000"}))


@journey("wrong passwords and second factors are told with whose they are, and a sign-in with how it was done")
def signins(server):
    person = register(server)
    account = person.api("GET", "/me", headers={"Authorization": f"Bearer {person.token}"}).json["id"]
    expect([x for x in server.log_lines() if x["message"] == "signed in" and x["account"] == account
            and x["method"] == "password"], "the sign-in names its method")
    wrong = {"identifier": person.login, "password": "wrong"}
    tells(server, "wrong_password", lambda: person.api("POST", "/sessions", wrong), account=account,
          message="sign-in refused")
    boss = hire(server)
    me = boss.call("GET", "/staff/me").json["id"]
    line = [x for x in server.log_lines() if x["message"] == "staff signed in"][-1]
    equal((line["staff"], line["method"], line["factor"]), (me, "password", "app"))
    tells(server, "wrong_factor", lambda: boss.api("POST", "/staff/sessions", {
        "login": boss.login, "password": boss.password, "code": "000000"}), staff=me)
    tells(server, "wrong_password", lambda: boss.api("POST", "/staff/sessions", {
        "login": boss.login, "password": "wrong", "code": "000000"}), staff=me)
    answer = boss.api("POST", "/staff/sessions", {"login": boss.login, "password": "wrong", "code": "000000"})
    expect("log in" not in answer.json["title"].lower(), answer.json)  # that is what was tried
    for _ in range(12):
        answer = boss.api("POST", "/staff/sessions", {"login": boss.login, "password": "wrong", "code": "000000"})
    equal(answer.status, 429)
    expect("Recover access" not in answer.json["detail"] and "kabinet staff reset" in answer.json["detail"], answer.json)
    for _ in range(12):
        answer = person.api("POST", "/sessions", wrong)
    equal(answer.status, 429)
    tells(server, "limited", lambda: person.api("POST", "/sessions", wrong), message="sign-in limited")


@journey("whoever asks for what another customer has is told a minute later, and sees nothing of it")
def foreign(server):
    owner, nosy = register(server, browser=False), register(server)
    owner.bearer, nosy.bearer = owner.token, nosy.token
    me = nosy.api("GET", "/me").json["id"]
    payer = owner.api("POST", "/payers", {"kind": "individual", "name": "Олена Ковальчук", "country": "UA"})
    equal(payer.status, 201, payer.text)
    wanted = payer.json["id"]
    absent = wanted[:-4] + ("0000" if wanted[-4:] != "0000" else "1111")
    before = counts(server)["foreign_id"]
    seen = [nosy.api("GET", f"/payers/{name}") for name in (wanted, absent)]
    equal({a.status for a in seen}, {404})
    equal(seen[0].body, seen[1].body)
    equal(nosy.get(f"/payers/{wanted}").status, 404)
    equal(owner.api("DELETE", f"/payers/{wanted}").status, 204)
    owner.api("DELETE", f"/payers/{wanted}")
    server.pass_time(61)
    eventually(lambda: counts(server)["foreign_id"] >= before + 2, "the look-up")
    equal(counts(server)["foreign_id"], before + 2, "the absent id and the owner's own are none")
    equal({(x["account"], x["route"], x["network"]) for x in lines(server, "foreign_id")},
          {(me, "GET /api/v1/payers/{id}", nosy.address), (me, "GET /payers/{id}", nosy.address)})
    expect(all(x["request"] for x in lines(server, "foreign_id")))


@journey("every room knows its own ids: a service, an order, an invoice, a payment, a transaction, a session")
def foreign_everywhere(server):
    owner, nosy = buyer(server), register(server)
    nosy.bearer = nosy.token
    wanted = [f"/services/{buy(owner)}"]
    for path in ("/orders", "/invoices", "/payments", "/transactions", "/sessions"):
        wanted.append(f"{path}/{call(owner, 'GET', path)['items'][0]['id']}")
    before = counts(server)["foreign_id"]
    for path in wanted:
        method = "DELETE" if path.startswith("/sessions") else "GET"
        equal(nosy.api(method, path, {"password": nosy.password} if method == "DELETE" else None).status, 404, path)
    server.pass_time(61)
    eventually(lambda: counts(server)["foreign_id"] >= before + len(wanted), "the look-up")
    equal(counts(server)["foreign_id"], before + len(wanted))


def send(server, data):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(data)
        while connection.recv(65536):
            pass


@journey("messages that no honest client sends are told: two lengths, two hosts, a bare line feed")
def malformed(server):
    for text in (b"POST /login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
                 b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\nHost: a\n\n"):
        tells(server, "malformed_request", lambda: send(server, text), network="127.0.0.1")  # pylint: disable=cell-var-from-loop


@journey("a flood of events is counted in full and told in part, and the next line says how many were left out")
def flood(server):
    before, told = counts(server)["malformed_request"], len(lines(server, "malformed_request"))
    for _ in range(300):
        send(server, b"nonsense\r\n\r\n")
    equal(counts(server)["malformed_request"], before + 300)
    fresh = len(lines(server, "malformed_request")) - told
    expect(1 <= fresh <= 60, f"{fresh} lines of 300")

    def next_line():
        send(server, b"nonsense\r\n\r\n")
        return lines(server, "malformed_request")[told + fresh:]
    expect(eventually(next_line, "a line after the flood")[0]["left_out"] > 0)


@journey("no line of the log has a name twice")
def names(server):
    server.client().request("POST", "/provisioning/operations/01890000-0000-7000-8000-000000000000", "{}",
                            {"Content-Type": "application/json"})
    for line in server.log().splitlines():
        found = re.findall(r'[{,]"(\w+)":', line)
        equal(len(found), len(set(found)), line)


run()
