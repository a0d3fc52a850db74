#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures Kabinet against ceilings and peers of the same run: ./dev bench

Machines are shared and noisy, so nothing here is a figure of its own: every row is a ratio of two measurements taken in
turn (A B A B …), the median of ROUNDS of them, beside the goal. docs/benchmarks.md says what each row means.
"""
import glob
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "journeys"))
from customers import register  # noqa: E402
from kabinet import Client, Server, eventually, free_port  # noqa: E402

BUILD = os.path.dirname(os.path.abspath(os.environ.get("KABINET_TEST_PROGRAM", "build/kabinet")))
ROUNDS = int(os.environ.get("KABINET_BENCH_ROUNDS", "5"))
SECONDS = int(os.environ.get("KABINET_BENCH_SECONDS", "3"))
ACCOUNTS = int(os.environ.get("KABINET_BENCH_ACCOUNTS", "100000"))
TRANSACTIONS = int(os.environ.get("KABINET_BENCH_TRANSACTIONS", "1000000"))


# --- tools -----------------------------------------------------------------------------------------------------------

def cpu_seconds(pid):
    """User and system time of a process with all its threads, to the nanosecond."""
    total = 0
    for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
        with open(path, encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def memory_bytes(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1)) * 1024


class Load:
    """One run of wrk: requests a second, p99 in ms, answers that were no success."""

    def __init__(self, url, connections=64, headers=(), script=None, seconds=SECONDS):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
        for header in headers:
            command += ["-H", header]
        if script:
            command += ["-s", script]
        text = subprocess.run(command + [url], check=True, capture_output=True, text=True).stdout
        self.requests = int(re.search(r"(\d+) requests in", text).group(1))
        self.per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
        number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
        self.p99_ms = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
        found = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        self.refused = int(found.group(1)) if found else 0

    def must_succeed(self, what):
        if self.refused:
            raise SystemExit(f"bench: {self.refused} of {self.requests} answers were refused: {what}")
        return self


def ceiling(*arguments, nice=0):
    """Operations a second; nice: at the priority the server's own threads for it have."""
    out = subprocess.run(["nice", "-n", str(nice), os.path.join(BUILD, "bench", "ceilings"), *map(str, arguments)],
                         check=True, capture_output=True, text=True).stdout
    return int(out) / 1000


