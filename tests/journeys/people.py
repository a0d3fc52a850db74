# SPDX-License-Identifier: Apache-2.0
"""The main job over pages without JavaScript: a stranger gets an account and comes back to it."""
import random
import re

from customers import Customer, captcha
from kabinet import code_of, contains, equal, expect, journey, path_of, run

WORDS = {
    "uk": {"check": "Перевірте пошту", "welcome": "Ваш обліковий запис готовий", "hello": "Вітаємо, Олена Ковальчук",
           "phone": "підтверджено", "set": "Новий пароль встановлено"},
    "en": {"check": "Check your mail", "welcome": "Your account is ready", "hello": "Hello, Олена Ковальчук",
           "phone": "Your phone is confirmed", "set": "The new password is set"},
}


def fill_in(person, **other):
    """Opens the form and sends it; the robot box as the widget would."""
    page = person.get("/register")
    equal(page.status, 200)
    form = {**person.form(), "terms": "1", "altcha": captcha(person), **other}
    return person.submit(page, "/register", {name: value for name, value in form.items() if value is not None})


def read(person, answer, path):
    """Follows a redirect to that page."""
    equal(answer.status, 303, answer.words[:300])
    page = person.follow(answer)
    equal(page.path.split("?")[0], path)
    equal(page.status, 200)
    return page


def register(server, language, **other):
    person = Customer(server, language)
    page = read(person, fill_in(person, **other), "/register/confirm")
    contains(page.words, WORDS[language]["check"])
    contains(page.words, person.email)
    answer = person.submit(page, "/register/confirm", {"code": server.code(person.email)})
    page = read(person, answer, "/profile/phone")
    contains(page.words, WORDS[language]["welcome"])
    return person


def prove_phone(server, person):
    page = person.get("/profile/phone")
    equal(page.form("/profile/phone")["fields"]["phone"], person.phone, "the number is filled in")
    page = read(person, person.submit(page, "/profile/phone", {}), "/profile/phone")
    answer = person.submit(page, "/profile/phone/confirm", {"code": server.code(person.phone)})
    contains(read(person, answer, "/home").words, WORDS[person.language]["phone"])


def log_out(person):
    page = person.get("/logout")
    answer = person.submit(page, "/logout", {})
    equal(answer.status, 303)
    expect("session" not in person.cookies, "the cookie is gone")
    equal(person.get("/home").location.split("?")[0], "/login")


def log_in(person, identifier, password=None):
    page = person.get("/login")
    answer = person.submit(page, "/login", {"identifier": identifier, "password": password or person.password})
    contains(read(person, answer, "/home").words, WORDS[person.language]["hello"])


def ask_recovery(person, identifier):
    page = person.get("/recover")
    answer = person.submit(page, "/recover", {"identifier": identifier, "altcha": captcha(person, "recover")})
    return read(person, answer, "/recover/code")


def recover_by_phone(server, person, identifier):
    code = code_of(server.message_after(lambda: ask_recovery(person, identifier), person.phone, "sms"))
    answer = person.submit(person.get("/recover/code"), "/recover/code", {"code": code})
    read(person, answer, "/recover/password")


def set_password(person, password):
    page = person.get("/recover/password")
    equal(page.status, 200)
    page = read(person, person.submit(page, "/recover/password", {"password": password}), "/login")
    contains(page.words, WORDS[person.language]["set"])


def spellings(phone):
    """+380671234567 as people write it."""
    local = phone[3:]
    return [phone, phone[1:], local, f"{local[:3]} {local[3:6]} {local[6:8]} {local[8:]}",
            f"+38 ({local[:3]}) {local[3:6]}-{local[6:8]}-{local[8:]}", "00" + phone[1:], f"  {phone} "]


