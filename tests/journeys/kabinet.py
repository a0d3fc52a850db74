# SPDX-License-Identifier: Apache-2.0
"""What a journey needs: a running server of its own, a client with cookies, and sentences.

A journey knows only the program's command line and its addresses. It is a file like this:

    from kabinet import journey, run, equal

    @journey("a stranger sees the front page")
    def front_page(server):
        equal(server.client().get("/").status, 200)

    run()

run() starts one demo server with fresh data on the engine named by KABINET_TEST_DB (sqlite or postgres, the latter on
the server of KABINET_TEST_POSTGRES_URL), walks through the journeys in the order of the file and prints TAP.
"""
import functools
import html.parser
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.parse

PROGRAM = os.path.abspath(os.environ.get("KABINET_TEST_PROGRAM", "build/kabinet"))
ENGINE = os.environ.get("KABINET_TEST_DB", "sqlite")
POSTGRES = os.environ.get("KABINET_TEST_POSTGRES_URL", "")
# Preloaded into servers whose clock a journey moves.
CLOCK = os.path.join(os.path.dirname(PROGRAM), "tests", "harness", "shifted_clock.so")
PATIENCE = 30.0  # seconds until a server must be ready, or gone


# --- sentences -------------------------------------------------------------------------------------------------------

def expect(held, what="it should hold"):
    if not held:
        raise AssertionError(what)


class Skipped(Exception):
    """The journey says nothing on this engine or machine, and why."""


def skip(why):
    raise Skipped(why)


def equal(actual, wanted, what=""):
    if actual != wanted:
        raise AssertionError(f"{what + ': ' if what else ''}got {actual!r:.1500}, wanted {wanted!r:.1500}")


def contains(text, part):
    if part not in text:
        raise AssertionError(f"{part!r} is missing in: {text[:1500]!r}")


def eventually(probe, what, seconds=PATIENCE):
    """Waits until probe() gives something true, and returns it."""
    end = time.monotonic() + seconds
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not happen within {seconds:g} s")
        time.sleep(0.02)


# --- pages -----------------------------------------------------------------------------------------------------------

class _Reader(html.parser.HTMLParser):
    """Collects forms with their fields, links and the text of a page."""

    def __init__(self):
        super().__init__()
        self.forms, self.links, self.words, self.ids = [], [], [], {}
        self._form = self._select = self._area = None
        self._silent = 0

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if "id" in a:
            self.ids[a["id"]] = tag
        if tag == "form":
            self._form = {"action": a.get("action", ""), "method": a.get("method", "get").lower(), "fields": {}}
            self.forms.append(self._form)
        elif tag == "a" and "href" in a:
            self.links.append(a["href"])
        elif tag in ("script", "style"):
            self._silent += 1
        elif self._form is not None and "name" in a:
            self._field(tag, a)
        elif tag == "option" and self._select and ("selected" in a or self._select not in self._form["fields"]):
            self._form["fields"][self._select] = a.get("value", "")

    def _field(self, tag, a):
        fields, kind = self._form["fields"], a.get("type", "text")
        if tag == "input" and kind in ("checkbox", "radio"):
            if "checked" in a:
                fields[a["name"]] = a.get("value", "on")
        elif tag == "input" and kind not in ("submit", "image", "button", "file"):
            fields[a["name"]] = a.get("value", "")
        elif tag == "select":
            self._select = a["name"]
        elif tag == "textarea":
            self._area = a["name"]
            fields[a["name"]] = ""

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None
        elif tag in ("script", "style"):
            self._silent -= 1

    def handle_data(self, data):
        if self._area:
            self._form["fields"][self._area] += data
        if not self._silent and data.strip():
            self.words.append(" ".join(data.split()))


class Answer:
    def __init__(self, status, headers, body, path):
        self.status, self.headers, self.body, self.path = status, headers, body, path
        self._read = None

    def header(self, name):
        return self.headers.get(name.lower(), [""])[0]

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def location(self):
        return self.header("location")

    @property
    def _page(self):
        if self._read is None:
            reader = _Reader()
            reader.feed(self.text)
            self._read = reader  # only when it is whole: a double click reads in two threads
        return self._read

    @property
    def words(self):
        """What a person reads on the page."""
        return " ".join(self._page.words)

    @property
    def links(self):
        return self._page.links

    @property
    def ids(self):
        return self._page.ids

    @property
    def forms(self):
        return self._page.forms

    def form(self, action):
        """The first form whose action is that path, whatever its query."""
        for form in self.forms:
            if urllib.parse.urlsplit(form["action"] or self.path).path == action:
                return form
        raise AssertionError(f"no form for {action} on {self.path}, status {self.status}: {self.words[:500]}")

    def link(self, part):
        for link in self.links:
            if part in link:
                return link
        raise AssertionError(f"no link with {part!r} on {self.path}; there are {self.links}")