def cpu_per_hash():
    """CPU seconds of one Argon2id hash at the server's cost."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    per_second = ceiling("hash", 1, SECONDS)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / (per_second * SECONDS)


def piece(name):
    """Microseconds of CPU and bytes of one piece of an answer, made without server and database."""
    out = subprocess.run([os.path.join(BUILD, "bench", "pieces"), name, "1"], check=True, capture_output=True,
                         text=True).stdout.split()
    return int(out[0]) / 1000, int(out[1])


def in_turn(*measurements):
    """Takes the measurements in turn, ROUNDS times; returns the medians."""
    taken = [[] for _ in measurements]
    for _ in range(ROUNDS):
        for values, measure in zip(taken, measurements):
            values.append(measure())
    return [statistics.median(values) for values in taken]


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, goal, figure, at_most=False, unit="", note=""):
        met = figure <= goal if at_most else figure >= goal
        self.rows.append({"what": what, "goal": goal, "at_most": at_most, "figure": figure, "met": met, "unit": unit,
                          "note": note})
        sign = "<=" if at_most else ">="
        distance = "met" if met else f"missed by {abs(figure - goal) / goal:.0%}"
        print(f"| {what} | {sign} {goal:g}{unit} | {figure:.3g}{unit} | {distance} | {note} |", flush=True)


# --- peers -----------------------------------------------------------------------------------------------------------

class Raw:
    """The epoll loop that parses nothing and answers 600 fixed bytes."""

    def __init__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.process = subprocess.Popen([os.path.join(BUILD, "bench", "raw"), str(self.port)])
        self.pid = self.process.pid
        time.sleep(0.2)

    def close(self):
        self.process.kill()
        self.process.wait()


class Nginx:
    """Debian's nginx, one worker a core: one static file of a given size, and the server behind TLS."""

    def __init__(self, folder, size, server):
        self.port, self.tls_port, self.folder = free_port(), free_port(), os.path.join(folder, "nginx")
        os.makedirs(os.path.join(self.folder, "www"))
        os.chmod(folder, 0o755)
        with open(os.path.join(self.folder, "www", "page.html"), "wb") as file:
            file.write(b"x" * size)
        key = f"{self.folder}/key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-subj", "/CN=localhost", "-keyout", key, "-out", f"{self.folder}/cert.pem"],
                       check=True, capture_output=True)
        config = os.path.join(self.folder, "nginx.conf")
        with open(config, "w", encoding="ascii") as file:
            file.write(f"""worker_processes auto; pid {self.folder}/pid; error_log {self.folder}/error.log; daemon off;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 1000000; types {{ text/html html; }} sendfile on; tcp_nopush on;
  client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
  fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi; scgi_temp_path {self.folder}/scgi;
  server {{ listen 127.0.0.1:{self.port}; root {self.folder}/www; }}
  upstream kabinet {{ server 127.0.0.1:{server.port}; keepalive 64; keepalive_requests 1000000; }}
  server {{ listen 127.0.0.1:{self.tls_port} ssl; ssl_certificate {self.folder}/cert.pem; ssl_certificate_key {key};
    location / {{ proxy_pass http://kabinet; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_buffers 8 32k; proxy_buffer_size 32k; }} }} }}
""")
        self.process = subprocess.Popen(["nginx", "-c", config, "-p", self.folder], stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{self.port}/page.html"
        self.tls_url = f"https://127.0.0.1:{self.tls_port}"
        time.sleep(0.5)

    def close(self):
        self.process.terminate()
        self.process.wait()


# --- what is measured ------------------------------------------------------------------------------------------------

def cpu_per_request(pid, url, headers=()):
    before = cpu_seconds(pid)
    load = Load(url, headers=headers).must_succeed(url)
    return (cpu_seconds(pid) - before) / load.requests


def measure_smallest(table, server, raw):
    own, floor = in_turn(lambda: cpu_per_request(server.process.pid, server.url + "/healthz"),
                         lambda: cpu_per_request(raw.pid, raw.url))
    table.add("smallest own answer: CPU per request ÷ raw", 1.5, own / floor, at_most=True)


def measure_pages(table, server, raw, folder, customer):
    cookie = "Cookie: " + "; ".join(f"{k}={v}" for k, v in customer.cookies.items())
    bearer = f"Authorization: Bearer {customer.token}"
    page = customer.get("/security")
    nginx = Nginx(folder, len(page.body), server)
    try:
        html, json_, floor, static, tls = in_turn(
            lambda: Load(server.url + "/security", headers=[cookie]).must_succeed("/security").per_second,
            lambda: Load(server.url + "/api/v1/sessions", headers=[bearer]).must_succeed("sessions").per_second,
            lambda: Load(raw.url).per_second,
            lambda: Load(nginx.url).must_succeed("nginx").per_second,
            lambda: Load(nginx.tls_url + "/security", headers=[cookie]).must_succeed("TLS").per_second)
    finally:
        nginx.close()
    size = f"{len(page.body) / 1024:.1f} kB page"
    table.add("signed-in HTML page with 20 rows: requests/s ÷ raw", 0.12, html / floor, note=size)
    table.add("the same ÷ nginx serving a static file of that size", 0.18, html / static)
    table.add("the same as JSON ÷ HTML", 1.2, json_ / html)
    table.add("the same behind nginx with TLS ÷ direct", 0.65, tls / html)


def write_script(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def measure_writes(table, server, folder, customers):
    tokens = ",".join(f'"{customer.token}"' for customer in customers)
    script = write_script(folder, "write.lua", f"""
wrk.method = "PATCH"
local tokens = {{{tokens}}}
local n = 0
request = function()
  n = n + 1
  local headers = {{["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. tokens[n % #tokens + 1]}}
  return wrk.format(nil, "/api/v1/me", headers, '{{"name":"Olena ' .. (n % 2 == 0 and "Koval" or "Kovalchuk") .. '"}}')
end
""")
    ours, single, sync = in_turn(
        lambda: Load(server.url, script=script).must_succeed("PATCH /me").per_second,
        lambda: ceiling("commit", folder, 64, SECONDS),
        lambda: ceiling("fdatasync", folder, SECONDS))
    table.add("durable write at 64 clients ÷ one transaction per request", 3.5, ours / single,
              note=f"{ours:.0f}/s, 19 customers")
    table.add("the same ÷ fdatasync/s of the device", 2.5, ours / sync, note=f"{sync:.0f} syncs/s")


# Each has a limit of open orders, so many customers order.
BUYERS = 150


def measure_orders(table, server, folder):
    """Whole orders over the API: priced, lines frozen, the invoice numbered and issued, durable."""
    customers = [register(server) for _ in range(BUYERS)]
    tokens = ",".join(f'"{customer.token}"' for customer in customers)
    script = write_script(folder, "order.lua", f"""
wrk.method = "POST"
local tokens = {{{tokens}}}
local seed, n = math.random(1, 1000000000) + os.time() % 100000 * 1000000, 0
request = function()
  n = n + 1
  local headers = {{["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. tokens[n % #tokens + 1],
                   ["Idempotency-Key"] = "order-" .. seed .. "-" .. n,
                   ["X-Forwarded-For"] = string.format("198.19.%d.%d", math.floor(n / 250) % 250, n % 250)}}
  return wrk.format(nil, "/api/v1/orders", headers, '{{"items":[{{"plan":"vps-start","months":1,"options":{{"disk":50}},"quantity":1}}]}}')
end
""")
    per_second = statistics.median(Load(server.url, script=script, seconds=1).must_succeed("POST /orders").per_second for _ in range(ROUNDS))
    table.add("whole orders at 64 clients", 1000, per_second, unit="/s", note="line, stock and invoice in one transaction")


def login_script(folder, customers, wrong=False):
    rows = ",".join(f'{{"{c.login}","{"not the password" if wrong else c.password}"}}' for c in customers)
    return write_script(folder, "login_wrong.lua" if wrong else "login.lua", f"""
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local people = {{{rows}}}
local n = 0
request = function()
  n = n + 1
  local p = people[n % #people + 1]
  local from = string.format("198.19.%d.%d", math.floor(n / 250) % 250, n % 250)
  return wrk.format(nil, "/api/v1/sessions", {{["Content-Type"] = "application/json", ["X-Forwarded-For"] = from}},
                    '{{"identifier":"' .. p[1] .. '","password":"' .. p[2] .. '"}}')
end
""")


def hash_slots():
    return 2 if os.cpu_count() > 2 else 1


def measure_logins(table, server, folder, customers):
    script = login_script(folder, customers)
    ours, bare = in_turn(
        lambda: Load(server.url, connections=8, script=script).must_succeed("login").per_second,
        lambda: ceiling("hash", hash_slots(), SECONDS, nice=19))
    table.add("logins/s ÷ bare Argon2id hashes/s on as many threads", 0.95, ours / bare, note=f"{ours:.0f}/s")


def measure_flood(table, server, folder, customers):
    """A page at a steady 1,000/s, with and without 64 clients that hammer the login."""
    script = login_script(folder, customers, wrong=True)
    cookie = "Cookie: " + "; ".join(f"{k}={v}" for k, v in customers[0].cookies.items())

    def steady():
        text = subprocess.run(["hey", "-z", f"{SECONDS}s", "-c", "4", "-q", "250", "-H", cookie,
                               server.url + "/home"], check=True, capture_output=True, text=True).stdout
        found = re.search(r"99% in ([\d.]+) secs", text)
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
        if "[200]" not in text or re.search(r"\[[45]\d\d\]\s+\d+ responses", text):
            raise SystemExit("bench: the page failed under the flood\n" + text)
        return float(found.group(1)) * 1000, rate

    calm, flooded = [], []
    for _ in range(ROUNDS):
        calm.append(steady())
        flood = subprocess.Popen(["wrk", "-t1", "-c64", f"-d{SECONDS + 2}s", "-s", script, server.url],
                                 stdout=subprocess.DEVNULL)
        time.sleep(0.5)
        flooded.append(steady())
        flood.wait()
    p99 = [statistics.median(row[0] for row in rows) for rows in (calm, flooded)]
    rate = [statistics.median(row[1] for row in rows) for rows in (calm, flooded)]
    table.add("page p99 at 1,000/s while 64 clients hammer login ÷ p99 without", 2, p99[1] / p99[0], at_most=True,
              note=f"{p99[1]:.1f} ms, {p99[0]:.1f} ms without")
    table.add("its throughput kept", 0.97, rate[1] / rate[0])


def settle(server):
    """Waits until the server has worked off what the row before left in its queues."""
    while True:
        before = cpu_seconds(server.process.pid)
        time.sleep(0.5)
        if cpu_seconds(server.process.pid) - before < 0.01:
            return


def measure_registrations(table, server):
    """CPU a registration, and the sign-in behind it, cost beside their hashes."""
    count = 20
    settle(server)
    before = cpu_seconds(server.process.pid)
    begun = time.monotonic()
    for _ in range(count):
        register(server)
    per_one = (cpu_seconds(server.process.pid) - before) / count
    elapsed = time.monotonic() - begun
    hash_cpu = cpu_per_hash()
    table.add("registration, form to session: CPU beside its two hashes", 3, (per_one - 2 * hash_cpu) * 1000,
              at_most=True, unit=" ms", note=f"{per_one * 1000:.1f} ms in all, {count / elapsed:.0f}/s one by one")


def measure_pieces(table):
    page, json_ = in_turn(lambda: piece("page")[0], lambda: piece("json")[0])
    page_bytes, json_bytes = piece("page")[1], piece("json")[1]
    table.add("HTML rendering per 10 kB", 5, page * 10000 / page_bytes, at_most=True, unit=" µs",
              note=f"{page:.1f} µs for {page_bytes} bytes")
    table.add("JSON list per 3.4 kB", 3, json_ * 3400 / json_bytes, at_most=True, unit=" µs",
              note=f"{json_:.1f} µs for {json_bytes} bytes")


class Crowd:
    """A server on data that `kabinet seed` made, and the customer with the longest history."""

    def __init__(self, accounts, transactions):
        self.server = Server()
        seeded = subprocess.run([os.path.join(BUILD, "kabinet"), "seed", "--accounts", str(accounts),
                                 "--transactions-of-one", str(transactions), "--data", self.server.data],
                                env=self.server.environment(), capture_output=True, text=True, check=False)
        if seeded.returncode != 0:
            raise SystemExit("bench: " + seeded.stderr)
        self.server.start()
        login = re.search(r"most transactions: (\S+)", seeded.stdout).group(1)
        person = {"identifier": login, "password": seeded.stdout.split()[-1]}
        client = Client(self.server)
        client.submit(client.get("/login"), "/login", person)
        self.cookie = "Cookie: " + "; ".join(f"{k}={v}" for k, v in client.cookies.items())
        self.bearer = "Authorization: Bearer " + Client(self.server).api("POST", "/sessions", person).json["token"]
        self.client = client
        settle(self.server)

    def has(self, path):
        return self.client.get(path).status == 200

    def cost(self, path):
        header = self.bearer if path.startswith("/api/") else self.cookie
        return cpu_per_request(self.server.process.pid, self.server.url + path, [header])


# So many transactions, half of them payments of as many invoices, fill the first page of each list and no more.
A_PAGE = 60
CROWD_PAGES = ("/home", "/transactions", "/spending", "/invoices", "/payments", "/orders", "/services")


def measure_crowd(table):
    few, many = Crowd(1000, A_PAGE), Crowd(ACCOUNTS, TRANSACTIONS)
    try:
        path = "/api/v1/sessions"
        small, large = in_turn(lambda: few.cost(path), lambda: many.cost(path))
        table.add(f"CPU of a list with {ACCOUNTS:,} accounts ÷ with 1,000", 1.3, large / small, at_most=True)
        for path in filter(many.has, CROWD_PAGES):
            small, large = in_turn(lambda: few.cost(path), lambda: many.cost(path))
            table.add(f"CPU of {path}: {TRANSACTIONS:,} transactions among {ACCOUNTS:,} accounts ÷ a page among 1,000", 1.3,
                      large / small, at_most=True, note=f"{large * 1e6:.0f} µs")
    finally:
        few.server.close()
        many.server.close()


def measure_memory(table, server):
    idle = memory_bytes(server.process.pid)
    table.add("server memory idle", 20, idle / 2**20, at_most=True, unit=" MB")
    return idle


def measure_memory_busy(table, server, cookie):
    load = subprocess.Popen(["wrk", "-t1", "-c64", "-d3s", "-H", cookie, server.url + "/security"],
                            stdout=subprocess.DEVNULL)
    time.sleep(2)
    table.add("under 64 busy connections", 64, memory_bytes(server.process.pid) / 2**20, at_most=True, unit=" MB")
    load.wait()


def measure_idle_connections(table, server):
    import socket
    count = 1000
    Client(server).get("/healthz")
    before = memory_bytes(server.process.pid)
    sockets = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(count)]
    time.sleep(0.5)
    table.add("memory per idle connection", 16, (memory_bytes(server.process.pid) - before) / count / 1024,
              at_most=True, unit=" kB", note=f"{count} connections")
    for one in sockets:
        one.close()


def start_time(server):
    """Seconds from exec to the first 200, on the data the server has."""
    import http.client
    server.stop()
    begun = time.monotonic()
    server.launch()
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
            connection.request("GET", "/login")
            if connection.getresponse().status == 200:
                return time.monotonic() - begun
        except OSError:
            time.sleep(0.0005)


def measure_start(table, server):
    times = [start_time(server) for _ in range(max(ROUNDS, 5))]
    eventually(lambda: Client(server).get("/readyz").status == 200, "readiness")
    table.add("start to first 200, existing database", 30, statistics.median(times) * 1000, at_most=True, unit=" ms")


def main():
    folder = tempfile.mkdtemp(prefix="kabinet-bench-")
    table = Table()
    raw = Raw()
    print("| what | goal | figure | | note |\n|---|---|---|---|---|")
    try:
        with Server() as server:
            server.start()
            measure_memory(table, server)
            customers = [register(server) for _ in range(20)]
            for _ in range(19):
                customers[0].sign_in_elsewhere()
            measure_start(table, server)
            measure_smallest(table, server, raw)
            measure_pages(table, server, raw, folder, customers[0])
            measure_pieces(table)
            measure_crowd(table)
            measure_writes(table, server, folder, customers[1:])
            measure_logins(table, server, folder, customers[2:])
            measure_flood(table, server, folder, customers)
            measure_registrations(table, server)
            cookie = "Cookie: " + "; ".join(f"{k}={v}" for k, v in customers[0].cookies.items())
            measure_memory_busy(table, server, cookie)
            measure_idle_connections(table, server)
            # Last: its letters and documents keep the server busy for a while.
            measure_orders(table, server, folder)
    finally:
        raw.close()
        shutil.rmtree(folder, ignore_errors=True)
    with open(os.path.join(BUILD, "bench.json"), "w", encoding="utf-8") as file:
        json.dump(table.rows, file, indent=1)
    print(f"\n{ROUNDS} rounds of {SECONDS} s, load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    missed = [row["what"] for row in table.rows if not row["met"]]
    print(f"\n{len(table.rows) - len(missed)} of {len(table.rows)} goals met" + (":" if missed else ""))
    for what in missed:
        print(f"  missed: {what}")


main()