def whole_story(server, language):
    person = register(server, language)
    contains(server.message(person.email)["text"], person.login)
    prove_phone(server, person)
    page = person.get("/profile")
    contains(page.words, person.phone)
    log_out(person)
    for spelling in spellings(person.phone):
        log_in(person, spelling)
        log_out(person)
    recover_by_phone(server, person, person.phone)
    old, person.password = person.password, f"eight loud valleys {random.randrange(10**6)}"
    set_password(person, person.password)
    page = person.get("/login")
    equal(person.submit(page, "/login", {"identifier": person.login, "password": old}).status, 422)
    log_in(person, person.login)
    equal(person.get("/home").header("content-language"), language)


@journey("a person registers, proves the phone, logs in by it, recovers by its code: in Ukrainian")
def in_ukrainian(server):
    whole_story(server, "uk")


@journey("and in English")
def in_english(server):
    whole_story(server, "en")


@journey("messages are written in the language of the person")
def languages_of_messages(server):
    person = register(server, "uk")
    letter = server.message(person.email)
    contains(letter["subject"], "код")
    contains(letter["html"], "lang=\"uk\"")
    contains(letter["text"], "Олена Ковальчук")
    person.submit(person.get("/profile/phone"), "/profile/phone", {})
    text = server.message(person.phone)["text"]
    expect(re.search("[а-яіїє]", text), text)


@journey("login, e-mail and phone open the account, in whatever case and width they are typed")
def identifiers(server):
    person = register(server, "en")
    log_out(person)
    local, host = person.email.split("@")
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in person.login)
    for typed in (person.login.upper(), f" {person.login}\t", f"{local.upper()}@{host.upper()}", person.phone, wide):
        page = person.get("/login")
        answer = person.submit(page, "/login", {"identifier": typed, "password": person.password})
        equal((typed, answer.status), (typed, 303))
        log_out(person)


@journey("the link does as well as the code, and opening it spends nothing")
def link(server):
    person = Customer(server)
    read(person, fill_in(person), "/register/confirm")
    path = path_of(server.message(person.email), "/register/confirm")
    for _ in range(3):  # a scanner of mail comes first
        equal(server.client().get(path).status, 200)
    page = person.get(path)
    answer = person.submit(page, "/register/confirm", {})
    contains(read(person, answer, "/profile/phone").words, "Your account is ready")
    stranger = server.client()
    answer = stranger.submit(stranger.get(path), "/register/confirm", {})
    contains(read(stranger, answer, "/login").words, "no longer works")


@journey("a link pressed in another browser asks for the password there, and the form's opens nothing")
def link_elsewhere(server):
    person, other = Customer(server), server.client()
    read(person, fill_in(person), "/register/confirm")
    path = path_of(server.message(person.email), "/register/confirm")
    answer = other.submit(other.get(path), "/register/confirm", {})
    page = read(other, answer, "/register/password")
    expect("session" not in other.cookies)
    equal(person.get("/register/confirm").status, 303, "the form's browser has no flow any more")
    answer = other.submit(page, "/register/password", {"password": "nine calm harbours 45"})
    equal(answer.status, 303)
    expect("session" in other.cookies)
    answer = person.submit(person.get("/login"), "/login", {"identifier": person.email, "password": person.password})
    equal(answer.status, 422, "the password of the form")
    log_in(person, person.email, "nine calm harbours 45")


@journey("another code comes after a minute and voids the first")
def resend(server):
    person = Customer(server)
    page = read(person, fill_in(person), "/register/confirm")
    first = server.code(person.email)
    page = read(person, person.submit(page, "/register/resend", {}), "/register/confirm")
    contains(page.words, "Please wait a minute")
    equal(len(server.outbox(person.email)), 1)
    server.pass_time(61)
    page = read(person, person.submit(page, "/register/resend", {}), "/register/confirm")
    equal(len(server.outbox(person.email)), 2)
    second = server.code(person.email)
    if first != second:
        contains(person.submit(page, "/register/confirm", {"code": first}).words, "This code is wrong")
    equal(person.submit(page, "/register/confirm", {"code": second}).status, 303)


@journey("a code of a registration dies after ten minutes")
def code_runs_out(server):
    person = Customer(server)
    page = read(person, fill_in(person), "/register/confirm")
    code = server.code(person.email)
    server.pass_time(10 * 60 + 1)
    contains(person.submit(page, "/register/confirm", {"code": code}).words, "no longer works")


