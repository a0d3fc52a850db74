# SPDX-License-Identifier: Apache-2.0
"""What an operator relies on: health, figures, headers, refusals, signals."""
import http.client
import re
import signal
import socket
import threading
import time

from kabinet import contains, equal, eventually, expect, journey, run

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@journey("the server says that it is alive and ready")
def alive(server):
    client = server.client()
    equal(client.get("/healthz").status, 200)
    ready = client.get("/readyz")
    equal(ready.status, 200)
    contains(ready.text, "database: in order")
    contains(ready.text, "schema: in order")
    contains(ready.text, "disk: in order")


def metrics(server, path="/metrics"):
    connection = http.client.HTTPConnection("127.0.0.1", server.metrics_port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@journey("figures stand on a listener of their own, in Prometheus' format, and count requests")
def figures(server):
    def requests():
        status, text = metrics(server)
        equal(status, 200)
        return int(re.search(r"^kabinet_http_requests_total (\d+)$", text, re.MULTILINE).group(1))
    before = requests()
    server.client().get("/healthz")
    equal(requests(), before + 1)
    for line in metrics(server)[1].splitlines():
        expect(re.fullmatch(r'# (HELP|TYPE) kabinet_\w+ .+|kabinet_\w+(\{\w+="\w+"(,\w+="\w+")*\})? [0-9.]+', line), line)
    equal(metrics(server, "/")[0], 404)
    equal(server.client().get("/metrics").status, 404)


@journey("every answer carries the protective headers: pages, errors, redirects, the API, refusals")
def headers(server):
    client = server.client()
    answers = [client.get(path) for path in ("/", "/login", "/nowhere", "/home", "/healthz", "/api/v1/nowhere",
                                             "/api/v1/me", "/assets/nowhere.css")]
    answers.append(client.request("DELETE", "/login"))
    answers.append(client.post("/login", {"identifier": "x"}))
    answers.append(client.request("POST", "/login", "x" * (8 << 20)))
    for answer in answers:
        for name, value in HEADERS.items():
            equal(answer.header(name), value, f"{name} of {answer.path} ({answer.status})")
        policy = answer.header("content-security-policy")
        contains(policy, "default-src 'none'")
        expect("unsafe" not in policy, policy)
        equal(answer.header("server"), "", "the server does not say what it is")
        for cookie in answer.headers.get("set-cookie", []):
            contains(cookie, "HttpOnly")
            contains(cookie, "SameSite=")


@journey("a refusal of the wire itself carries the headers too")
def refusal_headers(server):
    answer = raw(server, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
    contains(answer, "HTTP/1.1 400 ")
    contains(answer, "X-Content-Type-Options: nosniff")
    contains(answer, "Content-Security-Policy: default-src 'none'")


@journey("an unknown address is 404, a wrong method 405 with what is allowed")
def not_found(server):
    client = server.client()
    equal(client.get("/nowhere").status, 404)
    contains(client.get("/nowhere").header("content-type"), "text/html")
    wrong = client.request("DELETE", "/healthz")
    equal(wrong.status, 405)
    equal({word.strip() for word in wrong.header("allow").split(",")}, {"GET", "HEAD"})
    problem = client.get("/api/v1/nowhere")
    equal(problem.status, 404)
    contains(problem.header("content-type"), "application/problem+json")
    equal(problem.json["code"], "not_found")


@journey("HEAD answers like GET without the body")
def head(server):
    client = server.client()
    answer = client.request("HEAD", "/")
    equal(answer.status, 200)
    equal(answer.body, b"")
    expect(int(answer.header("content-length")) > 0)


def raw(server, data):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while part := connection.recv(65536):
                answer += part
        except ConnectionResetError:
            pass
    return answer.decode("latin-1")


@journey("log lines are JSON objects and know their request")
def log(server):
    server.client().get("/nowhere-to-be-logged")
    for line in server.log().splitlines():
        expect(line.startswith("{") and line.endswith("}"), line)
    for line in server.log_lines():
        expect({"at", "level", "message"} <= set(line), line)


@journey("SIGHUP reads the settings again without losing a request")
def reload(server):
    failures, stop = [], threading.Event()

    def visit():
        while not stop.is_set():
            try:
                status = server.client().get("/").status
                if status != 200:
                    failures.append(status)
            except OSError as fault:
                failures.append(fault)
    visitor = threading.Thread(target=visit)
    visitor.start()
    for _ in range(5):
        server.process.send_signal(signal.SIGHUP)
        time.sleep(0.1)
    stop.set()
    visitor.join()
    equal(failures, [])
    expect(any("reloaded" in line["message"] for line in server.log_lines()), "the reload is logged")


@journey("SIGTERM lets a request under way finish and then ends with status 0")
def drain(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        body = b"identifier=nobody&password=wrong"
        connection.sendall(b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: " + server.url.encode() +
                           b"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
                           % len(body))
        time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        connection.sendall(body)
        answer = connection.recv(65536)
        contains(answer.decode("latin-1"), "HTTP/1.1 ")
        contains(answer.decode("latin-1").lower(), "connection: close")
    eventually(lambda: server.process.poll() is not None, "the end of the server")
    equal(server.process.returncode, 0)


run()
