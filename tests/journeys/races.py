# SPDX-License-Identifier: Apache-2.0
"""Many reach for one login, one e-mail, one phone at the same moment, in every spelling: one account each.

KABINET_JOURNEY_SCALE multiplies the number of people; 20 makes it a thousand."""
import collections
import concurrent.futures
import os
import time

from customers import Customer, captcha
from kabinet import code_of, equal, expect, journey, run

PEOPLE = 50 * int(os.environ.get("KABINET_JOURNEY_SCALE", "1"))
AT_ONCE = 24


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def mixed(text, number):
    return "".join(c.upper() if number >> (i % 16) & 1 else c for i, c in enumerate(text))


def spelled(text, number):
    """One of many ways to write the same."""
    text = mixed(text, number)
    return [text, f" {text}", f"{text}\t", wide(text), text.upper()][number % 5]


def spelled_phone(phone, number):
    local = phone[3:]
    return [phone, phone[1:], local, f"{local[:3]} {local[3:6]} {local[6:]}", f"+38({local[:3]}){local[3:]}",
            "00" + phone[1:], wide(phone)][number % 7]


def all_at_once(call, items):
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(call, items))


def patiently(call):
    """Asks again when the server is busy, as its answer says; what it said in the end and how often it was busy."""
    busy = 0
    while True:
        answer = call()
        if answer.status not in (429, 503) or busy > 60:
            return answer, busy
        busy += 1
        time.sleep(0.3)


def people_with(server, field, common, spell):
    people = [Customer(server) for _ in range(PEOPLE)]
    for number, person in enumerate(people):
        setattr(person, field, spell(common, number))
    return people


def register_all(server, people):
    """Registers everybody at once, then confirms at once whoever got a code; how the registrations and the
    confirmations ended, and the tokens of those who have an account now."""
    proofs = all_at_once(captcha, people)

    def begin(pair):
        person, proof = pair
        return patiently(lambda: person.api("POST", "/registrations", {**person.form(), "altcha": proof}))
    begun = all_at_once(begin, zip(people, proofs))
    statuses = collections.Counter(answer.status for answer, _ in begun)
    expect(not [s for s in statuses if s >= 500], statuses)
    flows = [(person, answer.json["id"]) for person, (answer, _) in zip(people, begun) if answer.status == 202]
    return statuses, flows


def confirm_all(pairs):
    """pairs: client, flow, code."""
    def confirm(one):
        person, flow, code = one
        return patiently(lambda: person.api("POST", f"/registrations/{flow}/confirm", {"code": code}))[0]
    answers = all_at_once(confirm, pairs)
    expect(all(answer.status < 500 for answer in answers), collections.Counter(a.status for a in answers))
    return answers


def say(what, *counts):
    print(f"# {what}: {PEOPLE} people, " + ", ".join(f"{dict(c)}" for c in counts), flush=True)


def codes_by_flow(server, flows, mailbox):
    """Who got which code: letters of one mailbox name the login."""
    letters = server.outbox(mailbox)
    pairs = []
    for person, flow in flows:
        letter = [m for m in letters if f" {person.login}" in m["text"]]
        if letter:
            pairs.append((person, flow, code_of(letter[0])))
    return pairs


@journey("one login, in every case and width: one registration holds it and one account has it")
def one_login(server):
    common = Customer(server).login
    people = people_with(server, "login", common, spelled)
    statuses, flows = register_all(server, people)
    equal(statuses[202], 1)
    equal(statuses[422], PEOPLE - 1)
    answers = confirm_all([(person, flow, server.code(person.email)) for person, flow in flows])
    say("one login", statuses, collections.Counter(a.status for a in answers))
    equal([a.status for a in answers], [201])
    equal(answers[0].json["account"]["login"], common)
    equal(server.client().api("GET", f"/logins/{common.upper()}").json, {"available": False})


@journey("one e-mail, in every case and width: whoever confirms first has it, and one account exists")
def one_email(server):
    common = Customer(server).email
    people = people_with(server, "email", common, spelled)
    statuses, flows = register_all(server, people)
    equal(statuses[202], PEOPLE, "the answer never tells")
    pairs = codes_by_flow(server, flows, common)
    expect(len(pairs) >= min(PEOPLE, 3), f"{len(pairs)} letters")  # what a mailbox takes in a day
    answers = confirm_all(pairs)
    ended = collections.Counter(a.status for a in answers)
    say(f"one e-mail, {len(pairs)} letters", statuses, ended)
    equal(ended[201], 1)
    equal({a.json["code"] for a in answers if a.status == 409}, {"email_taken"})
    equal(sum(ended.values()), ended[201] + ended[409])
    opened = [p for p, _, _ in pairs if p.api("POST", "/sessions",
                                             {"identifier": p.login, "password": p.password}).status == 201]
    equal(len(opened), 1)
    equal(opened[0].api("POST", "/sessions", {"identifier": common, "password": opened[0].password}).status, 201)


@journey("one phone, in every spelling: one account has it")
def one_phone(server):
    common = Customer(server).phone
    people = people_with(server, "phone", common, spelled_phone)
    statuses, pairs = collections.Counter(), []
    for first in range(0, PEOPLE, 50):  # the outbox shows the newest letters only
        some, flows = register_all(server, people[first:first + 50])
        codes = {m["to"]: code_of(m) for m in reversed(server.outbox(channel="email"))}
        pairs += [(person, flow, codes[person.email]) for person, flow in flows]
        statuses += some
    equal(statuses[202], PEOPLE)
    answers = confirm_all(pairs)
    ended = collections.Counter(a.status for a in answers)
    say("one phone", statuses, ended)
    equal((ended[201], ended[202]), (1, PEOPLE - 1), "the others are asked for the code of the phone")
    expect(len(server.outbox(common)) <= 1, "and it is not flooded")
    opened = [p for p in people[:20] if p.api("POST", "/sessions",
                                              {"identifier": common, "password": p.password}).status == 201]
    expect(len(opened) <= 1, len(opened))


@journey("one person in all three at once: one account")
def everything(server):
    common = Customer(server)
    people = []
    for number in range(PEOPLE):
        person = Customer(server)
        person.login, person.email = spelled(common.login, number), spelled(common.email, number + 1)
        person.phone, person.password = spelled_phone(common.phone, number), common.password
        people.append(person)
    statuses, flows = register_all(server, people)
    equal(statuses[202], 1)
    answers = confirm_all([(person, flow, server.code(common.email)) for person, flow in flows] * 8)
    ended = collections.Counter(a.status for a in answers)
    say("all three", statuses, ended)
    equal(ended[201], 1)
    for identifier in (common.login, common.email, common.phone):
        client = server.client()
        answer = client.api("POST", "/sessions", {"identifier": identifier, "password": common.password})
        equal(answer.status, 201, identifier)


run({"signin.hash_memory_kib": "8192", "signin.hash_passes": "1"})
