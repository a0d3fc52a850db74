# SPDX-License-Identifier: Apache-2.0
"""Budgets: wrong passwords and text messages, counted by the account itself whatever door and spelling.

KABINET_JOURNEY_SCALE multiplies the number of tries."""
import concurrent.futures
import os

from customers import Customer, captcha, register
from kabinet import Server, code_of, contains, equal, eventually, expect, journey, path_of, run

NOBODY = "018f0000-0000-7000-8000-000000000000"
SCALE = int(os.environ.get("KABINET_JOURNEY_SCALE", "1"))


def login(client, identifier, password):
    """One try over the page; the statuses are 303 in, 422 wrong, 429 not even looked at."""
    page = client.get("/login")
    return client.submit(page, "/login", {"identifier": identifier, "password": password}).status


def call(client, identifier, password):
    """The same over the API: 201 in, 401 wrong, 429 not looked at."""
    return client.api("POST", "/sessions", {"identifier": identifier, "password": password}).status


def spellings(person):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in person.login)
    local, host = person.email.split("@")
    return [person.login, person.login.upper(), f" {person.login} ", wide, person.email, f"{local.upper()}@{host}",
            person.phone, person.phone[3:], f"+38 ({person.phone[3:6]}) {person.phone[6:]}"]


@journey("wrong passwords from everywhere: 33 a name and 99 in all are taken, and the owner's device still enters")
def everywhere(server):
    person = register(server)
    person.submit(person.get("/logout"), "/logout", {})
    names = spellings(person)

    def attack(number):
        client = server.client()
        client.address = f"203.0.{113 + number // 250}.{number % 250 + 1}"
        return call(client, names[number % len(names)], f"wrong password {number}")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(attack, range(150 * SCALE)))
    equal(statuses.count(401), 99, "tries that were hashed")
    equal(statuses.count(429), 150 * SCALE - 99)
    stranger = server.client()
    equal(call(stranger, person.login, person.password), 429, "also the right password, from a place never seen")
    equal(login(person, person.login, person.password), 303, "the owner's own device")
    equal(call(server.client(), person.login, person.password), 429, "guests do not see that she came in")
    server.pass_time(3601)
    equal(call(server.client(), person.login, person.password), 201)


def answered(client, name, password):
    """All that a guest can tell one answer from another by; a wait to ten minutes, for time passes."""
    answer = client.api("POST", "/sessions", {"identifier": name, "password": password})
    wait = answer.header("retry-after") or "0"
    return answer.status, answer.json["code"], len(answer.text) - len(wait), (int(wait) + 60) // 600


def names_tell_nothing(server, place, tries, password):
    """Guesses at each name of an account, and at a nobody's name beside it, are answered alike."""
    person, nobody = register(server, browser=False), Customer(server)
    for name, foreign in ((person.login, nobody.login), (person.email, nobody.email), (person.phone, nobody.phone)):
        typed = "wrong" if name == person.login else password(person)
        pairs = [(answered(client, name, typed), answered(client, foreign, typed))
                 for client in (place() for _ in range(tries + 1))]
        equal([known for known, _ in pairs], [unknown for _, unknown in pairs], name)
        equal([known[0] for known, _ in pairs], [401] * tries + [429], name)
    server.pass_time(3601)
    equal(call(place(), person.email, person.password), 201, "an hour later the owner comes in")


@journey("wrong passwords for a login do not tell which e-mail and phone are the same account's, from one network or many")
def names_of_one(server):
    attacker = server.client()
    names_tell_nothing(server, lambda: attacker, 10, lambda person: person.password)
    names_tell_nothing(server, server.client, 33, lambda person: "wrong")


def guess_from_everywhere(server, person, number):
    def attack(one):
        client = server.client()
        client.address = f"198.51.{100 + one // 250}.{one % 250 + 1}"
        return call(client, person.login, f"wrong password {number} {one}")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return list(pool.map(attack, range(110)))


@journey("a login that strangers locked gives a try back each hour, and the page names the ways in")
def refills(server):
    person, stranger = register(server, browser=False), server.client()
    equal(guess_from_everywhere(server, person, 1).count(401), 33)
    answer = stranger.api("POST", "/sessions", {"identifier": person.login, "password": person.password})
    equal((answer.status, answer.json["code"]), (429, "too_many_attempts"))
    wait = int(answer.header("retry-after"))
    expect(0 < wait <= 3600, wait)
    page = stranger.submit(stranger.get("/login"), "/login", {"identifier": person.login, "password": person.password})
    equal(page.status, 429)
    contains(page.words, "recover access")
    contains(page.words, "a browser you have used before")
    expect(page.link("/recover"))
    server.pass_time(wait + 1)
    equal(call(stranger, person.login, person.password), 201)


