# SPDX-License-Identifier: Apache-2.0
"""Staff locks an account, restricts it and lets it go on; ends its sessions; and every door knows at once."""
import os
import sqlite3
import subprocess
import threading

from customers import captcha, register
from kabinet import ENGINE, code_of, contains, equal, expect, journey, run
from owners import START, buyer, call, top_up
from staff import hire

WORDS = {
    "en": {"locked": "Your account is locked", "restricted": "restricted", "open": "active again", "ended": "signed out",
           "sign-in": "This account is locked", "home": "Your account is restricted"},
    "uk": {"locked": "заблоковано", "restricted": "обмежено", "open": "знову працює", "ended": "на всіх пристроях",
           "sign-in": "заблоковано", "home": "обмежено"},
}


def of(person):
    return person.api("GET", "/me", headers={"Authorization": f"Bearer {person.token}"}).json["id"]


def access(boss, account, state, text="", reason="abuse report 77"):
    page = boss.get(f"/staff/accounts/{account}")
    return boss.submit(page, f"/staff/accounts/{account}/access", {"state": state, "reason": reason, "text": text})


def signed_in(person):
    return person.get("/profile").status == 200


def by_token(person):
    return person.api("GET", "/me", headers={"Authorization": f"Bearer {person.token}"}).status


def unproven(server, email):
    """As if nobody had ever confirmed the address."""
    text = f"UPDATE identifier SET verified_at = NULL, how = '' WHERE value = '{email}'"
    if ENGINE == "postgres":
        subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", server.database.url, "-c", text], check=True)
        return
    database = sqlite3.connect(os.path.join(server.data, "kabinet.db"), timeout=30)
    with database:
        equal(database.execute(text).rowcount, 1)
    database.close()


def whole_story(server, language):
    words = WORDS[language]
    boss, person = hire(server, "support", language), register(server, language)
    account = of(person)
    equal(access(boss, account, "locked", "", "").status, 422, "a reason is needed")
    equal(access(boss, account, "gone").status, 422)
    answer = server.message_after(lambda: equal(access(boss, account, "locked", "Спам з ваших адрес.").status, 303),
                                  person.email)
    contains(answer["subject"], words["locked"])
    contains(answer["text"], "Спам з ваших адрес.")
    expect("abuse report 77" not in answer["text"] + answer["html"], "the reason is for staff")
    equal((signed_in(person), by_token(person)), (False, 401))
    page = person.submit(person.get("/login"), "/login", {"identifier": person.login, "password": person.password})
    equal(page.status, 422)
    contains(page.words, words["sign-in"])
    answer = person.api("POST", "/sessions", {"identifier": person.login, "password": person.password})
    equal((answer.status, answer.json["code"]), (403, "account_locked"))
    # Whoever does not know the password learns nothing.
    wrong = person.api("POST", "/sessions", {"identifier": person.login, "password": "wrong"})
    nobody = person.api("POST", "/sessions", {"identifier": "nobody.at.all", "password": "wrong"})
    equal((wrong.status, wrong.json["code"]), (nobody.status, nobody.json["code"]))
    page = boss.get(f"/staff/accounts/{account}")
    contains(page.words, "Спам з ваших адрес.")
    letter = server.message_after(lambda: equal(access(boss, account, "open").status, 303), person.email)
    contains(letter["subject"], words["open"])
    equal((signed_in(person), by_token(person)), (False, 401), "what was ended stays ended")
    person.sign_in_browser()
    person.token = person.sign_in()
    page = boss.follow(access(boss, account, "open"))
    equal(page.status, 200)
    letter = server.message_after(lambda: access(boss, account, "restricted", "Борг\nза червень."), person.email)
    contains(letter["subject"], words["restricted"])
    equal((signed_in(person), by_token(person)), (True, 200))
    page = person.get("/home")
    contains(page.words, words["home"])
    contains(page.words, "Борг")
    letter = server.message_after(lambda: equal(boss.submit(
        boss.get(f"/staff/accounts/{account}"), f"/staff/accounts/{account}/sessions/end", {"reason": "asked by phone"}
    ).status, 303), person.email)
    contains(letter["subject"], words["ended"])
    equal((signed_in(person), by_token(person)), (False, 401))


@journey("staff locks, opens, restricts and signs out a customer, who is told each time: in English")
def english(server):
    whole_story(server, "en")


@journey("and in Ukrainian")
def ukrainian(server):
    whole_story(server, "uk")


@journey("where no letter can be sent to the customer, staff is told so")
def no_letter(server):
    boss, person = hire(server, "support"), register(server)
    account = of(person)
    contains(boss.follow(access(boss, account, "restricted")).words, "We have written to the customer.")
    unproven(server, person.email)
    for state, said in (("locked", "The account is locked"), ("open", "The account is open again."),
                        ("restricted", "The account is restricted.")):
        page = boss.follow(access(boss, account, state))
        contains(page.words, said)
        contains(page.words, "The customer has no confirmed e-mail, so no letter was sent.")
    page = boss.follow(boss.submit(boss.get(f"/staff/accounts/{account}"), f"/staff/accounts/{account}/sessions/end",
                                   {"reason": "asked by phone"}))
    contains(page.words, "They have no confirmed e-mail, so no letter was sent.")


