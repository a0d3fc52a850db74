# SPDX-License-Identifier: Apache-2.0
"""Hooks of journeys, and operations that run them."""
import json
import os
import tempfile

from kabinet import equal, eventually


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
        self.settings = {"provisioning.hooks": self.folder, "provisioning.hook_writable": self.effects}
        return self

    def __exit__(self, *_):
        self.root.cleanup()

    def lines(self, name):
        path = os.path.join(self.effects, name)
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return file.read().split()


def begin_with(server, driver, config, *options):
    answer = server.run("provisioning", "try", driver, json.dumps(config), *options)
    equal((answer.returncode, answer.stderr), (0, ""), "provisioning try")
    return answer.stdout.strip()


def begin(server, hook, *options):
    return begin_with(server, "exec", {"hook": hook}, *options)


def show(server, operation):
    answer = server.run("provisioning", "show", operation)
    equal((answer.returncode, answer.stderr), (0, ""), "provisioning show")
    return json.loads(answer.stdout)


def until_state(server, operation, *states):
    return eventually(lambda: (lambda o: o if o["state"] in states else None)(show(server, operation)),
                      f"{states} of the operation", 20)