@journey("a registration is forgotten after a day, its login can be taken an hour later")
def hold(server):
    person, other = Customer(server), Customer(server)
    read(person, fill_in(person), "/register/confirm")
    page = fill_in(other, login=person.login)
    equal(page.status, 422)
    contains(page.words, "This login is taken")
    server.pass_time(3601)
    read(other, fill_in(other, login=person.login), "/register/confirm")


@journey("the code does not come to the phone: after a minute it goes to the e-mail, and is logged")
def second_channel(server):
    person = register(server, "en")
    prove_phone(server, person)
    log_out(person)
    server.pass_time(61)
    sms = code_of(server.message_after(lambda: ask_recovery(person, person.login), person.phone, "sms"))
    page = person.get("/recover/code")
    page = read(person, person.submit(page, "/recover/other", {}), "/recover/code")
    contains(page.words, "Please wait a minute")
    server.pass_time(61)
    code = code_of(server.message_after(lambda: person.submit(page, "/recover/other", {}), person.email))
    if code != sms:
        equal(person.submit(page, "/recover/code", {"code": sms}).status, 422, "the code of the phone is void")
    read(person, person.submit(page, "/recover/code", {"code": code}), "/recover/password")
    person.password = "nine calm harbours 44"
    set_password(person, person.password)
    log_in(person, person.email)


@journey("the letter's link recovers too; opening it spends nothing, and it works once")
def recovery_link(server):
    person = register(server, "en")
    log_out(person)
    path = path_of(server.message_after(lambda: ask_recovery(person, person.email), person.email), "/recover/link")
    for _ in range(3):
        equal(server.client().get(path).status, 200)
    other = server.client()
    answer = other.submit(other.get(path), "/recover/link", {})
    read(other, answer, "/recover/password")
    equal(person.get("/recover/password").status, 303, "whoever began the flow gains nothing")
    late = server.client()
    contains(late.follow(late.submit(late.get(path), "/recover/link", {})).words, "no longer works")
    page = other.get("/recover/password")
    read(other, other.submit(page, "/recover/password", {"password": "nine calm harbours 45"}), "/login")
    person.password = "nine calm harbours 45"
    log_in(person, person.login)


@journey("the owner hears of a recovery on every proven contact and can object")
def objection(server):
    person = register(server, "en")
    prove_phone(server, person)
    log_out(person)
    server.pass_time(61)
    recover_by_phone(server, person, person.login)
    set_password(person, "nine calm harbours 46")
    path = path_of(server.message(person.email), "/recover/objection")
    path_of(server.message(person.phone), "/recover")
    owner = server.client()
    equal(owner.get(path).status, 200)
    log_in(person, person.login, "nine calm harbours 46")
    answer = owner.submit(owner.get(path), "/recover/objection", {})
    contains(read(owner, answer, "/recover").words, "locked")
    equal(person.get("/home").status, 303, "the thief is out")
    stranger = server.client()
    answer = stranger.submit(stranger.get("/login"), "/login",
                             {"identifier": person.login, "password": "nine calm harbours 46"})
    equal(answer.status, 422)


@journey("an unknown identifier sees the same pages to the letter")
def unknown(server):
    def walk(identifier):
        visitor = server.client()
        page = ask_recovery(visitor, identifier)
        answers = [page, visitor.submit(page, "/recover/code", {"code": "123456"}),
                   visitor.submit(page, "/recover/other", {})]
        return [(a.status, re.sub(r"\d+", "0", a.words)) for a in answers]
    person = register(server, "en")
    equal(walk("nobody.at.all"), walk(person.login))
    equal(walk("nobody@example.org"), walk(person.email))


@journey("registering a known e-mail looks the same, and its owner hears of it")
def known_email(server):
    owner = register(server, "en")
    person = Customer(server)
    person.email = owner.email
    fresh = Customer(server)
    pages = []
    for one in (person, fresh):
        page = read(one, fill_in(one), "/register/confirm")
        wrong = one.submit(page, "/register/confirm", {"code": "000000"})
        pages.append([re.sub(re.escape(one.email), "E", a.words) for a in (page, wrong)])
    equal(pages[0], pages[1])
    contains(server.message(owner.email)["subject"], "already")
    expect(not re.search(r"(?<!\d)\d{6}(?!\d)", server.message(owner.email)["text"]), "there is no code in it")