@journey("whoever recovers access is let in by that browser, however strangers guess")
def recovered_under_attack(server):
    person = register(server, browser=False)
    guess_from_everywhere(server, person, 1)
    browser = server.client()
    answer = browser.submit(browser.get("/recover"), "/recover",
                            {"identifier": person.login, "altcha": captcha(browser, "recover")})
    page = browser.follow(answer)
    code = eventually(lambda: [m for m in server.outbox(person.email) if "recover" in m["subject"]], "the code")[0]
    page = browser.follow(browser.submit(page, "/recover/code", {"code": code_of(code)}))
    fresh = "a password after the attack"
    equal(browser.submit(page, "/recover/password", {"password": fresh}).status, 303)
    statuses = guess_from_everywhere(server, person, 2)
    equal(statuses[-1], 429)
    equal(call(server.client(), person.login, fresh), 429)
    equal(login(browser, person.login, fresh), 303)
    equal(call(server.client(), person.login, fresh), 429, "which guests do not see")
    server.pass_time(3601)
    equal(call(server.client(), person.login, fresh), 201)


@journey("ten tries an hour for a name and an address, whatever the spelling, the door, and how many at once")
def one_address(server):
    person = register(server, browser=False)
    attacker = server.client()
    names = spellings(person)[:4]

    def attack(number):
        client = server.client()
        client.address = attacker.address
        one = call if number % 2 else login
        return one(client, names[number % len(names)], f"wrong password {number}")
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(attack, range(40)))
    equal(statuses.count(401) + statuses.count(422), 10)
    equal(statuses.count(429), 30)
    equal(call(attacker, person.login, person.password), 429)
    equal(call(attacker, person.email, person.password), 401, "the account's ten are spent: not judged")
    contains(attacker.submit(attacker.get("/login"), "/login",
                             {"identifier": person.email, "password": person.password}).words, "recover access")
    server.pass_time(3601)
    equal(call(attacker, person.login, "wrong"), 401)
    equal(call(attacker, person.login, person.password), 201)


def twelve(server, forwarded):
    """Twelve wrong passwords, each said to come from another address; how many were hashed."""
    person, client = register(server, browser=False), server.client()
    statuses = []
    for number in range(12):
        client.address = forwarded.format(number)
        statuses.append(call(client, person.login, "wrong"))
    return statuses.count(401)


@journey("an address that the caller says himself opens no other budget")
def forwarded(_):
    with Server({"server.trusted_proxies": ""}) as server:
        server.start()
        equal(twelve(server, "198.51.100.{}"), 10)
    with Server() as server:
        server.start()
        equal(twelve(server, "198.51.100.{}, 203.0.113.7"), 10, "only the address that the proxy added counts")
        equal(twelve(server, "2001:db8:1:2::{}"), 10, "a customer has a whole /64")
        equal(twelve(server, "2001:db8:1:{}::1"), 12)


@journey("the present password asked for a change has the same budget, and so has a name that nobody has")
def other_doors(server):
    person = register(server, browser=False)
    person.bearer = person.token
    body = {"password": "not this one", "new_password": "seventeen slow tides"}
    statuses = [person.api("POST", "/me/password", body).status for _ in range(6)]
    person.bearer = None
    statuses += [call(person, person.login, "not this one") for _ in range(6)]
    equal((statuses.count(422), statuses.count(401)), (6, 6))
    equal(call(person, person.login, person.password), 401, "ten were judged: this one is not, and nobody is told")
    person.bearer = person.token
    equal(person.api("POST", "/me/password", body).status, 429, "whoever is signed in is")
    person.bearer = None
    nobody = server.client()
    statuses = [call(nobody, "Nobody.At.All" if n % 2 else "nobody.at.all", "x") for n in range(12)]
    equal((statuses.count(401), statuses.count(429)), (10, 2))
    answer = nobody.api("POST", "/sessions", {"identifier": "nobody.at.all", "password": "x"})
    expect(0 < int(answer.header("retry-after")) <= 3600, answer.header("retry-after"))


@journey("a success gives the account its tries back, but not the address those for others")
def success_clears(server):
    person, other = register(server, browser=False), register(server, browser=False)
    other.address = person.address
    for _ in range(9):
        equal(call(person, person.login, "wrong"), 401)
        equal(call(person, other.login, "wrong"), 401)
    equal(call(person, person.login, person.password), 201)
    for _ in range(9):
        equal(call(person, person.login, "wrong"), 401)
    equal([call(person, other.login, "wrong") for _ in range(2)], [401, 429])


