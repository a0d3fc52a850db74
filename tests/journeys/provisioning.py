# SPDX-License-Identifier: Apache-2.0
"""Hooks that work, hang and lie, and a server that is killed while they run."""
import base64
import hashlib
import hmac
import http.server
import json
import os
import random
import signal
import threading
import time

from kabinet import Server, contains, equal, eventually, expect, journey, run
from provisioning_hooks import Hooks, begin, begin_with, show, until_state, write_hook
from staff import hire

# Leaves one mark for each operation, whatever happens, and complains when two run at once for one.
COUNTING = r"""#!/bin/sh
operation=$(sed 's/{"operation":"\([^"]*\)".*/\1/')
cd "${0%/*}/../effects"
echo "$operation" >> calls
mkdir "lock-$operation" 2>/dev/null || {
    other=$(cat "lock-$operation/pid" 2>/dev/null)
    [ -z "$other" ] || ! kill -0 "$other" 2>/dev/null || echo "$operation" >> overlaps
}
echo $$ > "lock-$operation/pid"
echo '{"progress":30,"step":"Working"}'
sleep 0.3
mkdir "made-$operation" 2>/dev/null && echo "$operation" >> made
sleep 0.3
rm -r "lock-$operation"
if [ $(($$ % 3)) = 0 ]; then
    echo unlucky >&2
    exit 1
fi
echo '{"address":"203.0.113.9"}'
"""


@journey("the sample hook makes a server before one's eyes")
def sample(server):
    operation = begin(server, "demo-vps")
    seen = eventually(lambda: (lambda o: o if 0 < o["progress"] < 100 else None)(show(server, operation)), "progress")
    equal(seen["state"], "running")
    expect(seen["step_en"] and seen["step_uk"] and seen["step_en"] != seen["step_uk"], seen)
    done = until_state(server, operation, "done")
    equal(done["progress"], 100)
    equal(done["answer"]["usage"], {"disk_gb": 3})
    contains(done["answer"]["address"], "203.0.113.")


@journey("the same key is the same operation, and nonsense is refused with a sentence")
def asking(server):
    equal(begin(server, "demo-vps", "--key", "k1"), begin(server, "demo-vps", "--key", "k1"))
    for arguments in (["magic", "{}"], ["exec", "{}"], ["exec", '{"hook":"../etc"}'], ["exec", "nonsense"],
                      ["exec", '{"hook":"demo-vps"}', "--payload", "[]"],
                      ["exec", '{"hook":"demo-vps"}', "--kind", "explode"]):
        answer = server.run("provisioning", "try", *arguments)
        expect(answer.returncode != 0 and answer.stderr.strip(), arguments)


@journey("a hook that hangs is killed; one that lies is not believed; each is tried again, then staff has it")
def bad_hooks(_):
    with Hooks() as hooks, Server({**hooks.settings, "provisioning.hook_timeout": "1s"}) as server:
        write_hook(hooks.folder, "hang", "echo '{\"progress\":50}'; sleep 1000 & echo $! > ../effects/child; sleep 1000")
        write_hook(hooks.folder, "lie", "echo 'all is well'")
        write_hook(hooks.folder, "mute", "exit 0")
        server.start()
        hooks_and_words = {"hang": "its time was over", "lie": "no JSON object", "mute": "without an answer",
                           "absent": "no such hook"}
        operations = {name: begin(server, name) for name in hooks_and_words}
        for name, words in hooks_and_words.items():
            tried = eventually(lambda: (lambda o: o if o["last_error"] else None)(  # pylint: disable=cell-var-from-loop
                show(server, operations[name])), name, 10)  # pylint: disable=cell-var-from-loop
            contains(tried["last_error"], words)
            equal((tried["state"], tried["attempts"], tried["answer"]), ("waiting", 1, None), name)
        for _ in range(8):
            server.pass_time(3 * 3600)
            time.sleep(0.3)
            for name in ("lie", "mute", "absent"):
                eventually(lambda: show(server, operations[name])["state"] != "running", name)  # pylint: disable=cell-var-from-loop
        for name in ("lie", "mute", "absent"):
            until_state(server, operations[name], "failed")


