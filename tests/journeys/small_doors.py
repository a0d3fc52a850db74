# SPDX-License-Identifier: Apache-2.0
"""Small doors: what a browser forgets at logout, what it tells of the content policy, and addresses that say a thing twice."""
import re

from customers import register
from kabinet import contains, equal, expect, journey, routes, run
from security import counts
from staff import hire


@journey("logging out tells the browser to forget what it keeps of us, customers and staff alike; the language stays")
def forgetting(server):
    for person, path in ((register(server, "uk"), "/logout"), (hire(server), "/staff/logout")):
        person.get("/login?lang=uk")
        answer = person.submit(person.get(path), path, {})
        equal(answer.status, 303)
        equal(answer.header("clear-site-data"), '"cache", "storage"')
        expect("session" not in person.cookies and "staff" not in person.cookies, person.cookies)
        equal(person.cookies["lang"], "uk")
        expect(not person.get("/login").header("clear-site-data"), "only then")


@journey("browsers report breaches of the content policy to us; they are counted, bounded and not read")
def reports(server):
    guest = server.client()
    page = guest.get("/")
    contains(page.header("content-security-policy"), "report-uri /csp-reports")
    contains(page.header("reporting-endpoints"), 'csp="/csp-reports"')
    before = counts(server)["csp_report"]
    for kind in ("application/csp-report", "application/reports+json"):
        answer = guest.request("POST", "/csp-reports", '{"csp-report":{"blocked-uri":"secret-word"}}', {"Content-Type": kind})
        equal((answer.status, answer.body), (204, b""))
    equal(counts(server)["csp_report"], before + 2)
    equal(guest.request("POST", "/csp-reports", "x" * 20000, {"Content-Type": "application/csp-report"}).status, 413)
    expect("secret-word" not in server.log())
    equal(guest.get("/csp-reports").status, 405)


@journey("an address with a parameter twice is refused, on every page and call; unknown ones are ignored")
def twice(server):
    guest, person, boss = server.client(), register(server), hire(server)
    for method, path, who, _ in routes():
        if path in ("/healthz", "/readyz"):
            continue  # answered before anything is looked at
        client = boss if who.startswith("staff") else person if who.strip() == "customer" else guest
        where = re.sub(r"\{\w+\}", "018f0000-0000-7000-8000-000000000000", path)
        answer = client.request(method, where + "?a=1&b=2&a=1")
        equal(answer.status, 400, f"{method} {path}")
        if path.startswith("/api/"):
            equal(answer.json["code"], "repeated_parameter", path)
    for query in ("?q=1&%71=2", "?state=open&state=paid", "?next=/home&next=/cart", "?" + "&".join(f"p{i}=1" for i in range(70))):
        equal(guest.get("/login" + query).status, 400, query)
    for query in ("?x=1&y=2", "?state[]=x", "?a&b", "?&&"):
        equal(guest.get("/login" + query).status, 200, query)


@journey("every answer that is text names its character set")
def charsets(server):
    guest = server.client()
    links = set(re.findall(r'(?:href|src)="(/assets/[^"#]+)', guest.get("/register").text))
    for path in {"/", "/api/v1/openapi.json", "/robots.txt", "/healthz", *links}:
        kind = guest.get(path).header("content-type")
        if re.match(r"text/|application/(json|javascript|manifest)|image/svg", kind):
            contains(kind, "charset=utf-8")


run()
