# SPDX-License-Identifier: Apache-2.0
"""Events of security, as the metrics count them and the log tells them; for journeys."""
import http.client
import re


def figure(server, name):
    """One figure of /metrics, named with its labels."""
    connection = http.client.HTTPConnection("127.0.0.1", server.metrics_port, timeout=10)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    return int(re.search(rf"^kabinet_{re.escape(name)} (-?\d+)$", text, re.MULTILINE).group(1))


def counts(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.metrics_port, timeout=10)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    return {word: int(number) for word, number in
            re.findall(r'^kabinet_security_events_total\{event="(\w+)"\} (\d+)$', text, re.MULTILINE)}


def lines(server, event):
    return [line for line in server.log_lines() if line.get("event") == event]
