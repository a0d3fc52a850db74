# SPDX-License-Identifier: Apache-2.0
"""Another e-mail: nothing switches until the new mailbox is proven, and the old one has a way back for a week."""
from customers import Customer, captcha, register
from kabinet import code_of, contains, equal, eventually, expect, journey, path_of, run

DAY = 24 * 3600
LATER = 15 * 60 + 1


def newcomer(server):
    person = register(server)
    person.bearer = person.token
    return person


def another(server):
    """An address that nobody has."""
    return Customer(server).email


def newest(server, to, part):
    """The newest letter with these words in its subject."""
    return eventually(lambda: [m for m in server.outbox(to) if part in m["subject"]], f"{part} to {to}")[0]


def ask(person, email, **more):
    return person.api("POST", "/me/email", {"email": email, **more})


def confirm(person, message):
    return person.api("POST", "/me/email/confirm", {"code": code_of(message)})


def switch(server, person, email):
    equal(ask(person, email).status, 202)
    answer = confirm(person, newest(server, email, "code"))
    equal(answer.status, 204, answer.text)


def take_back(server, message):
    """The link of the old mailbox, in a browser that was never here."""
    owner = server.client()
    page = owner.get(path_of(message, "/recover/email"))
    equal(page.status, 200)
    return owner, owner.submit(page, "/recover/email", {})


def enters(server, identifier, password):
    return server.client().api("POST", "/sessions", {"identifier": identifier, "password": password}).status == 201


@journey("a new e-mail switches with the code that came to it; until then everything stays, and the old one is told twice")
def by_call(server):
    person, fresh = newcomer(server), another(server)
    server.pass_time(LATER)
    answer = ask(person, fresh)
    equal((answer.status, answer.json["code"]), (403, "proof_required"))
    answer = ask(person, fresh, password="not this one")
    equal((answer.status, answer.json["fields"]), (422, [{"name": "password", "code": "wrong_password"}]))
    answer = ask(person, fresh, password=person.password)
    equal((answer.status, answer.json), (202, {"next": "confirm_email"}))
    contains(newest(server, person.email, "was asked for")["text"], "/recover/email?token=")
    equal(person.api("GET", "/me").json["email"], person.email)
    expect(enters(server, person.email, person.password) and not enters(server, fresh, person.password))
    body = {"code": "000000", "password": person.password}
    right = code_of(newest(server, fresh, "code"))
    answer = person.api("POST", "/me/email/confirm", {**body, "code": "000001" if right == "000000" else "000000"})
    equal((answer.status, answer.json["fields"]), (422, [{"name": "code", "code": "wrong_code"}]))
    equal(person.api("POST", "/me/email/confirm", {**body, "code": right}).status, 204)
    me = person.api("GET", "/me").json
    equal((me["email"], me["email_verified"], me["email_suspended"]), (fresh, True, False))
    expect(enters(server, fresh, person.password) and not enters(server, person.email, person.password))
    contains(newest(server, person.email, "was changed")["text"], "/recover/email?token=")
    expect(not any("/recover/email" in m["text"] for m in server.outbox(fresh)), "the new mailbox has no way back")
    actions = [e["action"] for e in person.api("GET", "/events").json["items"]]
    expect({"email.asked", "email.changed"} <= set(actions), actions)
    equal(person.api("POST", "/me/email/confirm", {**body, "code": right}).json["fields"],
          [{"name": "code", "code": "expired_code"}])


@journey("the page asks for address and code, in both languages, and the profile and security pages lead to it")
def by_page(server):
    for language in ("en", "uk"):
        person, fresh = register(server, language), another(server)
        for path in ("/profile", "/security"):
            expect(person.get(path).link("/profile/email"), path)
        page = person.get("/profile/email")
        equal(person.submit(page, "/profile/email", {"email": "not an address"}).status, 422)
        answer = person.submit(page, "/profile/email", {"email": person.email})
        equal(answer.status, 422, "the address it has already")
        answer = person.submit(page, "/profile/email", {"email": fresh})
        equal((answer.status, answer.location), (303, "/profile/email"))
        page = person.follow(answer)
        contains(page.words, fresh)
        answer = person.submit(page, "/profile/email/confirm", {"code": code_of(server.message(fresh))})
        equal((answer.status, answer.location), (303, "/profile"))
        contains(person.follow(answer).words, fresh)


