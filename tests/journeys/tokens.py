# SPDX-License-Identifier: Apache-2.0
"""Codes, links and robot checks: each for one thing, one flow, one time, one while."""
import base64
import json
import threading

from customers import Customer, captcha, register
from kabinet import code_of, equal, expect, journey, path_of, run

NOWHERE = "018f0000-0000-7000-8000-000000000000"


def at_once(*calls):
    """Runs calls at the same moment; what they returned."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run_one(index, call):
        barrier.wait()
        results[index] = call()
    threads = [threading.Thread(target=run_one, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def begin(person):
    answer = person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person)})
    equal(answer.status, 202, answer.text)
    return answer.json["id"]


def recover(server, person, to):
    """Begins a recovery; its id and the message that came of it."""
    answers = []
    body = {"identifier": person.login, "altcha": captcha(person, "recover")}
    message = server.message_after(lambda: answers.append(person.api("POST", "/recoveries", body)), to)
    equal(answers[0].status, 202)
    return answers[0].json["id"], message


def with_phone(server):
    person = register(server, browser=False)
    person.bearer = person.token
    equal(person.api("POST", "/me/phone", {"phone": person.phone}).status, 202)
    equal(person.api("POST", "/me/phone/confirm", {"code": server.code(person.phone)}).status, 200)
    return person


def wins(answers, good):
    return sorted(a.status in good for a in answers).count(True)


@journey("the same code twice at the same moment succeeds once: registration, phone, recovery, password")
def once(server):
    for _ in range(4):
        person = Customer(server)
        path = f"/registrations/{begin(person)}/confirm"
        code = server.code(person.email)
        answers = at_once(*[lambda: server.client().api("POST", path, {"code": code})] * 4)
        equal(wins(answers, (201,)), 1, str([a.status for a in answers]))
        expect(all(a.status < 500 for a in answers), [a.status for a in answers])
        person.bearer = next(a.json["token"] for a in answers if a.status == 201)
        person.api("POST", "/me/phone", {"phone": person.phone})
        code = server.code(person.phone)

        def prove():
            client = server.client()
            client.bearer = person.bearer
            return client.api("POST", "/me/phone/confirm", {"code": code})
        answers = at_once(*[prove] * 3)
        equal(wins(answers, (200,)), 1, str([a.text for a in answers]))
        flow, message = recover(server, person, person.phone)
        code = code_of(message)
        path = f"/recoveries/{flow}"
        answers = at_once(*[lambda: server.client().api("POST", path + "/code", {"code": code})] * 4)
        equal(wins(answers, (200,)), 1, str([a.text for a in answers]))
        passwords = [f"parallel rivers {n} run" for n in range(3)]
        answers = at_once(*[lambda p=p: server.client().api("POST", path + "/password", {"password": p})
                            for p in passwords])
        equal(wins(answers, (204,)), 1, str([a.status for a in answers]))
        expect(all(a.status < 500 for a in answers))
        opened = [server.client().api("POST", "/sessions", {"identifier": person.login, "password": p}).status
                  for p in passwords]
        equal([s == 201 for s in opened], [a.status == 204 for a in answers])


@journey("a code has five tries, also when they come all at once, and is dead afterwards")
def five_tries(server):
    person = Customer(server)
    path = f"/registrations/{begin(person)}/confirm"
    code = server.code(person.email)
    wrong = [f"{n:06d}" for n in range(12) if f"{n:06d}" != code][:10]
    answers = at_once(*[lambda w=w: server.client().api("POST", path, {"code": w}) for w in wrong])
    codes = [a.json["fields"][0]["code"] for a in answers]
    equal((codes.count("wrong_code"), codes.count("expired_code")), (5, 5))
    equal(person.api("POST", path, {"code": code}).json["fields"][0]["code"], "expired_code")
    known = with_phone(server)
    flow, message = recover(server, known, known.phone)
    for _ in range(5):
        known.api("POST", f"/recoveries/{flow}/code", {"code": "000000"})
    equal(known.api("POST", f"/recoveries/{flow}/code", {"code": code_of(message)}).status, 422)


@journey("a code works in its own flow only, and a new one voids the old one")
def own_flow(server):
    first, second = with_phone(server), with_phone(server)
    one, message_one = recover(server, first, first.phone)
    two, message_two = recover(server, second, second.phone)
    if code_of(message_one) != code_of(message_two):
        equal(first.api("POST", f"/recoveries/{two}/code", {"code": code_of(message_one)}).status, 422)
    server.pass_time(61)
    again, message = recover(server, first, first.phone)
    equal(first.api("POST", f"/recoveries/{one}/code", {"code": code_of(message_one)}).status, 422, "voided")
    if code_of(message) != code_of(message_two):
        equal(first.api("POST", f"/recoveries/{two}/code", {"code": code_of(message)}).status, 422)
    equal(first.api("POST", f"/recoveries/{again}/code", {"code": code_of(message)}).status, 200)


@journey("a code for one phone proves no other, and that of one account nothing in another")
def phone_codes(server):
    first, second = register(server, browser=False), register(server, browser=False)
    first.bearer, second.bearer = first.token, second.token
    first.api("POST", "/me/phone", {"phone": first.phone})
    code = server.code(first.phone)
    second.api("POST", "/me/phone", {"phone": second.phone})
    if code != server.code(second.phone):
        equal(second.api("POST", "/me/phone/confirm", {"code": code}).status, 422)
    server.pass_time(61)
    another = "+38050" + first.phone[6:]
    equal(first.api("POST", "/me/phone", {"phone": another}).status, 202)
    if code != server.code(another):
        equal(first.api("POST", "/me/phone/confirm", {"code": code}).status, 422, "the first number's code is void")
    equal(first.api("GET", "/me").json["phone_verified"], False)
    equal(first.api("POST", "/me/phone/confirm", {"code": server.code(another)}).json["phone"], another)


@journey("a step of recovery out of its order, twice, or of another flow leaves the password as it is")
def order_of_steps(server):
    person = with_phone(server)
    registration = begin(Customer(server))
    fresh = {"password": "never to be set 12"}
    flow, message = recover(server, person, person.phone)
    for one in (flow, registration, NOWHERE, "", ".", person.token):
        answer = person.api("POST", f"/recoveries/{one}/password", fresh)
        expect(answer.status in (400, 404, 405), f"{one}: {answer.status}")
    browser = server.client()
    for path in ("/recover/password", "/recover/code"):
        equal(browser.get(path).status, 303)
    token = browser.get("/recover").form("/recover")["fields"]["csrf"]
    for path, fields in (("/recover/password", fresh), ("/recover/code", {"code": code_of(message)}),
                         ("/recover/link", {"token": "A" * 43}), ("/recover/other", {})):
        browser.cookies["recovery"] = flow if path == "/recover/password" else NOWHERE
        answer = browser.post(path, {**fields, "csrf": token})
        expect(answer.status == 303 and "/recover" in answer.location, f"{path}: {answer.status} {answer.location}")
    path = f"/recoveries/{flow}"
    equal(person.api("POST", path + "/code", {"code": code_of(message)}).status, 200)
    equal(person.api("POST", path + "/other").status, 404, "no other way once the code was right")
    equal(person.api("POST", path + "/password", {"password": "now it is set 34"}).status, 204)
    equal(person.api("POST", path + "/password", fresh).status, 404, "a second time")
    equal(person.api("POST", path + "/code", {"code": code_of(message)}).status, 422)
    answer = server.client().api("POST", "/sessions", {"identifier": person.login, "password": "now it is set 34"})
    equal(answer.status, 201)


@journey("a recovery that was proven is open for a quarter of an hour, a code for ten minutes; then both are dead")
def lifetimes(server):
    person = with_phone(server)
    flow, message = recover(server, person, person.phone)
    server.pass_time(10 * 60 + 1)
    equal(person.api("POST", f"/recoveries/{flow}/code", {"code": code_of(message)}).status, 422)
    flow, message = recover(server, person, person.phone)
    equal(person.api("POST", f"/recoveries/{flow}/code", {"code": code_of(message)}).status, 200)
    server.pass_time(15 * 60 + 1)
    equal(person.api("POST", f"/recoveries/{flow}/password", {"password": "never to be set 12"}).status, 404)


def token_in(path):
    return path.split("token=")[1]


@journey("a token of one kind opens nothing of another kind")
def kinds(server):
    person = register(server, browser=False)  # its phone is unproven: recovery writes letters
    _, letter = recover(server, person, person.email)
    recovery = token_in(path_of(letter, "/recover/link"))
    owner = register(server, browser=False)
    flow, message = recover(server, owner, owner.email)
    owner.api("POST", f"/recoveries/{flow}/code", {"code": code_of(message)})
    done = lambda: owner.api("POST", f"/recoveries/{flow}/password", {"password": "six pale mountains 5"})
    objection = token_in(path_of(server.message_after(done, owner.email), "/recover/objection"))
    newcomer = Customer(server)
    begin(newcomer)
    link = token_in(path_of(server.message(newcomer.email), "/register/confirm"))
    tokens = {"recovery": recovery, "objection": objection, "registration": link, "session": person.token,
              "captcha": captcha(newcomer)}
    doors = {"/register/confirm": "registration", "/recover/link": "recovery", "/recover/objection": "objection"}
    for door, kind in doors.items():
        for name, token in tokens.items():
            if name != kind:
                client = server.client()
                answer = client.submit(client.get(f"{door}?token=x"), door, {"token": token[:100]})
                expect(answer.status in (303, 422), answer.status)
                if answer.status == 303:
                    text = client.follow(answer).words
                    expect("no longer works" in text or "expired" in text, f"{name} at {door}: {text[:300]}")
                expect("session" not in client.cookies)
    for name, token in tokens.items():
        client = server.client()
        client.bearer = token
        equal(client.api("GET", "/me").status, 200 if name == "session" else 401, name)
    for door, kind in doors.items():  # and none of those refusals spent any
        client = server.client()
        answer = client.submit(client.get(f"{door}?token={tokens[kind]}"), door, {})
        equal(answer.status, 303)
        expect("no longer works" not in client.follow(answer).words, door)


def bent(payload, change):
    value = json.loads(base64.b64decode(payload))
    change(value)
    return base64.b64encode(json.dumps(value).encode()).decode()


@journey("the robot check cannot be left out, forged, reused, kept, or brought from another form")
def robot_check(server):
    person = Customer(server)

    def code_with(altcha, call="/registrations", body=None):
        answer = person.api("POST", call, {**(body or person.form()), "altcha": altcha})
        if answer.status != 422:
            return answer.status
        return [f["code"] for f in answer.json["fields"] if f["name"] == "altcha"]
    for missing in ("", None):
        equal(code_with(missing), ["captcha_required"])
    for junk in ("x", "e30=", "bnVsbA==", "W10=", "A" * 4000, "e30", base64.b64encode(b'{"challenge":1}').decode()):
        equal(code_with(junk), ["captcha_wrong"], junk[:20])
    equal(code_with(captcha(person, "recover")), ["captcha_wrong"], "of another form")
    good = captcha(person, "register")
    for change in (lambda v: v["challenge"].update(signature="0" * 64), lambda v: v["challenge"].pop("signature"),
                   lambda v: v["challenge"]["parameters"].update(cost=1),
                   lambda v: v["challenge"]["parameters"].update(expiresAt=9999999999),
                   lambda v: v["challenge"]["parameters"].update(nonce="0" * 32),
                   lambda v: v["challenge"]["parameters"].update(keyPrefix=""),
                   lambda v: v["challenge"]["parameters"].update(data={"scope": "any"}),
                   lambda v: v["solution"].update(derivedKey="0" * 64), lambda v: v["solution"].pop("derivedKey"),
                   lambda v: v.pop("solution")):
        equal(code_with(bent(good, change)), ["captcha_wrong"])
    answers = at_once(*[lambda: code_with(good, body=Customer(server).form())] * 4)
    equal(sorted(map(str, answers)), sorted(["202"] + ["['captcha_expired']"] * 3), "used once")
    old = captcha(person, "register")
    server.pass_time(10 * 60 + 1)
    equal(code_with(old), ["captcha_expired"], "over ten minutes old")
    fresh = captcha(person, "register")
    equal(code_with(fresh), 202)
    server.pass_time(-10 * 60 - 1)
    equal(code_with(fresh, body=Customer(server).form()), ["captcha_expired"], "the clock went back: used up all the same")
    equal(code_with("", "/recoveries", {"identifier": person.login}), ["captcha_required"])
    equal(code_with(captcha(person, "register"), "/recoveries", {"identifier": person.login}), ["captcha_wrong"])


@journey("a picture answers for the browser and the form it was shown in, and three times at most")
def picture(server):
    mine, other = Customer(server), Customer(server)
    shown = mine.get("/register?captcha=picture").form("/register")["fields"]["captcha_id"]
    foreign = other.get("/register?captcha=picture")
    form = {**other.form(), "terms": "1", "captcha_id": shown, "captcha_code": "ABCDEF"}
    for _ in range(5):
        answer = other.submit(foreign, "/register", form)
        equal(answer.status, 422)
        expect("did not succeed" in answer.words, "another browser's picture is wrong, and uses up no try of its owner")
    page = mine.get("/register")
    form = {**mine.form(), "terms": "1", "captcha_id": shown, "captcha_code": "ABCDEF"}
    said = [mine.submit(page, "/register", form).words for _ in range(4)]
    equal(["did not succeed" in words for words in said], [True, True, True, False])


run()
