# SPDX-License-Identifier: Apache-2.0
"""The console: how staff is made, signs in and is kept out."""
import time

from customers import register
from kabinet import contains, equal, expect, journey, run
from staff import Member, hire, totp


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


run()