@journey("an address of another account is answered like a free one, and its mailbox learns that somebody tried")
def taken(server):
    person, other, free = newcomer(server), newcomer(server), another(server)
    answers = []
    for address in (other.email, free):
        answer = ask(person, address)
        answers.append((answer.status, answer.text))
        wrong = person.api("POST", "/me/email/confirm", {"code": "nothing"})
        answers.append((wrong.status, wrong.json["fields"]))
        server.pass_time(61)
    equal(answers[:2], answers[2:])
    told = newest(server, other.email, "already belongs to your account")
    expect("/recover/email" not in told["text"] and not any(c.isdigit() for c in told["subject"]), told)
    equal(other.api("GET", "/me").json["email"], other.email)
    switch(server, person, free)


@journey("the first to prove an address has it, and the other is told once it has proved it too")
def twice(server):
    first, second, fresh = newcomer(server), newcomer(server), another(server)
    ask(first, fresh)
    one = newest(server, fresh, "code")
    ask(second, fresh)
    two = eventually(lambda: [m for m in server.outbox(fresh) if m["id"] != one["id"]], "the second code")[0]
    equal(confirm(second, two).status, 204)
    answer = confirm(first, one)
    equal((answer.status, answer.json["fields"]), (422, [{"name": "code", "code": "email_taken"}]))


@journey("the old mailbox takes the change back: sessions end, the password opens nothing, and it recovers access")
def way_back(server):
    person, fresh = newcomer(server), another(server)
    switch(server, person, fresh)
    server.pass_time(3 * DAY)
    owner, answer = take_back(server, newest(server, person.email, "was changed"))
    equal((answer.status, answer.location), (303, "/recover"))
    equal(person.api("GET", "/me").status, 401, "the thief's session")
    expect(not enters(server, person.login, person.password), "the password of before")
    page = owner.follow(answer)
    contains(page.words, "Recover access")
    answer = owner.submit(page, "/recover", {"identifier": person.email, "altcha": captcha(owner, "recover")})
    page = owner.follow(answer)
    code = newest(server, person.email, "recover access")
    page = owner.follow(owner.submit(page, "/recover/code", {"code": code_of(code)}))
    equal(owner.submit(page, "/recover/password", {"password": "the owner's own river"}).status, 303)
    expect(enters(server, person.email, "the owner's own river") and not enters(server, fresh, "the owner's own river"))
    _, answer = take_back(server, newest(server, person.email, "was changed"))
    expect(enters(server, person.email, "the owner's own river"), "the link works once")
    expect(newest(server, fresh, "undone"), "the mailbox that lost it hears of it")


@journey("before the switch the same link ends what is under way")
def before_the_switch(server):
    person, fresh = newcomer(server), another(server)
    ask(person, fresh)
    _, answer = take_back(server, newest(server, person.email, "was asked for"))
    equal(answer.status, 303)
    equal(person.api("GET", "/me").status, 401)
    expect(not enters(server, person.email, person.password))


@journey("over a chain of changes each old mailbox goes back to itself, and no later one undoes that")
def chain(server):
    person, second, third = newcomer(server), another(server), another(server)
    first = person.email
    switch(server, person, second)
    link = newest(server, first, "was changed")
    server.pass_time(61)
    switch(server, person, third)
    later = newest(server, second, "was changed")
    take_back(server, link)
    take_back(server, later)
    owner = server.client()
    owner.submit(owner.get("/recover"), "/recover", {"identifier": first, "altcha": captcha(owner, "recover")})
    expect(newest(server, first, "recover access"))
    for address in (second, third):
        expect(not any("recover access" in m["subject"] for m in server.outbox(address)))