@journey("a server killed again and again in mid-hook: every operation has exactly one effect")
def killed(_):
    with Hooks() as hooks, Server(hooks.settings) as server:
        write_hook(hooks.folder, "count", COUNTING)
        server.start()
        operations = [begin(server, "count") for _ in range(6)]
        for _ in range(8):
            time.sleep(random.uniform(0.05, 0.5))
            server.stop(signal.SIGKILL)
            server.pass_time(600)  # on PostgreSQL the claims of the killed one have to run out
            server.start()

        def all_done():
            server.pass_time(600)
            time.sleep(0.3)
            return all(show(server, operation)["state"] == "done" for operation in operations)
        eventually(all_done, "the end of all operations", 60)
        made = [name[5:] for name in os.listdir(hooks.effects) if name.startswith("made-")]
        equal(sorted(made), sorted(operations), "effects")
        # A hook may be killed between its effect and this line, but none has two.
        equal(len(set(hooks.lines("made"))), len(hooks.lines("made")), "effects made twice")
        equal(hooks.lines("overlaps"), [])
        expect(len(hooks.lines("calls")) > len(operations), "something was called again")


@journey("a stopping server ends its hooks at once, and the next one begins them again")
def stopped(_):
    with Hooks() as hooks, Server(hooks.settings) as server:
        write_hook(hooks.folder, "long", "echo $$ >> \"${0%/*}/../effects/pids\"; sleep 30; echo '{}'")
        server.start()
        operation = begin(server, "long")
        pid = eventually(lambda: hooks.lines("pids"), "the hook's beginning")[0]
        begun = time.monotonic()
        equal(server.stop(), 0)
        expect(time.monotonic() - begun < 10, "it stopped soon")
        expect(not os.path.exists(f"/proc/{pid}"), "the hook is gone")
        write_hook(hooks.folder, "long", "echo '{\"a\":1}'")
        server.start()
        equal(until_state(server, operation, "done")["answer"], {"a": 1})


@journey("hooks in the data directory, and a directory that is not there, are refused at the start")
def refused(_):
    with Server() as server:
        os.makedirs(os.path.join(server.data, "mine"), 0o700)
        os.chmod(server.data, 0o700)
        for folder, words in ((os.path.join(server.data, "mine"), "data directory"), ("/no/such", "No such file")):
            server.settings["provisioning.hooks"] = folder
            server.launch()
            expect(server.process.wait(30) != 0, "it starts")
            contains(server.log(), words)


KEY = "whsec_" + base64.b64encode(b"a key of twenty-four byt").decode()


def signed(body, message="msg-1", seconds=None, key=KEY):
    """Headers as Standard Webhooks has them."""
    at = str(int(time.time()) if seconds is None else seconds)
    digest = hmac.new(base64.b64decode(key[6:]), f"{message}.{at}.".encode() + body, hashlib.sha256).digest()
    return {"webhook-id": message, "webhook-timestamp": at,
            "webhook-signature": "v1," + base64.b64encode(digest).decode(), "Content-Type": "application/json"}


class Panel:
    """A panel of the provider's: keeps what it was asked, and answers as it is told."""

    def __init__(self):
        self.asked, self.answers = [], []
        panel = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # pylint: disable=invalid-name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                panel.asked.append((dict(self.headers.items()), body))
                status, answer = panel.answers.pop(0) if panel.answers else (200, {})
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@journey("a web address is asked with a signature, and tells later how it went, with one of its own")
def webhook(_):
    panel = Panel()
    with Server({"provisioning.webhooks": f"panel {panel.url} {KEY}"}) as server:
        server.start()
        panel.answers = [(503, {}), (202, {"progress": 10, "step": "queued"})]
        operation = begin_with(server, "webhook", {"webhook": "panel"}, "--payload", '{"disk":30}')
        eventually(lambda: panel.asked, "the first question")
        headers, body = panel.asked[0]
        equal(headers["webhook-id"], operation)
        equal(headers["webhook-signature"], signed(body, operation, headers["webhook-timestamp"])["webhook-signature"])
        told = json.loads(body)
        equal((told["operation"], told["kind"], told["payload"], told["attempt"]), (operation, "create", {"disk": 30}, 1))
        eventually(lambda: show(server, operation)["state"] == "waiting", "the next attempt")
        server.pass_time(60)
        eventually(lambda: show(server, operation)["progress"] == 10, "the second question")
        equal(show(server, operation)["state"], "running")

        path, client = f"/provisioning/operations/{operation}", server.client()

        def tell(value, **how):
            data = json.dumps(value).encode()
            return client.request("POST", how.pop("path", path), data,
                                  signed(data, how.pop("message", operation + "-1"),
                                         int(time.time()) + server.shifted + how.pop("late", 0), **how))
        forged = [tell({"address": "x"}, key="whsec_" + base64.b64encode(b"some other key of theirs").decode()),
                  tell({"address": "x"}, late=-400), tell({"address": "x"}, late=400),
                  tell({"address": "x"}, path="/provisioning/operations/01890000-0000-7000-8000-000000000000"),
                  client.request("POST", path, b"{}"),
                  client.request("POST", path, b'{"address":"y"}', signed(b'{"address":"x"}', operation + "-1")),
                  client.request("POST", path, body, dict(headers)),
                  tell({"address": "x"}, message="msg-1"), tell({"address": "x"}, message=operation),
                  tell({"address": "x"}, message="01890000-0000-7000-8000-000000000000-1")]
        equal([answer.status for answer in forged], [401] * len(forged))
        equal(show(server, operation)["state"], "running")
        equal(tell({"progress": 60, "step": "copying"}).status, 204)
        equal((show(server, operation)["progress"], show(server, operation)["step_en"]), (60, "copying"))
        for _ in range(2):
            equal(tell({"address": "203.0.113.8"}).status, 204)
            done = show(server, operation)
            equal((done["state"], done["answer"]), ("done", {"address": "203.0.113.8"}))
        equal(tell({"error": "too late", "retry": False}).status, 204)
        equal(show(server, operation)["state"], "done")