def ask_code(server, person, phone):
    return person.api("POST", "/me/phone", {"phone": phone, "password": person.password})


def word_of(answer):
    return "sent" if answer.status == 202 else answer.json["fields"][0]["code"]


@journey("a mailbox takes sixty wrong codes a day, over all flows, doors and spellings; the link in its letter still works")
def codes_of_mailbox(server):
    first = Customer(server)
    answer = first.api("POST", "/registrations", {**first.form(), "altcha": captcha(first)})
    equal(answer.status, 202)
    link = path_of(server.message(first.email), "/register/confirm")
    words = []
    for number in range(13):
        stranger = Customer(server)
        stranger.email = first.email.replace("olena", "ol.ena").replace("@", f"+{number}@") if number % 2 else first.email
        answer = stranger.api("POST", "/registrations", {**stranger.form(), "altcha": captcha(stranger)})
        equal(answer.status, 202, answer.text)
        path = f"/registrations/{answer.json['id']}/confirm"
        for _ in range(5):
            answer = stranger.api("POST", path, {"code": "000000"})
            words.append(answer.json["fields"][0]["code"])
    equal((words.count("wrong_code"), words.count("too_many_codes")), (60, 5))
    right = first.api("POST", f"/registrations/{NOBODY}/confirm", {"code": "000000"})
    equal(right.json["fields"][0]["code"], "expired_code")
    page = first.get(link)
    answer = first.submit(page, "/register/confirm", {})
    equal((answer.status, answer.location), (303, "/register/password"), answer.words)


@journey("a phone gets a message a minute and three an hour, however it is spelled and whoever asks")
def messages_of_phone(server):
    person = register(server, browser=False)
    person.bearer = person.token
    said = []
    local = person.phone[3:]
    for phone in (person.phone, local, f"{local[:3]} {local[3:]}", person.phone[1:], f"00{person.phone[1:]}"):
        said.append(word_of(ask_code(server, person, phone)))
        equal(word_of(ask_code(server, person, phone)), "too_soon" if said[-1] == "sent" else said[-1])
        server.pass_time(61)
    equal(said, ["sent"] * 3 + ["too_many_sends"] * 2)
    equal(len(server.outbox(person.phone)), 3)
    other = register(server, browser=False)
    other.bearer = other.token
    equal(word_of(ask_code(server, other, person.phone)), "too_many_sends", "another account asks")
    server.pass_time(3600)
    equal(word_of(ask_code(server, person, person.phone)), "sent")


@journey("a network gets ten messages a day, whatever the phones, and none goes abroad")
def messages_of_network(server):
    address = server.client().address
    said = []
    for number in range(12):
        person = register(server, browser=False)
        person.bearer, person.address = person.token, address
        said.append(word_of(ask_code(server, person, f"+38063{number:03d}{person.phone[-4:]}")))
        code = server.outbox(f"+38063{number:03d}{person.phone[-4:]}")
        if code:  # confirmed, lest the guard against pumped numbers is the one that stops
            person.api("POST", "/me/phone/confirm", {"code": code_of(code[0])})
    equal(said, ["sent"] * 10 + ["too_many_sends"] * 2)
    person = register(server, browser=False)
    person.bearer = person.token
    equal(word_of(ask_code(server, person, "+14155550123")), "too_many_sends")
    equal(server.outbox("+14155550123"), [])


@journey("recovery sends three codes an hour at most, and none without the robot check")
def recoveries(server):
    person = register(server, browser=False)
    person.bearer = person.token
    ask_code(server, person, person.phone)
    person.api("POST", "/me/phone/confirm", {"code": server.code(person.phone)})
    letters = len(server.outbox(person.email))
    for name in spellings(person)[:6]:
        client = server.client()
        equal(client.api("POST", "/recoveries", {"identifier": person.login}).status, 422)
        body = {"identifier": name, "altcha": captcha(client, "recover")}
        equal(client.api("POST", "/recoveries", body).status, 202)
        server.pass_time(61)
    eventually(lambda: "recovery.send" not in server.run("jobs", "list").stdout, "the jobs to be done")
    sent = len(server.outbox(person.phone)) - 1 + len(server.outbox(person.email)) - letters
    equal(sent, 3)


@journey("a mailbox is not flooded by the registration form")
def letters(server):
    first = Customer(server)
    for _ in range(22):
        person = Customer(server)
        person.email = first.email
        answer = person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person)})
        equal(answer.status, 202, "the answer never tells")
    equal(len(server.outbox(first.email)), 3)


