# SPDX-License-Identifier: Apache-2.0
"""The collections of tests/gate against the running server, byte by byte as they stand there."""
import os
import re
import socket

from kabinet import equal, expect, journey, run

CANARY = b"GET /healthz HTTP/1.1\r\nHost: canary\r\nConnection: close\r\n\r\n"
PATIENCE = 8.0  # seconds; the server itself gives up on a head after 10


def unescaped(text):
    text = re.sub(r"\{([^{}]*)\*(\d+)\}", lambda m: m.group(1) * int(m.group(2)), text)
    plain = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"\\": b"\\", b'"': b'"'}
    return re.sub(rb'\\(x[0-9a-fA-F]{2}|[rnt\\"])', lambda m: plain.get(m.group(1)) or bytes([int(m.group(1)[1:], 16)]),
                  text.encode("latin-1"))


def cases(name):
    path = os.path.join(os.path.dirname(__file__), "..", "gate", name)
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                what, wanted, text = line.rstrip("\n").split(" | ", 2)
                # /login is an address that takes a body, so that bodies are looked at.
                yield what, wanted, unescaped(text).replace(b"POST / ", b"POST /login ")


def conversation(server, data):
    """What the server says until it ends the connection; our side stays open."""
    answer = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(data)
        except OSError:
            pass  # it may have refused and left before we were done
        try:
            while part := connection.recv(65536):
                answer += part
        except ConnectionResetError:
            pass
    return answer


def statuses(answer):
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) [A-Z]", answer)]


def is_wanted(status, wanted):
    return str(status) in wanted.split("-") or (wanted.startswith("4xx") and 400 <= status < 500)


@journey("every malformed request gets one refusal and the end, and what stands behind it is never served")
def refused(server):
    wrong, count = [], 0
    for what, wanted, data in cases("refused.txt"):
        count += 1
        try:
            got = statuses(conversation(server, data + CANARY))
        except TimeoutError:
            got = "no end of the connection"
        if not (isinstance(got, list) and len(got) == 1 and is_wanted(got[0], wanted)):
            wrong.append(f"{what}: {got} instead of {wanted}")
    expect(not wrong, "; ".join(wrong))
    expect(count >= 80, count)
    equal(server.client().get("/healthz").status, 200)


@journey("every well-formed request passes the gate, and the one behind it is answered too")
def accepted(server):
    wrong, count = [], 0
    for what, wanted, data in cases("accepted.txt"):
        count += 1
        ends = b"HTTP/1.0" in data
        got = statuses(conversation(server, data + CANARY))
        passed = [status for status in got if status not in (400, 408, 413, 414, 417, 431, 501, 505)]
        if len(passed) != int(wanted) + (0 if ends else 1) or got != passed or (not ends and got[-1] != 200):
            wrong.append(f"{what}: {got}")
    expect(not wrong, "; ".join(wrong))
    expect(count >= 25, count)


run()
