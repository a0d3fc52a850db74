# SPDX-License-Identifier: Apache-2.0
"""What was sent leaves no trace in the files of the database: codes and links of letters, soon after they went out."""
import os
import re
import socketserver
import threading
import time

from customers import Customer, captcha
from kabinet import ENGINE, Server, code_of, equal, eventually, expect, journey, run, skip

SOON = 30  # seconds: ten of rest, and some for a busy machine


class Postman(socketserver.StreamRequestHandler):
    """Enough of a mail server to take letters."""

    letters = []

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 postman")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                text = b""
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    text += line
                self.letters.append(text.decode("utf-8", "replace"))
            self.say("221 bye" if word == b"QUIT" else "250 well")
            if word == b"QUIT":
                return


def letter_to(address):
    found = [text for text in Postman.letters if address in text]
    return {"text": found[-1].replace("=\r\n", "")} if found else None


def traces(server, words):
    found = []
    for name in ("kabinet.db", "kabinet.db-wal"):
        path = os.path.join(server.data, name)
        if os.path.exists(path):
            with open(path, "rb") as file:
                data = file.read()
            found += [f"{word} in {name}" for word in words if word.encode() in data]
    return found


@journey("codes and links of letters that were sent are soon in neither file of the database")
def gone(_):
    if ENGINE != "sqlite":
        skip("PostgreSQL's files are its operator's")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postman) as post:
        threading.Thread(target=post.serve_forever, daemon=True).start()
        settings = {"mail.smtp_url": f"smtp://127.0.0.1:{post.server_address[1]}", "mail.from": "cabinet@example.com",
                    "registration.open": "yes", "signin.hash_memory_kib": "8192", "signin.hash_passes": "1"}
        with Server(settings, demo=False) as server:
            server.start()
            person = Customer(server)
            answer = person.api("POST", "/registrations", {**person.form(), "altcha": captcha(person)})
            equal(answer.status, 202, answer.text)
            letter = eventually(lambda: letter_to(person.email), "the letter")
            code = code_of(letter)
            token = re.search(r"token=3?D?([A-Za-z0-9_-]{16,})", letter["text"])
            words = [code] + ([token.group(1)] if token else [])
            sent = time.monotonic()
            eventually(lambda: not traces(server, words), f"the end of {traces(server, words)}", SOON)
            print(f"# gone after {time.monotonic() - sent:.1f} s")
            expect(token, "the letter has a link")
            # The search does find what stays: else "gone" would prove nothing.
            expect(traces(server, [person.email]), "the address, which is kept, is found in the files")
        post.shutdown()


run(started=False)