def recover(client, name):
    """Begins a recovery in a browser; True when a guest would not see that nothing was sent."""
    answer = client.submit(client.get("/recover"), "/recover", {"identifier": name, "altcha": captcha(client, "recover")})
    return answer.location == "/recover/code"


@journey("whatever guests do, a mailbox gets three letters a day, and its owner recovers all the same")
def unasked(server):
    person = register(server)
    person.submit(person.get("/logout"), "/logout", {})
    dotted = person.email.replace("olena", "ol.ena").replace("@", "+x@")
    for number in range(5):
        guest = Customer(server)
        guest.email = person.email if number % 2 else dotted
        equal(guest.api("POST", "/registrations", {**guest.form(), "altcha": captcha(guest)}).status, 202)
        guest = Customer(server)
        guest.phone = person.phone
        equal(guest.api("POST", "/registrations", {**guest.form(), "altcha": captcha(guest)}).status, 202)
        for name in (person.login, person.email):
            expect(recover(server.client(), name))
        server.pass_time(61)
    eventually(lambda: not any(kind in server.run("jobs", "list").stdout for kind in ("recovery.send", "known_phone")),
               "the jobs to be done")
    sent = [m for box in (person.email, dotted) for m in server.outbox(box)]
    equal(len(sent), 3, f"with that of the registration: {[m['subject'] for m in sent]}")
    person.address = server.client().address
    message = server.message_after(lambda: recover(person, person.login), person.email)
    contains(message["subject"], "recover")
    page = person.follow(person.submit(person.get("/recover/code"), "/recover/code", {"code": code_of(message)}))
    contains(page.words, "New password")


@journey("hashes are charged to the network that asks for them: its share of the processors ends, another's does not")
def share_of_hashes(_):
    with Server({"signin.hash_memory_kib": "65536", "signin.hash_passes": "6", "server.network_share": "1"}) as server:
        server.start()
        guest, statuses = server.client(), []
        for number in range(400):
            statuses.append(call(guest, f"nobody.{number}", "wrong"))
            if statuses[-1] == 429:
                break
        equal(set(statuses[:-1]), {401})
        equal(statuses[-1], 429, f"after {len(statuses)} hashes")
        equal(call(server.client(), "nobody.else", "wrong"), 401)


@journey("promo codes are guessed sixty times an hour from one address, whichever door, and the next door knows")
def promo_guesses(server):
    guest, words = server.client(), []
    plan = guest.api("GET", "/catalogue").json["groups"][0]["plans"][0]
    item = {"plan": plan["id"], "months": plan["periods"][0]["months"]}
    for number in range(62):
        body = {"items": [item], "promo": f"GUESS-{number}"}
        words.append(guest.api("POST", "/catalogue/quote", body).json["fields"][0]["code"])
    equal((words[:60].count("promo_unknown"), words[60:]), (60, ["promo_limited"] * 2))
    person = register(server)
    person.address, person.bearer = guest.address, person.token
    body = {"items": [item], "currency": "UAH", "promo": "GUESS-0"}
    answer = person.api("POST", "/orders", body)
    contains([field["code"] for field in answer.json["fields"]], "promo_limited")
    equal(server.client().api("POST", "/catalogue/quote", body).json["fields"][0]["code"], "promo_unknown")


@journey("whether logins are free can be asked six hundred times an hour from one address, over the API and the form")
def login_questions(server):
    guest = server.client()
    statuses = [guest.api("GET", f"/logins/somebody{number}").status for number in range(601)]
    equal((statuses.count(200), statuses[-1]), (600, 429))
    page = guest.get("/register")
    equal(guest.submit(page, "/register", {"login": "somebody.else", "check": "1"}).status, 429)
    equal(server.client().api("GET", "/logins/somebody1").status, 200)


@journey("resending is a minute apart and five a day")
def resends(server):
    person = Customer(server)
    answer = person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person)})
    path = f"/registrations/{answer.json['id']}/resend"
    statuses = []
    for _ in range(6):
        equal(person.api("POST", path).status, 429)
        server.pass_time(61)
        statuses.append(person.api("POST", path).status)
    expect(statuses.count(204) <= 5 and statuses[-1] == 429, statuses)
    expect(len(server.outbox(person.email)) <= 6, "letters")
    path_of(server.message(person.email), "/register/confirm")
    contains(server.message(person.email)["text"], person.login)


run({"signin.hash_memory_kib": "8192", "signin.hash_passes": "1"})