@journey("a restricted customer orders nothing new by any door, but pays what is owed")
def restricted(server):
    boss, person = hire(server), buyer(server)
    account = person.api("GET", "/me").json["id"]
    made = call(person, "POST", "/orders", {"items": [START]}, 201)
    top_up(person, made["total"]["amount"])
    equal(boss.call("POST", f"/staff/accounts/{account}/access",
                    {"state": "restricted", "reason": "debt", "text": "Борг."}).status, 204)
    equal(person.api("GET", "/me").json["state"], "restricted")
    for path, body in (("/orders", {"items": [START]}), ("/top-ups", {"amount": 100, "currency": "UAH", "method": "x"})):
        answer = person.api("POST", path, body)
        equal((answer.status, answer.json["code"]), (422, "account_restricted"), path)
    page = person.post("/top-up", {"amount": "1", "csrf": person.get("/logout").form("/logout")["fields"]["csrf"]})
    equal(page.status, 422)
    contains(page.words, "Nothing new can be ordered")
    call(person, "POST", f"/orders/{made['id']}/pay", {"method": "balance"})
    equal(boss.call("POST", f"/staff/accounts/{account}/access", {"state": "open", "reason": "paid"}).status, 204)
    equal(boss.call("POST", f"/staff/accounts/{account}/access", {"state": "open", "reason": "paid"}).status, 409)
    call(person, "POST", "/orders", {"items": [START]}, 201)


@journey("only roles that may lock see the forms or are let through, and every act stands in both trails")
def rights(server):
    boss, clerk, person = hire(server), hire(server, "sales"), register(server, browser=False)
    account = of(person)
    page = clerk.get(f"/staff/accounts/{account}")
    equal(page.status, 200)
    expect(not [form for form in page.forms if form["action"].endswith("/access")], "no form for sales")
    body = {"state": "locked", "reason": "x"}
    for role in (clerk, hire(server, "accounting")):
        equal(role.call("POST", f"/staff/accounts/{account}/access", body).status, 403)
        equal(role.call("POST", f"/staff/accounts/{account}/sessions/end", {"reason": "x"}).status, 403)
    equal(person.api("POST", f"/staff/accounts/{account}/access", body,
                     {"Authorization": f"Bearer {person.token}"}).status, 401)
    equal(boss.call("POST", "/staff/accounts/018f0000-0000-7000-8000-000000000000/access", body).status, 404)
    equal(by_token(person), 200)
    equal(boss.call("POST", f"/staff/accounts/{account}/access", {**body, "reason": "kept for the record"}).status, 204)
    line = boss.call("GET", f"/staff/audit?account={account}").json["items"][0]
    equal((line["action"], line["reason"], line["before"], line["after"], line["login"]),
          ("account.locked", "kept for the record", "active", "locked", boss.login))
    equal(boss.call("POST", f"/staff/accounts/{account}/access", {"state": "open", "reason": "x"}).status, 204)
    person.token = person.sign_in()
    events = person.api("GET", "/events", headers={"Authorization": f"Bearer {person.token}"}).json["items"]
    expect({"account.locked", "account.opened"} <= {e["action"] for e in events}, events)
    expect("kept for the record" not in str(events), "the customer does not read why")


@journey("a sign-in under way while the account is locked opens nothing, and nothing of it revives afterwards")
def under_way(server):
    boss = hire(server)
    boss.token = boss.sign_in()
    for round_number in range(6):
        person = register(server, browser=False)
        account = of(person)
        got = []

        def enter(who=person, into=got):
            answer = who.api("POST", "/sessions", {"identifier": who.login, "password": who.password})
            into.append(answer.json.get("token"))
        threads = [threading.Thread(target=enter) for _ in range(6)]
        for thread in threads:
            thread.start()
        equal(boss.call("POST", f"/staff/accounts/{account}/access", {"state": "locked", "reason": "x"}).status, 204)
        for thread in threads:
            thread.join()
        tokens = [person.token, *filter(None, got)]
        for when in ("while it is locked", "afterwards"):
            for token in tokens:
                answer = person.api("GET", "/me", headers={"Authorization": f"Bearer {token}"})
                equal(answer.status, 401, f"round {round_number}, {when}")
            boss.call("POST", f"/staff/accounts/{account}/access", {"state": "open", "reason": "x"})


@journey("recovering access does not unlock an account")
def recovery(server):
    boss, person = hire(server), register(server, browser=False)
    account = of(person)
    equal(boss.call("POST", f"/staff/accounts/{account}/access", {"state": "locked", "reason": "x"}).status, 204)
    body = {"identifier": person.login, "altcha": captcha(person, "recover")}
    flows = []
    try:
        message = server.message_after(lambda: flows.append(person.api("POST", "/recoveries", body)), person.email)
    except AssertionError:
        return  # nothing is sent: fine as well
    path = f"/recoveries/{flows[0].json['id']}"
    if person.api("POST", path + "/code", {"code": code_of(message)}).status < 300:
        person.password = "twelve quiet bridges over"
        person.api("POST", path + "/password", {"password": person.password})
    answer = person.api("POST", "/sessions", {"identifier": person.login, "password": person.password})
    expect(answer.status in (401, 403), answer.text)


run()
