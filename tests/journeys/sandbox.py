# SPDX-License-Identifier: Apache-2.0
"""What the running server has given up, and that it works all the same."""
import ctypes
import glob
import http.client
import os
import re
import signal
import subprocess

from customers import Customer, captcha
from kabinet import ENGINE, Server, contains, equal, eventually, expect, journey, run
from processes import children_of, name_of


def landlock():
    """The kernel's version of Landlock, 0 without."""
    return max(0, ctypes.CDLL(None).syscall(444, None, 0, 1)) if os.uname().machine == "x86_64" else 0


def has_sandbox(server):
    """False in builds with a sanitizer."""
    return not any("sanitizer" in line["message"] for line in server.log_lines())


def statuses(server):
    """The kernel's word on every thread of the server."""
    for path in glob.glob(f"/proc/{server.process.pid}/task/*/status"):
        with open(path, encoding="utf-8") as file:
            yield dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


@journey("every thread of the server is in the sandbox")
def threads(server):
    if not has_sandbox(server):
        return
    all_threads = list(statuses(server))
    expect(len(all_threads) > 5, len(all_threads))
    for thread in all_threads:
        equal((thread["NoNewPrivs"], thread["Seccomp"]), ("1", "2"), thread["Name"])
        if ENGINE == "sqlite":  # root needs one right to reach another user's database socket
            equal(int(thread["CapEff"], 16), 0, thread["Name"])


@journey("the probe is refused whatever it tries in the same sandbox")
def probe(server):
    answer = server.run("doctor", "--sandbox-probe")
    if "sanitizer" in answer.stderr:
        equal(answer.returncode, 1)
        return
    attempts = [line for line in answer.stdout.splitlines() if not line.startswith("Landlock")]
    expect(len(attempts) >= 25, answer.stdout)
    if landlock() == 0:  # then nobody closes the paths, and the probe says so
        equal(answer.returncode, 1)
        return
    for line in attempts:
        expect(line.startswith("refused ") or (ENGINE == "postgres" and line.startswith("needed ")), answer.stdout)
    equal((answer.returncode, "is not closed" in answer.stderr), (0, False))


@journey("the memory in use is still told")
def memory(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.metrics_port, timeout=10)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    expect(int(re.search(r"^kabinet_process_resident_memory_bytes (\d+)$", text, re.MULTILINE).group(1)) > 1 << 20)


@journey("the settings file is read again, even after it was replaced by another")
def reload(_):
    with Server() as server:
        path = os.path.join(server.folder, "kabinet.ini")
        for name in ("First Host", "Second Host"):
            with open(path + ".new", "w", encoding="utf-8") as file:
                file.write(f"[brand]\nname = {name}\n")
            os.chmod(path + ".new", 0o600)
            os.rename(path + ".new", path)
            if server.process is None:
                server.start("--config", path)
            else:
                server.process.send_signal(signal.SIGHUP)
            eventually(lambda: name in server.client().get("/").text, name)  # pylint: disable=cell-var-from-loop


@journey("a nursery is started before, and couriers come from there, again when they are killed")
def couriers(_):
    with Server({"mail.smtp_url": "smtp://127.0.0.1:9", "mail.from": "cabinet@example.com"}) as server:
        server.start()
        # They name themselves a moment after they were started.
        eventually(lambda: sorted(map(name_of, children_of(server.process.pid))) == ["kabinet-hookery", "kabinet-nursery"],
                   "a nursery of couriers and one of hooks", 10)
        nursery = [pid for pid in children_of(server.process.pid) if name_of(pid) == "kabinet-nursery"]
        equal(children_of(nursery[0]), [])
        for _ in range(2):
            customer = Customer(server)
            customer.api("POST", "/registrations", {**customer.form(), "altcha": captcha(customer)})
            courier = eventually(lambda: [pid for pid in children_of(nursery[0]) if name_of(pid) == "kabinet-courier"],
                                 "a courier", 10)
            os.kill(courier[0], signal.SIGKILL)
            eventually(lambda: courier[0] not in children_of(nursery[0]), "its end")  # pylint: disable=cell-var-from-loop
        equal(server.stop(), 0)


@journey("a lost database connection is made anew")
def reconnect(server):
    if ENGINE == "sqlite":
        return
    sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kabinet' " \
          "AND datname = current_database()"
    subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", server.database.url, "-c", sql], check=True,
                   capture_output=True)
    eventually(lambda: server.client().get("/readyz").status == 200, "a new connection")


@journey("server.sandbox = no starts without it, and says so")
def without(_):
    with Server({"server.sandbox": "no"}) as server:
        server.start()
        expect(all(thread["Seccomp"] == "0" for thread in statuses(server)), "no filter")
        expect(any("no sandbox" in line["message"] for line in server.log_lines()), "a warning")
        answer = server.run("doctor", "--sandbox-probe")
        equal(answer.returncode, 1)
        contains(answer.stderr, "server.sandbox = no")


run()