@journey("the old mailbox, another account's by now, still makes suspect what was proven after it, and nothing is called undone")
def given_away(server):
    person, fresh, other = newcomer(server), another(server), newcomer(server)
    switch(server, person, fresh)
    link = newest(server, person.email, "was changed")
    person.api("POST", "/me/phone", {"phone": person.phone})
    equal(person.api("POST", "/me/phone/confirm", {"code": server.code(person.phone)}).status, 200)
    switch(server, other, person.email)
    take_back(server, link)
    expect(not any("undone" in m["subject"] for m in server.outbox(fresh)), "nothing was undone")
    server.pass_time(2 * DAY)
    texts = len(server.outbox(person.phone))
    client = server.client()
    client.submit(client.get("/recover"), "/recover", {"identifier": person.login, "altcha": captcha(client, "recover")})
    server.pass_time(61)
    equal(len(server.outbox(person.phone)), texts, "a phone proven by whoever took the mailbox away recovers nothing")
    equal(other.api("GET", "/me").json["email"], person.email)


@journey("after eight days, or with another token, the way back is closed, also when the clock is set back")
def too_late(server):
    person, fresh = newcomer(server), another(server)
    switch(server, person, fresh)
    message = newest(server, person.email, "was changed")
    stranger = server.client()
    page = stranger.get("/recover/email?token=" + "A" * 43)
    equal(stranger.submit(page, "/recover/email", {}).location, "/recover")
    server.pass_time(8 * DAY)
    take_back(server, message)
    server.turn_clock(-8 * DAY)
    equal(server.run("clock", "confirm").returncode, 0)
    eventually(lambda: "waits for confirmation" not in server.client().get("/readyz").text, "the confirmed clock")
    take_back(server, message)
    person.bearer = person.sign_in()
    equal(person.api("GET", "/me").json["email"], fresh)


@journey("five tries end a code, five letters a day are asked for, and a minute lies between two")
def budgets(server):
    person = newcomer(server)
    said = []
    for _ in range(7):
        answer = ask(person, another(server))
        said.append("sent" if answer.status == 202 else answer.json["fields"][0]["code"])
        server.pass_time(61)
    equal(said, ["sent"] * 5 + ["too_many_sends"] * 2)
    other, fresh = newcomer(server), another(server)
    ask(other, fresh)
    equal(ask(other, fresh).json["fields"][0]["code"], "too_soon")
    for _ in range(5):
        other.api("POST", "/me/email/confirm", {"code": "no code"})
    answer = confirm(other, newest(server, fresh, "code"))
    equal(answer.json["fields"], [{"name": "code", "code": "expired_code"}])


@journey("after a recovery another e-mail waits a day; one that the recovery made suspect is proven again on the same page")
def after_recovery(server):
    person = newcomer(server)
    person.api("POST", "/me/phone", {"phone": person.phone})
    equal(person.api("POST", "/me/phone/confirm", {"code": server.code(person.phone)}).status, 200)
    fresh, newest_one = another(server), another(server)
    switch(server, person, fresh)
    way = newest(server, person.email, "was changed")
    server.pass_time(61)
    switch(server, person, newest_one)
    suspect = newest(server, fresh, "was changed")
    client = server.client()
    seen = len(server.outbox(person.phone))
    page = client.follow(client.submit(client.get("/recover"), "/recover",
                                       {"identifier": person.login, "altcha": captcha(client, "recover")}))
    code = eventually(lambda: [m for m in server.outbox(person.phone)[:-seen] if "code" in m["text"]], "the text")[0]
    page = client.follow(client.submit(page, "/recover/code", {"code": code_of(code)}))
    equal(client.submit(page, "/recover/password", {"password": "the owner's own river"}).status, 303)
    person.password = "the owner's own river"
    take_back(server, suspect)
    person.bearer = person.sign_in()
    me = person.api("GET", "/me").json
    equal((me["email"], me["email_suspended"]), (newest_one, True), "a suspect mailbox has no way back")
    equal(ask(person, another(server)).json["fields"], [{"name": "email", "code": "email_held"}])
    person.sign_in_browser()
    contains(person.get("/profile/email").words, "recover access with this e-mail at the moment")
    switch(server, person, newest_one)
    equal(person.api("GET", "/me").json["email_suspended"], False)
    take_back(server, way)
    expect(not enters(server, newest_one, person.password), "the owner's own link of before the recovery works")


@journey("a code that died of age stays dead when the clock is set back")
def old_code(server):
    person, fresh = newcomer(server), another(server)
    ask(person, fresh)
    message = newest(server, fresh, "code")
    server.pass_time(11 * 60)
    equal(confirm(person, message).status, 422)
    server.turn_clock(-11 * 60)
    equal(confirm(person, message).status, 422)


run()
