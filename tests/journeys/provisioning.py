# SPDX-License-Identifier: Apache-2.0
"""Hooks that work, hang and lie, and a server that is killed while they run."""
import json
import os
import random
import signal
import tempfile
import time

from kabinet import ENGINE, Server, contains, equal, eventually, expect, journey, run

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


def write_hook(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text if text.startswith("#!") else "#!/bin/sh\n" + text + "\n")
    os.chmod(path, 0o700)


class Hooks:
    """A directory of hooks, and one beside it where they leave traces."""

    def __enter__(self):
        self.root = tempfile.TemporaryDirectory(prefix="kabinet-hooks-")
        self.folder, self.effects = (os.path.join(self.root.name, name) for name in ("hooks", "effects"))
        os.mkdir(self.folder, 0o700)
        os.mkdir(self.effects, 0o700)
        return self

    def __exit__(self, *_):
        self.root.cleanup()

    def lines(self, name):
        path = os.path.join(self.effects, name)
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return file.read().split()


def begin(server, hook, *options):
    answer = server.run("provisioning", "try", "exec", json.dumps({"hook": hook}), *options)
    equal((answer.returncode, answer.stderr), (0, ""), "provisioning try")
    return answer.stdout.strip()


def show(server, operation):
    answer = server.run("provisioning", "show", operation)
    equal((answer.returncode, answer.stderr), (0, ""), "provisioning show")
    return json.loads(answer.stdout)


def until_state(server, operation, *states):
    return eventually(lambda: (lambda o: o if o["state"] in states else None)(show(server, operation)),
                      f"{states} of the operation", 20)


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
    with Hooks() as hooks, Server({"provisioning.hooks": hooks.folder, "provisioning.hook_timeout": "1s"}) as server:
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
    with Hooks() as hooks, Server({"provisioning.hooks": hooks.folder}) as server:
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
        equal(sorted(hooks.lines("made")), sorted(operations), "effects")
        equal(hooks.lines("overlaps"), [])
        expect(len(hooks.lines("calls")) > len(operations), "something was called again")


@journey("a stopping server ends its hooks at once, and the next one begins them again")
def stopped(_):
    with Hooks() as hooks, Server({"provisioning.hooks": hooks.folder}) as server:
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


run({"provisioning.demo_time": "1s"})
