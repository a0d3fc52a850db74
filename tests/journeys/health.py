# SPDX-License-Identifier: Apache-2.0
"""A part that dies alone: what cannot be mended ends the process, so that its service manager starts a whole one."""
import os
import re
import signal
import time

from customers import Customer, captcha
from kabinet import ENGINE, PROGRAM, Server, eventually, expect, journey, run
from mailbox import Mailbox
from processes import named, whole_tree
from provisioning_hooks import Hooks, begin, until_state, write_hook
from security import figure
from staff import hire

FAILING_FLUSH = os.path.join(os.path.dirname(PROGRAM), "tests", "harness", "failing_flush.so")


def begin_registration(server):
    person = Customer(server)
    return person, person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person)})


def ends(server, seconds=8):
    """Its exit status, when it ends by itself."""
    eventually(lambda: server.process.poll() is not None, "the end of the process", seconds)
    return server.process.returncode


@journey("a nursery that is killed ends the process, and the next one delivers the letters")
def nursery(_):
    with Mailbox() as mailbox, Server(mailbox.settings) as server:
        server.start()
        os.kill(named(server.process.pid, "kabinet-nursery")[0], signal.SIGKILL)
        expect(ends(server) not in (0, None), "it says that something was wrong")
        expect(any("nursery" in line.get("because", "") for line in server.log_lines()), "one clear line")
        server.start()
        person = begin_registration(server)[0]
        eventually(lambda: person.email in mailbox.taken, "the letter", 20)


@journey("couriers that are killed or frozen cost one attempt, and the next letter leaves")
def couriers(_):
    with Mailbox() as mailbox, Server({**mailbox.settings, "mail.timeout": "2s"}) as server:
        server.start()
        first = begin_registration(server)[0]
        eventually(lambda: first.email in mailbox.taken, "the first letter", 20)
        for how, name in ((signal.SIGSTOP, "kabinet-worker"), (signal.SIGKILL, "kabinet-worker"),
                          (signal.SIGSTOP, "kabinet-courier"), (signal.SIGKILL, "kabinet-courier")):
            for pid in named(server.process.pid, name):
                os.kill(pid, how)
            person, begun = begin_registration(server)[0], time.monotonic()
            eventually(lambda: person.email in mailbox.taken, f"a letter after {how} to {name}", 40)  # pylint: disable=cell-var-from-loop
            expect(time.monotonic() - begun < 30, (how, name, time.monotonic() - begun))
            for pid in named(server.process.pid, name):
                os.kill(pid, signal.SIGCONT)


@journey("the metrics tell of letters that do not leave: waiting, delayed, since when, and that nobody answers")
def letters_in_trouble(_):
    with Mailbox() as mailbox:
        settings = dict(mailbox.settings)
    with Server(settings) as server:  # the mail server is gone
        server.start()
        eventually(lambda: figure(server, 'ready{part="database"}') == 1, "the first look", 20)
        expect(figure(server, 'messages{channel="email",state="delayed"}') == 0, "nothing yet")
        begin_registration(server)
        for name in ('messages{channel="email",state="waiting"}', 'messages{channel="email",state="delayed"}',
                     'messages_oldest_seconds{channel="email"}'):
            eventually(lambda: figure(server, name) >= 1, name, 20)  # pylint: disable=cell-var-from-loop
        expect(figure(server, 'ready{part="email"}') == 0 and figure(server, 'ready{part="disk"}') == 1, "who answers")
        expect(figure(server, 'jobs{state="waiting"}') > 0 and figure(server, 'jobs{state="dead"}') == 0, "the jobs")
        expect(figure(server, "jobs_held_by_clock") == 0, "the clock")
        failed = figure(server, 'http_answers_total{class="4xx"}')
        server.client().get("/no-such-page")
        expect(figure(server, 'http_answers_total{class="4xx"}') == failed + 1, "the answer is counted")


@journey("the console shows letters that do not leave with the error and the next try, and sends one at once")
def letters_in_the_console(_):
    with Mailbox() as mailbox:
        settings = dict(mailbox.settings)
    with Server(settings) as server:
        server.start()
        boss, clerk = hire(server), hire(server, "support")
        expect("Undelivered messages" not in boss.get("/staff/jobs").text, "nothing yet")
        begin_registration(server)
        eventually(lambda: "Undelivered messages" in boss.get("/staff/jobs").text, "the letter", 20)
        expect("wait" in boss.get("/staff").words, "the dashboard")
        page = boss.get("/staff/jobs")
        path = re.search(r"/staff/messages/[^/]+/retry", page.text).group(0)
        answer = boss.submit(page, path, {})
        expect(answer.status in (303, 409), answer.status)  # 409: it is being tried this moment
        expect(clerk.post(path, {"csrf": ""}).status == 403, "a right of its own")


@journey("one failed flush ends the process; nothing is acknowledged after it, and the next one is whole")
def disk(_):
    if ENGINE != "sqlite":
        return
    server = Server()
    flag = os.path.join(server.folder, "failures")
    with open(flag, "wb") as file:
        file.write(b"\0")
    server.preloads.append(FAILING_FLUSH)
    server.extras["FAILING_FLUSH"] = flag
    with server:
        server.start()
        kept = begin_registration(server)
        solved = [captcha(kept[0]) for _ in range(3)]
        with open(flag, "r+b") as file:
            file.write(b"\1")
        statuses = []
        for token in solved:
            person = Customer(server)
            try:
                statuses.append(person.api("POST", "/registrations", {**person.form(), "altcha": token}).status)
            except OSError:
                break  # gone already
        expect(202 not in statuses, statuses)
        expect(ends(server) not in (0, None), "it says that something was wrong")
        expect(any("disk" in line.get("because", "") for line in server.log_lines()), "one clear line")
        server.start()
        expect(begin_registration(server)[1].status == 202, "writing again")


@journey("what a killed server had in hand begins again within seconds")
def in_hand(_):
    with Hooks() as hooks, Server(hooks.settings) as server:
        write_hook(hooks.folder, "slow", "echo $$ >> \"${0%/*}/../effects/pids\"; sleep 60; echo '{}'")
        server.start()
        operation = begin(server, "slow")
        eventually(lambda: hooks.lines("pids"), "the hook's beginning", 20)
        server.stop(signal.SIGKILL)
        eventually(lambda: not whole_tree(server.process.pid), "the end of its children", 10)
        write_hook(hooks.folder, "slow", "echo '{\"a\":1}'")
        begun = time.monotonic()
        server.start()
        until_state(server, operation, "done")
        expect(time.monotonic() - begun < 25, time.monotonic() - begun)


run(started=False)
