# SPDX-License-Identifier: Apache-2.0
"""Every process of the server's tree has given up what it does not need, and does its work all the same."""
import json
import os
import ssl
import subprocess

from customers import Customer, captcha
from kabinet import ENGINE, Server, contains, equal, eventually, expect, journey, run
from mailbox import Mailbox
from processes import name_of, whole_tree
from provisioning_hooks import Hooks, begin, until_state, write_hook

# What a hook finds out about its own place, as one JSON object.
CURIOUS = r"""#!/usr/bin/env python3
import ctypes, json, os, pathlib, re, socket, subprocess, tempfile
data = pathlib.Path(__file__).parent.parent.joinpath("effects/data").read_text().strip()
found = {}
def tries(name, act):
    try:
        found[name] = act()
    except OSError as e:
        found[name] = "refused"
def ask_admin():
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(5)
        s.connect(data + "/admin.sock")
        s.sendall(b'{"command":"jobs run","now":0}\n')
        return "answered" if s.recv(100) else "refused"
def ask_admin_orphaned():
    return subprocess.run(["setsid", "python3", "-c", (
        "import os,socket,sys\n"
        "if os.fork(): os._exit(0)\n"
        "import time; time.sleep(0.5)\n"
        "s = socket.socket(socket.AF_UNIX); s.settimeout(5); s.connect(sys.argv[1])\n"
        "s.sendall(b'{\"command\":\"jobs run\",\"now\":0}\\n')\n"
        "print('answered' if s.recv(100) else 'refused', flush=True)\n"), data + "/admin.sock"],
        capture_output=True, text=True, timeout=20).stdout.strip() or "refused"
def environment_of_server():
    pid = os.getpid()
    for _ in range(3):
        pid = int(re.search(r"PPid:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1))
    return pathlib.Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")[:20]
tries("key", lambda: open(data + "/secret.key").read())
tries("listing", lambda: os.listdir(data))
tries("admin", ask_admin)
tries("admin_orphaned", ask_admin_orphaned)
tries("environment", environment_of_server)
tries("ptrace", lambda: "refused" if ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), 0, 0) < 0 else "traced")
tries("write_elsewhere", lambda: open("/etc/kabinet-was-here", "w").close())
tries("shell", lambda: subprocess.run("echo a | tr a b; ls /usr/bin | wc -l", shell=True, check=True, text=True,
                                      capture_output=True).stdout.split()[0])
tries("address", lambda: bool(socket.getaddrinfo("localhost", 80)))
status = dict(l.split(":\t", 1) for l in open("/proc/self/status").read().splitlines() if ":\t" in l)
found["rights"] = [status[n] for n in ("Seccomp", "NoNewPrivs")] + [int(status["CapEff"], 16)]
print(json.dumps(found))
"""


def has_sandbox(server):
    """False in builds with a sanitizer."""
    return not any("sanitizer" in line["message"] for line in server.log_lines())


def rights(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    return status["Seccomp"], status["NoNewPrivs"], int(status["CapEff"], 16)


def uid_of(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return int(next(line.split()[1] for line in file if line.startswith("Uid:")))


def send_letter(server, mailbox):
    person = Customer(server)
    person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person)})
    eventually(lambda: person.email in mailbox.taken, "a letter", 20)


@journey("server, nurseries, keeper, worker, runner and hook: filtered, without new privileges and capabilities")
def tree(_):
    with Hooks() as hooks, Mailbox() as mailbox, \
            Server({**mailbox.settings, **hooks.settings}) as server:
        write_hook(hooks.folder, "slow", "echo $$ >> \"${0%/*}/../effects/pids\"; sleep 20; echo '{}'")
        server.start()
        if not has_sandbox(server):
            return
        send_letter(server, mailbox)
        begin(server, "slow")
        eventually(lambda: hooks.lines("pids"), "the hook's beginning", 20)
        seen = {}
        for pid in whole_tree(server.process.pid):
            seen.setdefault(name_of(pid), []).append(pid)
        for name in ("kabinet-nursery", "kabinet-courier", "kabinet-worker", "kabinet-hookery", "kabinet-hooks", "slow"):
            expect(name in seen, (name, sorted(seen)))
        for name, pids in seen.items():
            for pid in pids:
                equal(rights(pid), ("2", "1", 0), name)
        if os.geteuid() == 0:
            for name in ("kabinet-nursery", "kabinet-courier", "kabinet-worker"):
                expect(uid_of(seen[name][0]) not in (0, uid_of(server.process.pid)), name)


@journey("a hook runs shells and Python, and reaches neither data, key, other processes nor the admin socket")
def curious(_):
    with Hooks() as hooks, Server(hooks.settings) as server:
        write_hook(hooks.folder, "curious", CURIOUS)
        with open(os.path.join(hooks.effects, "data"), "w", encoding="utf-8") as file:
            file.write(server.data)
        server.start()
        if not has_sandbox(server):
            return
        found = until_state(server, begin(server, "curious"), "done")["answer"]
        equal((found["shell"], found["address"], found["rights"]), ("b", True, ["2", "1", 0]), json.dumps(found))
        for name in ("key", "listing", "admin", "admin_orphaned", "environment", "ptrace", "write_elsewhere"):
            equal(found[name], "refused", json.dumps(found))
        if ENGINE == "sqlite":
            expect(any("turned away" in line["message"] for line in server.log_lines()), "it is logged")
        # Who is no child of the server is heard as before.
        equal(server.run("jobs", "run").returncode, 0)


