# SPDX-License-Identifier: Apache-2.0
"""Input made to be dear: what it costs grows with its size and no faster, and nothing of it ends the server."""
import os
import re
import socket

from customers import register
from kabinet import equal, expect, journey, routes, run

FORMS = [(path, who) for method, path, who, fields in routes() if method == "POST" and "/api/" not in path and fields]
NOWHERE = "018f0000-0000-7000-8000-000000000000"
TICK = os.sysconf("SC_CLK_TCK")
PARAMETERS = ';a=""' * 6300
PART = "--x\r\nContent-Disposition: form-data; name=\"a\"" + ';a=""' * 390 + "\r\n\r\nb\r\n"
BOMBS = {
    "a Content-Type of 6,300 parameters": ("multipart/form-data" + PARAMETERS + ";boundary=x", "--x--\r\n", (415,)),
    "one of 40 parameters": ("multipart/form-data" + ';a=""' * 40 + ";boundary=x", "--x--\r\n", (400,)),
    "64 parts of 390 parameters": ("multipart/form-data;boundary=x", PART * 64 + "--x--\r\n", (400, 413)),
}


def there(path):
    return re.sub(r"\{\w+\}", NOWHERE, path)


def spent(server):
    """Seconds of processor time the server has used so far, whatever else the machine does."""
    with open(f"/proc/{server.process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def peak_kb(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1))


def lives(server):
    equal(server.process.poll(), None, "the process")
    expect("broken invariant" not in server.log(), server.log()[-1500:])
    equal(server.client().get("/healthz").status, 200)


@journey("no page form dies of a header or a part with thousands of parameters, and none of them is dear")
def parameters(server):
    person, stranger = register(server), server.client()
    before, began, count = peak_kb(server), spent(server), 0
    for path, who in FORMS:
        sender = person if who == "customer" else stranger
        for what, (kind, body, wanted) in BOMBS.items():
            headers = {"Content-Type": kind, "Origin": server.url}
            status = sender.request("POST", there(path), body, headers).status
            expect(status in (*wanted, 303, 429), f"{what} at {path}: {status}")
            count += 1
    lives(server)
    expect(count > 100, count)
    each = (spent(server) - began) / count
    expect(each < 0.02, f"{each * 1000:.1f} ms each")
    grown = peak_kb(server) - before
    expect(grown < 32 * 1024, f"{grown} kB more than before")


@journey("a body that a form could not mean is refused before it is read, and costs next to nothing")
def bodies(server):
    person = register(server)
    person.bearer = person.sign_in()
    many = '{"items":[' + ",".join(["{}"] * 80000) + "]}"
    deep = '{"items":[' + "[" * 15000 + "]" * 15000 + "]}"
    lengthy = '{"items":"' + "a" * 200000 + '"}'
    calls = [("POST", "/catalogue/quote"), ("POST", "/sessions"), ("POST", "/orders"), ("PATCH", "/me")]
    began, count = spent(server), 0
    for method, path in calls:
        for what, body in (("80,000 objects", many), ("15,000 brackets", deep), ("a text of 200 kB", lengthy)):
            sent = {"Content-Type": "application/json", "Idempotency-Key": "heavy-input-%d" % count}
            status = person.request(method, "/api/v1" + path, body, sent).status
            expect(status in (400, 413, 422), f"{what} to {method} {path}: {status}")
            expect(status == 413 or body != many, f"{what} to {method} {path}: {status}")
            count += 1
    stranger = server.client()
    for path in ("/login", "/recover", "/register"):
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": server.url}
        equal(stranger.request("POST", path, "x=" + "a" * 200000, sent).status, 413, path)
        answer = stranger.request("POST", path, "x=" + "a" * 60000, sent)
        expect(answer.status in (403, 413), f"{path}: {answer.status}")
        count += 2
    lives(server)
    each = (spent(server) - began) / count
    expect(each < 0.02, f"{each * 1000:.1f} ms each")


def said(server, request):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


@journey("a balancer that asks in HTTP/1.0 without Host hears that the server lives; HTTP/1.1 must name one")
def health_of_balancers(server):
    expect(said(server, b"GET /healthz HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 "), "HTTP/1.0 without Host")
    expect(said(server, b"GET /readyz HTTP/1.0\r\nUser-Agent: HAProxy\r\n\r\n").startswith(b"HTTP/1.1 200 "), "ready")
    expect(said(server, b"GET /healthz HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 400 "), "HTTP/1.1 without Host")
    expect(said(server, b"GET /healthz HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n").startswith(b"HTTP/1.1 400 "), "twice")


run()
