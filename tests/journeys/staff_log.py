# SPDX-License-Identifier: Apache-2.0
"""Each act of staff is a line of the server's log: who did what to what, by which request; nothing of a person."""
from customers import register
from kabinet import ENGINE, contains, equal, eventually, expect, journey, run, skip
from staff import Member, hire

REASON = "пані Олена дзвонила двічі"


def acts(server, message="staff act"):
    return [line for line in server.log_lines() if line["message"] == message]


def trail(boss):
    """What the audit trail has, oldest first."""
    items = boss.call("GET", "/staff/audit?limit=100").json["items"]
    return [(e["action"], e["ref"], e["login"]) for e in reversed(items)]


def leaves(server, does, answer_is, message="staff act", **fields):
    """The act is answered so and leaves one line with those fields; returns the answer."""
    told = len(acts(server, message))
    answer = does()
    equal(answer.status, answer_is, answer.words[:300] or answer.text[:300])
    fresh = acts(server, message)[told:]
    equal(len(fresh), 1, f"lines of {fields}: {fresh}")
    for name, value in {"level": "info", **fields}.items():
        equal(fresh[0].get(name), value, f"{name} in {fresh[0]}")
    equal(fresh[0]["request"], answer.header("x-request-id"))
    return answer


@journey("lock, restrict, unlock, role, lock-out, correction, seller, plan: one line each, with member, act, target and request")
def each_act(server):
    boss, clerk, person = hire(server), hire(server, "support"), register(server)
    people = {m["login"]: m["id"] for m in boss.call("GET", "/staff/members").json["items"]}
    me, hers = people[boss.login], people[clerk.login]
    person.bearer = person.token
    account = person.api("GET", "/me").json["id"]
    by = {"staff": me, "login": boss.login}
    for state in ("restricted", "locked", "open"):
        body = {"state": state, "reason": REASON}
        leaves(server, lambda: boss.call("POST", f"/staff/accounts/{account}/access", body), 204,  # pylint: disable=cell-var-from-loop
               target=account, account=account, **by)
    leaves(server, lambda: boss.call("POST", f"/staff/accounts/{account}/sessions/end", {"reason": REASON}), 204,
           target=account, **by)
    leaves(server, lambda: boss.call("POST", f"/staff/members/{hers}/role", {"role": "sales"}), 204,
           act="staff.role", subject="staff", target=hers, **by)
    leaves(server, lambda: boss.call("POST", f"/staff/members/{hers}/new-link"), 200, act="staff.reset", target=hers, **by)
    leaves(server, lambda: boss.call("POST", f"/staff/members/{hers}/lock-out", {"reason": REASON}), 204,
           act="staff.disabled", target=hers, **by)
    leaves(server, lambda: boss.call("POST", "/staff/members", {"login": "log.one", "name": "Нова", "role": "sales"}), 201,
           act="staff.invited", **by)
    body = {"account": account, "gives": True, "amount": 500, "currency": "UAH", "reason": REASON}
    leaves(server, lambda: boss.call("POST", "/staff/corrections", body), 201, account=account, **by)
    seller = {name: text for name, text in boss.call("GET", "/staff/seller").json.items() if name != "version"}
    leaves(server, lambda: boss.call("POST", "/staff/seller", {**seller, "name_en": "Logged Ltd"}), 200,
           act="seller.changed", **by)
    page = boss.get("/staff/catalogue")
    leaves(server, lambda: boss.submit(page, "/staff/catalogue/groups", {
        "code": "logged", "name_uk": "Журнал", "name_en": "Log", "position": "9"}), 303, act="plan_group.made", **by)
    told = [(line["act"], line.get("target", ""), line.get("login", "")) for line in acts(server)]
    equal(sorted(told), sorted(trail(boss)) if ENGINE == "sqlite" else
          sorted(e for e in trail(boss) if e[2]), "the log has what the trail has")
    log = server.log()
    expect(REASON not in log and person.login not in log and person.email not in log, "a person stands in the log")


@journey("what the trail has no word for leaves the call's route, and what was refused, shown or looked at leaves nothing")
def other_calls(server):
    boss, person = hire(server), register(server)
    person.bearer = person.token
    account = person.api("GET", "/me").json["id"]
    boss.token = boss.sign_in()
    leaves(server, lambda: boss.call("POST", "/staff/proof", {"code": boss.code()}), 204, "staff call",
           route="POST /api/v1/staff/proof", login=boss.login)
    before = len(acts(server)), len(acts(server, "staff call"))
    equal(boss.call("POST", f"/staff/accounts/{account}/access", {"state": "emperor", "reason": "x"}).status, 422)
    equal(boss.call("POST", "/staff/members", {"login": "%%", "role": "full"}).status, 422)
    equal(boss.get(f"/staff/accounts/{account}").status, 200)
    equal(hire(server, "sales").call("POST", f"/staff/accounts/{account}/access", {"state": "open", "reason": "x"}).status, 403)
    fresh = [line for line in acts(server)[before[0]:] if line["act"] not in ("staff.invited", "staff.enrolled", "staff.signin")]
    equal((fresh, len(acts(server, "staff call"))), ([], before[1]))


@journey("who sits at the command line acts by the server's log, and reads no line of it")
def command_line(server):
    if ENGINE != "sqlite":
        skip("beside PostgreSQL a command writes by itself: the trail has it, no server's log")
    hand = Member(server)
    told = len(acts(server))
    answer = server.run("staff", "add", hand.login, "--role", "sales")
    equal((answer.returncode, answer.stderr), (0, ""))
    line = eventually(lambda: acts(server)[told:], "the line")[0]
    equal((line["act"], line["by"], line.get("login"), line.get("staff")), ("staff.invited", "command line", None, None))
    contains(server.run("staff", "list").stdout, hand.login)


run()