@functools.cache
def openapi_document():
    """What the program says about its JSON API."""
    text = subprocess.run([PROGRAM, "openapi"], capture_output=True, text=True, check=True).stdout
    return json.loads(text)


def operation_of(method, address):
    """The operation of the document that an address below /api/v1 belongs to, or None."""
    parts = urllib.parse.urlsplit(address).path.split("/")

    def fits(wanted, part):
        return wanted == part or (wanted[:1] == "{" and part.endswith(wanted[wanted.index("}") + 1:]))

    paths = openapi_document()["paths"]
    found = [path for path in paths if len(path.split("/")) == len(parts) and all(map(fits, path.split("/"), parts))]
    best = min(found, key=lambda path: (path.count("{"), -len(path)), default=None)
    return paths.get(best, {}).get(method.lower())


def documented_codes(operation, status):
    """The codes an operation may refuse with under a status; None when the status is not its."""
    document = openapi_document()
    named = operation["responses"].get(str(status), {}).get("$ref")
    if named is None:
        return None
    response = document["components"]["responses"][named.rsplit("/", 1)[1]]
    narrowed = response["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]["code"]
    fields = document["components"]["schemas"]["FieldCode"]["enum"]
    return narrowed["anyOf"][0]["enum"] + fields if "anyOf" in narrowed else narrowed["enum"]


def hold_against_document(method, address, answer):
    """Every answer of the API in every journey: is it one that the document tells of?"""
    operation = operation_of(method, address)
    if operation is None:
        return  # no such call, or not with this method
    what = f"{method} {address} answered {answer.status} {answer.text[:300]}"
    if answer.status < 400:
        expect(str(answer.status) in operation["responses"], f"{what}: the status is not documented")
        asked = set(urllib.parse.parse_qs(urllib.parse.urlsplit(address).query, keep_blank_values=True))
        known = {parameter.get("name") for parameter in operation["parameters"]}
        expect(asked <= known | {"lang"}, f"{what}: {asked - known} is not documented")
        return
    if answer.header("content-type").startswith("application/problem+json"):
        known = documented_codes(operation, answer.status)
        expect(known is not None and answer.json["code"] in known, f"{what}: documented are {known}")
        fields = openapi_document()["components"]["schemas"]["FieldCode"]["enum"]
        for field in answer.json.get("fields", []):
            expect(field["code"] in fields, f"{what}: {field} is not documented")
        if answer.status in (429, 503):
            expect(answer.header("retry-after").isdigit(), f"{what}: no Retry-After")


class Client:
    """A browser without JavaScript: cookies, forms with their hidden fields, one address of its own."""

    def __init__(self, server, language="en"):
        self.server, self.language = server, language
        self.cookies = {}
        # The server believes the forwarded address of loopback, so that budgets of journeys do not mix.
        self.address = "198.18.%d.%d" % (random.randrange(256), random.randrange(1, 255))
        self.bearer = None

    def _headers(self, extra):
        headers = {"Accept-Language": self.language, "X-Forwarded-For": self.address}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.bearer:
            headers["Authorization"] = f"Bearer {self.bearer}"
        headers.update(extra or {})
        return headers

    def _keep_cookies(self, values):
        for line in values:
            first, *attributes = [part.strip() for part in line.split(";")]
            name, _, value = first.partition("=")
            gone = any(a.lower().replace(" ", "") == "max-age=0" for a in attributes)
            if gone or not value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            connection.connect()
            try:
                connection.request(method, path, body=body, headers=self._headers(headers))
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before all was sent: the answer waits to be read
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        fields = {}
        for name, value in response.getheaders():
            fields.setdefault(name.lower(), []).append(value)
        self._keep_cookies(fields.get("set-cookie", []))
        return Answer(response.status, fields, data, path)

    def get(self, path, headers=None):
        return self.request("GET", path, headers=headers)

    def post(self, path, fields, headers=None):
        """Fields as a browser sends a form, without any that a page would have added."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.server.url}
        sent.update(headers or {})
        return self.request("POST", path, urllib.parse.urlencode(fields), sent)

    def submit(self, page, action, values):
        """Fills the page's form for that action and sends it; hidden fields go along."""
        form = page.form(action)
        return self.post(form["action"] or page.path, {**form["fields"], **values})

    def follow(self, answer):
        """Walks along redirects, as browsers do after 303."""
        for _ in range(5):
            if answer.status not in (301, 302, 303, 307, 308):
                return answer
            answer = self.get(answer.location)
        raise AssertionError("too many redirects")

    def api(self, method, path, value=None, headers=None):
        """A call of /api/v1 with a JSON body."""
        sent = {"Content-Type": "application/json"} if value is not None else {}
        sent.update(headers or {})
        body = None if value is None else json.dumps(value)
        answer = self.request(method, "/api/v1" + path, body, sent)
        hold_against_document(method, path, answer)
        return answer


def routes():
    """The program's own table of addresses: rows of (method, path, who, fields)."""
    table = subprocess.run([PROGRAM, "routes"], capture_output=True, text=True, check=True).stdout
    rows = re.findall(r"^\| (\w+) \| `([^`]+)` \| ([^|]+) \| [^|]+\| [^|]+\| ([^|]*)\|", table, re.MULTILINE)
    return [(method, path, who, re.findall(r"`([^`]+)`", fields)) for method, path, who, fields in rows]


def signed_routes():
    """Addresses whose senders sign the body: no form, no token, no cookie."""
    table = subprocess.run([PROGRAM, "routes"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"`([^`]+)` \|[^\n]*\| the body as it came \|", table)


# --- the server ------------------------------------------------------------------------------------------------------

_given_ports = set()


def free_port():
    """A port for a server, never the same twice. Below those that the kernel gives to outgoing connections: one of these
    would be taken by somebody's client before the server listens."""
    while True:
        port = random.randrange(10240, 32768)
        if port in _given_ports:
            continue
        _given_ports.add(port)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


def _clean_environment():
    return {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}


class Database:
    """A fresh database of the engine under test, dropped in the end."""

    def __init__(self):
        self.url, self._name = "", None
        if ENGINE == "postgres":
            self._name = "journey_%d_%d" % (os.getpid(), random.randrange(10**9))
            self._ask(f'CREATE DATABASE "{self._name}" TEMPLATE template0')
            parts = urllib.parse.urlsplit(POSTGRES)
            self.url = urllib.parse.urlunsplit(parts._replace(path="/" + self._name))

    def _ask(self, sql):
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", POSTGRES, "-c", sql], check=True, capture_output=True)

    def drop(self):
        if self._name:
            self._ask(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')


class Server:
    """A server of its own. settings are names as in the manual: {"server.workers": "2"}."""

    def __init__(self, settings=None, demo=True):
        self.folder = tempfile.mkdtemp(prefix="kabinet-journey-")
        self.data = os.path.join(self.folder, "data")
        self.log_path = os.path.join(self.folder, "log")
        self.database = Database()
        self.port, self.metrics_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = {
            "server.listen": f"127.0.0.1:{self.port}",
            "metrics.listen": f"127.0.0.1:{self.metrics_port}",
            "server.trusted_proxies": "127.0.0.1",
            "server.public_url": self.url,
            **({"database.url": self.database.url} if self.database.url else {}),
            **({} if demo else {"registration.open": "no"}),  # registering needs a mail server
            **(settings or {}),
        }
        self.demo = demo
        self.process = None
        self.shifted = self.passed = 0
        self.preloads, self.extras = [CLOCK], {}
        self._clock = os.path.join(self.folder, "clock")
        self._set_clock()

    def environment(self):
        names = {"KABINET_" + name.upper().replace(".", "_"): value for name, value in self.settings.items()}
        clock = {"LD_PRELOAD": ":".join(self.preloads), "SHIFTED_CLOCK": self._clock,
                 "ASAN_OPTIONS": "verify_asan_link_order=0"}
        return {**_clean_environment(), **names, **clock, **self.extras}

    def _set_clock(self):
        with open(self._clock, "r+b" if os.path.exists(self._clock) else "wb") as file:
            for seconds in (self.shifted, self.passed):
                file.write((seconds * 1000000).to_bytes(8, sys.byteorder, signed=True))

    def turn_clock(self, seconds):
        """Sets the server's clock: no time has passed."""
        self.shifted += seconds
        self._set_clock()

    def pass_time(self, seconds):
        """Time passes, as in a machine that sleeps. It never goes back: then the clock is turned."""
        self.passed += max(seconds, 0)
        self.turn_clock(seconds)

    def run(self, *arguments):
        """Another command of the program, with the server's settings and data."""
        return subprocess.run([PROGRAM, *arguments, "--data", self.data], env=self.environment(),
                              capture_output=True, text=True, timeout=120, check=False)

    def launch(self, *arguments):
        """Starts the process without waiting for it."""
        command = [PROGRAM, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"]
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(command + (["--demo"] if self.demo else []) + list(arguments),
                                            env=self.environment(), stderr=log, stdout=log, stdin=subprocess.DEVNULL)

    def start(self, *arguments):
        self.launch(*arguments)
        eventually(self._is_ready, "readiness")
        return self

    def _is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended with {self.process.returncode}: {self.log()[-3000:]}")
        try:
            return self.client().get("/readyz").status == 200
        except OSError:
            return False

    def stop(self, how=signal.SIGTERM):
        """Ends the server and returns its exit status."""
        if self.process is None or self.process.poll() is not None:
            return self.process and self.process.returncode
        self.process.send_signal(how)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server did not stop: {self.log()[-3000:]}") from None

    def close(self):
        try:
            self.stop(signal.SIGKILL)
            self.database.drop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def client(self, language="en"):
        return Client(self, language)

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def log_lines(self):
        return [json.loads(line) for line in self.log().splitlines() if line.startswith("{")]

    def outbox(self, to=None, channel=None):
        """Messages that would have been sent, newest first."""
        answer = self.client().get("/demo/outbox.json")
        equal(answer.status, 200, "/demo/outbox.json")
        return [m for m in answer.json if to in (None, m["to"]) and channel in (None, m["channel"])]

    def message(self, to, channel=None):
        """The newest message to an address, waiting for it a little."""
        return eventually(lambda: self.outbox(to, channel), f"a message to {to}", 10)[0]

    def code(self, to, channel=None):
        """The digits of the newest message to an address."""
        return code_of(self.message(to, channel))

    def message_after(self, act, to, channel=None):
        """Acts, and waits for the message to an address that comes of it."""
        seen = len(self.outbox(to, channel))
        act()
        return eventually(lambda: self.outbox(to, channel)[:-seen or None], f"another message to {to}", 10)[0]


def code_of(message):
    found = re.search(r"(?<!\d)(\d{6,8})(?!\d)", message["text"])
    expect(found, "the message has no code")
    return found.group(1)


def path_of(message, part):
    """The address in a message that has that part, without its host."""
    found = re.search(rf"https?://[^/\s]+({re.escape(part)}\S*)", message["text"])
    expect(found, f"no address with {part} in the message")
    return found.group(1)


# --- the runner ------------------------------------------------------------------------------------------------------

_journeys = []


def journey(sentence):
    def keep(function):
        _journeys.append((sentence, function))
        return function
    return keep


def _walk(number, sentence, function, server):
    try:
        function(server)
        print(f"ok {number} - {sentence}", flush=True)
        return True
    except Skipped as why:
        print(f"ok {number} - {sentence} # SKIP {why}", flush=True)
        return True
    except Exception:  # pylint: disable=broad-except
        for line in traceback.format_exc().splitlines():
            print(f"# {line}")
        for line in server.log().splitlines()[-5:] if os.path.exists(server.log_path) else []:
            print(f"# log: {line[:600]}")
        print(f"not ok {number} - {sentence}", flush=True)
        return False


def run(settings=None, started=True):
    """Walks through all journeys of the file and ends the program."""
    if ENGINE == "postgres" and not POSTGRES:
        print("1..0 # SKIP no PostgreSQL at hand")
        sys.exit(0)
    print(f"1..{len(_journeys)}", flush=True)
    with Server(settings) as server:
        if started:
            server.start()
        results = [_walk(i, sentence, function, server) for i, (sentence, function) in enumerate(_journeys, 1)]
    sys.exit(0 if all(results) else 1)
