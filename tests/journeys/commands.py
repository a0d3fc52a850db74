# SPDX-License-Identifier: Apache-2.0
"""Commands beside a running server: on SQLite it writes for them, on PostgreSQL they write themselves."""
import json
import os
import signal
import socket
import stat
import time

from customers import register
from kabinet import ENGINE, contains, equal, eventually, expect, journey, run

SUMMARY = "jobs: "


def socket_path(server):
    return os.path.join(server.data, "admin.sock")


def ask(server, line, patience=10):
    """What the admin socket answers to a line; b"" when it hangs up."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(patience)
        connection.connect(socket_path(server))
        try:
            connection.sendall(line)
            return connection.makefile("rb").readline()
        except (BrokenPipeError, ConnectionResetError):
            return b""


@journey("what is due is run while the server runs")
def jobs_run(server):
    answer = server.run("jobs", "run")
    equal((answer.returncode, answer.stderr), (0, ""))
    contains(answer.stdout, SUMMARY)
    equal(server.client().get("/readyz").status, 200)


@journey("the moment is a parameter: tomorrow's work is done today, and then it is done")
def jobs_run_at(server):
    tomorrow = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))
    answer = server.run("jobs", "run", "--now", tomorrow)
    equal((answer.returncode, answer.stderr), (0, ""))
    contains(answer.stdout, SUMMARY)
    contains(server.run("jobs", "run", "--now", tomorrow).stdout, "jobs: 0 done, 0 failed")
    equal(server.run("jobs", "run", "--now", "tomorrow").returncode, 2)


@journey("queue and dead letters are shown while the server runs")
def jobs_list(server):
    answer = server.run("jobs", "list")
    equal((answer.returncode, answer.stderr), (0, ""))
    as_json = server.run("jobs", "list", "--json")
    equal((as_json.returncode, as_json.stderr), (0, ""))
    json.loads(as_json.stdout)


@journey("the admin socket answers a line of JSON with one, and is the owner's alone")
def admin_socket(server):
    if ENGINE == "postgres":
        expect(not os.path.exists(socket_path(server)), "PostgreSQL needs none")
        return
    equal(stat.S_IMODE(os.stat(socket_path(server)).st_mode), 0o600)
    answer = json.loads(ask(server, b'{"command":"jobs run","now":0}\n'))
    expect(answer["ok"], answer)
    contains(answer["text"], SUMMARY)
    for line in (b"\n", b"jobs run\n", b'{"command":"rm"}\n', b'{"command":"jobs run","now":"x"}\n', b"\xff\x00\n"):
        expect(not json.loads(ask(server, line))["ok"], line)
    equal(ask(server, b"x" * 100_000), b"", "a line without an end is not waited for")


@journey("who connects to the admin socket and says nothing is hung up on")
def silent(server):
    if ENGINE == "postgres":
        return
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(socket_path(server))
        equal(server.run("jobs", "run").returncode, 0)
        equal(connection.recv(1), b"")


def as_nobody(probe):
    """What probe() says in a process of a user without rights: True, False or None when it failed."""
    child = os.fork()
    if child == 0:
        status = 2
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            status = int(probe())
        finally:
            os._exit(status)
    return {0: False, 1: True}.get(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


@journey("another user is turned away from the admin socket even where file modes would let him in")
def stranger(server):
    if ENGINE == "postgres" or os.geteuid() != 0:
        return
    opened = [(server.folder, 0o711), (server.data, 0o711), (socket_path(server), 0o666)]
    before = [(path, stat.S_IMODE(os.stat(path).st_mode)) for path, _ in opened]
    try:
        for path, mode in opened:
            os.chmod(path, mode)
        heard = as_nobody(lambda: ask(server, b'{"command":"jobs run","now":0}\n') != b"")
    finally:
        for path, mode in before:
            os.chmod(path, mode)
    expect(heard is False, heard)
    expect(any("another user" in line["message"] for line in server.log_lines()), "it is logged")


@journey("a room's command is carried out beside a running server: a customer is signed out everywhere")
def room_command(server):
    customer = register(server)
    equal(customer.get("/home").status, 200)
    answer = server.run("signin", "end", customer.email)
    equal((answer.returncode, answer.stdout, answer.stderr), (0, "signed out everywhere\n", ""))
    equal(customer.get("/home").location.split("?")[0], "/login")
    equal(customer.sign_in_browser().get("/home").status, 200)


@journey("a room's command that is not understood or not possible says so")
def room_command_refused(server):
    stranger = server.run("signin", "end", "nobody.at.all")
    equal(stranger.returncode, 1)
    contains(stranger.stderr, "nobody has that login")
    for arguments in (("signin",), ("signin", "begin"), ("signin", "end"), ("signin", "end", "a", "b"),
                      ("signin", "end", "a", "--until", "b")):
        answer = server.run(*arguments)
        equal(answer.returncode, 2, arguments)
        contains(answer.stderr, "kabinet signin end WHO")
    if ENGINE == "sqlite":
        for line in (b'{"command":"room"}', b'{"command":"room","name":"signin end","values":[],"now":0}',
                     b'{"command":"room","name":"signin end","values":[1],"now":0}',
                     b'{"command":"room","name":"signin","values":["a"],"now":0}'):
            contains(json.loads(ask(server, line + b"\n"))["text"], "does not know the request")


@journey("commands are served again after a reload")
def after_reload(server):
    server.process.send_signal(signal.SIGHUP)
    eventually(lambda: any("reloaded" in line["message"] for line in server.log_lines()), "the reload")
    equal(server.run("jobs", "run").returncode, 0)


@journey("without a server the command does the work itself, and leaves the way free")
def alone(server):
    equal(server.stop(), 0)
    expect(not os.path.exists(socket_path(server)), "the socket went with the server")
    contains(server.run("jobs", "run").stdout, SUMMARY)
    server.start()
    contains(server.run("jobs", "run").stdout, SUMMARY)


@journey("a server that was killed leaves nothing that stands in the way")
def killed(server):
    server.stop(signal.SIGKILL)
    contains(server.run("jobs", "run").stdout, SUMMARY)
    server.start()
    contains(server.run("jobs", "run").stdout, SUMMARY)


run()