@journey("without the demonstration or a setting, no packet goes to this machine")
def private_network(_):
    panel = Panel()
    url = panel.url.replace("127.0.0.1", "localhost")  # a number that cannot be reached is refused at the start
    for networks, reached in (("10.0.0.0/8", False), ("127.0.0.0/8, ::1", True)):
        with Server({"provisioning.webhooks": f"panel {url} {KEY}", "outside.private_networks": networks},
                    demo=False) as server:
            server.start()
            operation = begin_with(server, "webhook", {"webhook": "panel"})
            tried = eventually(lambda: (lambda o: o if o["state"] == "done" or o["last_error"] else None)(
                show(server, operation)), "an attempt", 10)  # pylint: disable=cell-var-from-loop
            equal((len(panel.asked) > 0, tried["state"] == "done"), (reached, reached), networks)


@journey("staff does by hand what the plan says a person does, tries failed ones again, gives up")
def tasks(server):
    by_hand = begin_with(server, "manual", {"form": "Address and first password"})
    hopeless = begin(server, "demo-vps", "--kind", "renew", "--subject", "x")
    member = hire(server, "support")
    page = member.get("/staff/tasks")
    equal(page.status, 200)
    task = member.get(page.link(by_hand))
    contains(task.words, "Address and first password")
    answer = member.submit(task, f"/staff/tasks/{by_hand}/give-up", {"reason": ""})
    equal(answer.status, 422)
    answer = member.submit(task, f"/staff/tasks/{by_hand}/done", {"address": "203.0.113.4", "text": "Пароль у листі"})
    equal(answer.status, 303)
    done = show(server, by_hand)
    equal((done["state"], done["answer"]), ("done", {"address": "203.0.113.4", "text": "Пароль у листі"}))
    again = member.follow(member.submit(task, f"/staff/tasks/{by_hand}/done", {"address": "twice"}))
    contains(again.words, "Nothing was done")
    equal(show(server, by_hand)["answer"]["address"], "203.0.113.4")
    until_state(server, hopeless, "done")
    trail = hire(server).call("GET", "/staff/audit").json["items"]
    contains([(item["action"], item["before"], item["after"]) for item in trail], ("operation.done", "manual", "done"))


@journey("the same over the API, and not for those without the right")
def tasks_api(server):
    operation = begin(server, "no-such-hook", "--key", "api")
    eventually(lambda: show(server, operation)["last_error"], "an attempt")
    boss = hire(server)
    # While an attempt runs nobody gives it up: then it is asked again.
    given_up = eventually(lambda: (lambda a: a if a.status != 409 else None)(
        boss.call("POST", f"/staff/tasks/{operation}/give-up", {"reason": "ordered by mistake"})), "giving up")
    equal((given_up.status, given_up.json["state"]), (200, "cancelled"))
    equal(boss.call("POST", f"/staff/tasks/{operation}/retry").status, 409)
    equal(boss.call("GET", f"/staff/tasks/{operation}").json["id"], operation)
    by_hand = begin_with(server, "manual", {})
    listed = boss.call("GET", "/staff/tasks?limit=1").json
    equal(([item["id"] for item in listed["items"]], listed["next"]), ([by_hand], None))
    equal(boss.call("POST", f"/staff/tasks/{by_hand}/done", {"address": "a.example"}).json["answer"],
          {"address": "a.example"})
    equal(hire(server, "accounting").call("GET", "/staff/tasks").status, 403)
    equal(server.client().api("GET", "/staff/tasks").status, 401)
    equal(boss.call("GET", "/staff/tasks/01890000-0000-7000-8000-000000000000").status, 404)


run({"provisioning.demo_time": "1s"})