@journey("a phone proven by its code leaves the account that never proved it")
def phone_taken_over(server):
    first = register(server, "en")
    second = Customer(server)
    second.phone = first.phone
    page = read(second, fill_in(second), "/register/confirm")
    page = read(second, second.submit(page, "/register/confirm", {"code": server.code(second.email)}),
                "/register/confirm")
    contains(page.words, "Confirm your phone")
    answer = second.submit(page, "/register/confirm", {"code": server.code(second.phone, "sms")})
    read(second, answer, "/home")
    contains(first.get("/home").words, "no longer linked")
    log_out(second)
    log_in(second, second.phone)


@journey("the live help works without JavaScript, and what was typed stays but for the password")
def live_help(server):
    person = Customer(server)
    page = fill_in(person, check="1", terms=None, altcha=None)
    contains(page.words, "This login is free.")
    equal(page.form("/register")["fields"]["email"], person.email)
    equal(page.form("/register")["fields"].get("password", ""), "")
    expect(person.password not in page.text, "the password is never sent back")
    contains(fill_in(person, check="1", password="rjhjkm").words, "password")


@journey("the picture and the recording of the check are a PNG and a WAV, and a wrong reading is refused")
def picture(server):
    person = Customer(server)
    page = person.get("/register?captcha=picture")
    image, sound = [re.search(rf'src="(/captcha/[^"]+\.{kind}[^"]*)"', page.text).group(1) for kind in ("png", "wav")]
    answer = person.get(image)
    equal((answer.status, answer.header("content-type")), (200, "image/png"))
    expect(answer.body.startswith(b"\x89PNG\r\n\x1a\n"))
    answer = person.get(sound.replace("&amp;", "&"))
    equal((answer.status, answer.header("content-type")), (200, "audio/wav"))
    expect(answer.body[:4] == b"RIFF" and answer.body[8:12] == b"WAVE")
    form = {**person.form(), "terms": "1"}
    for code, said in (("", "Please confirm that you are not a robot"), ("ABCDEF", "did not succeed"),
                       ("ЖЖЖЖЖЖ", "did not succeed")):
        answer = person.submit(page, "/register", {**form, "captcha_code": code})
        equal(answer.status, 422)
        contains(answer.words, said)
    for _ in range(3):
        answer = person.submit(page, "/register", {**form, "captcha_code": "ABCDEF"})
    contains(answer.words, "The check has expired")
    equal(answer.form("/register")["fields"]["login"], person.login, "the form is kept")


@journey("after login a person comes back to the page that was wanted")
def wanted_page(server):
    person = register(server, "en")
    log_out(person)
    answer = person.get("/security/history?before=1")
    equal(answer.status, 303)
    page = person.follow(answer)
    answer = person.submit(page, "/login", {"identifier": person.login, "password": person.password})
    equal(answer.location, "/security/history?before=1")


@journey("devices are listed, ended one by one or all others at once, and attempts are shown")
def devices(server):
    person = register(server, "en")
    token = person.sign_in_elsewhere()
    other = server.client()
    other.bearer = token
    equal(other.api("GET", "/me").status, 200)
    page = person.get("/security")
    form = page.form("/security/sessions/end")
    read(person, person.post("/security/sessions/end", form["fields"]), "/security")
    equal(other.api("GET", "/me").status, 401)
    other.bearer = person.sign_in_elsewhere()
    read(person, person.submit(person.get("/security"), "/security/sessions/end-others", {}), "/security")
    equal(other.api("GET", "/me").status, 401)
    equal(person.get("/home").status, 200)
    person.api("POST", "/sessions", {"identifier": person.login, "password": "not this one"})
    words = person.get("/security").words
    contains(words, "Wrong password")
    contains(words, person.address)


run()