# What a hook can read of what the server was started with; one line for each path of the file beside it.
READER = r"""#!/usr/bin/env python3
import json, os, pathlib
def read(path):
    try:
        if os.path.isdir(path):
            return "".join(open(os.path.join(path, name)).read() for name in os.listdir(path)) or "empty"
        return open(path).read()
    except OSError as e:
        return "refused: " + e.strerror
paths = json.loads(pathlib.Path(__file__).parent.parent.joinpath("effects/paths").read_text())
print(json.dumps({"read": {name: read(path) for name, path in paths.items()}, "environment": sorted(os.environ.values())}))
"""


def place(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o600)
    return path


def sources(server, hooks):
    """Secrets in every way a server can be given them, and what lies beside them. The second secret is a symlink, as
    orchestrators make them."""
    etc, credentials, secrets = (os.path.join(server.folder, name) for name in ("etc", "credentials", "secrets"))
    for folder in (etc, credentials, secrets, os.path.join(secrets, "1")):
        os.mkdir(folder, 0o700)
    paths = {
        "settings": place(etc, "kabinet.ini", "[mail]\npassword = secret-of-settings\n"),
        "secret": place(secrets, "mail", "secret-of-mail\n"),
        "linked": place(os.path.join(secrets, "1"), "sms", "secret-of-sms\n"),
        "credential": place(credentials, "sms.headers", "X: secret-of-credentials"),
        "credentials": credentials,
        "key": os.path.join(server.data, "secret.key"),
        "neighbour": place(etc, "neighbour", "nothing secret"),
        "late": os.path.join(etc, "late"),
        "link": os.path.join(secrets, "sms"),
    }
    os.symlink("1/sms", paths["link"])
    server.extras.update({"KABINET_MAIL_PASSWORD_FILE": paths["secret"], "KABINET_SMS_PASSWORD_FILE": paths["link"],
                          "CREDENTIALS_DIRECTORY": credentials})
    place(hooks.effects, "paths", json.dumps(paths))
    return paths


@journey("a hook reads neither the settings file nor secret files, credentials and key, but what lies beside them")
def settings_hidden(_):
    with Hooks() as hooks, Server({**hooks.settings, "brand.name": "Kept Elsewhere", "mail.user": "kabinet", "sms.user": "kabinet"}) as server:
        write_hook(hooks.folder, "reader", READER)
        paths = sources(server, hooks)
        server.start("--config", paths["settings"])
        if not has_sandbox(server):
            return

        def look():
            found = until_state(server, begin(server, "reader"), "done")["answer"]
            for name in ("settings", "secret", "linked", "link", "credential", "credentials", "key"):
                expect(found["read"][name].startswith("refused"), (name, found))
            expect("secret-of" not in json.dumps(found) and "Kept Elsewhere" not in found["environment"], found)
            return found["read"]
        equal(look()["neighbour"], "nothing secret")
        # What came to be since the start: a neighbour can be read, a settings file put in place of the other cannot.
        place(os.path.dirname(paths["late"]), "late", "came later")
        os.rename(place(server.folder, "new.ini", "[mail]\npassword = secret-of-settings\n"), paths["settings"])
        os.mkdir(os.path.join(server.folder, "secrets/2"), 0o700)
        paths["linked"] = place(os.path.join(server.folder, "secrets/2"), "sms", "secret-of-sms\n")
        os.symlink("2/sms", paths["link"] + ".new")
        os.rename(paths["link"] + ".new", paths["link"])
        place(hooks.effects, "paths", json.dumps(paths))
        equal(look()["late"], "came later")


@journey("the doctor says whether hooks are kept from settings and secrets")
def doctor(_):
    with Server() as server:
        contains(server.run("doctor").stdout, "hooks")
        server.settings["server.sandbox"] = "no"
        contains(server.run("doctor").stdout, "server.sandbox says no: hooks can read the settings file, secrets and")


@journey("documents are printed and certificates read in there")
def printing(_):
    with Mailbox() as mailbox, Server(mailbox.settings) as server:
        server.start()
        send_letter(server, mailbox)
        equal(server.run("documents", "check").returncode, 0)


class SafeMailbox(Mailbox):
    """Takes mail over TLS, with a certificate of its own."""

    def __init__(self, folder):
        super().__init__()
        self.certificate, key = os.path.join(folder, "own.pem"), os.path.join(folder, "own.key")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", key, "-out", self.certificate], check=True, capture_output=True)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.certificate, key)
        self.settings["mail.smtp_url"] = self.settings["mail.smtp_url"].replace("smtp:", "smtps:")

    def finish_request(self, request, client_address):
        super().finish_request(self.tls.wrap_socket(request, server_side=True), client_address)


@journey("mail goes out with a certificates file that is named by a symlink or a relative path")
def linked_certificates(_):
    for is_relative in (False, True):
        with Server({}) as server, SafeMailbox(server.folder) as mailbox:
            link = os.path.join(server.folder, "link.pem")
            os.symlink(mailbox.certificate, link)
            server.settings.update(mailbox.settings)
            server.settings["mail.ca_file"] = os.path.relpath(link) if is_relative else link
            server.start()
            send_letter(server, mailbox)


@journey("the probe walks every process of the tree")
def probe(_):
    with Hooks() as hooks, Server(hooks.settings) as server:
        server.start()
        if not has_sandbox(server):
            return
        answer = server.run("doctor", "--sandbox-probe")
        for name in ("kabinet-nursery", "kabinet-courier", "kabinet-worker", "kabinet-hookery", "kabinet-hooks"):
            contains(answer.stdout, f"rights for {name}: ")
        for act in ("worker: read the key", "worker: start a program", "worker: reach socket files", "hook: read the key",
                    "worker: read the settings file and secrets", "hook: read the settings file and secrets",
                    "hook: trace another process"):
            contains(answer.stdout, act)
        expect("ALLOWED" not in answer.stdout, answer.stdout)
        equal(answer.returncode, 0)


run(started=False)
