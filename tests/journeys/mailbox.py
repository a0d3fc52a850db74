# SPDX-License-Identifier: Apache-2.0
"""A mail server for journeys: takes what comes on a loopback port and keeps whom it was for."""
import socketserver
import threading


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self._talk()
        except ConnectionError:
            pass  # whoever sent was killed

    def _talk(self):
        self.wfile.write(b"220 journey\r\n")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word.startswith(b"RCPT"):
                self.server.waiting = line.decode().split("<")[1].split(">")[0]
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline().rstrip(b"\r\n") != b".":
                    pass
                self.server.taken.append(self.server.waiting)
                self.server.when_taken()
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 well\r\n")
            if word == b"QUIT":
                return


class Mailbox(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken, self.waiting = [], ""
        self.when_taken = lambda: None  # called before a text is answered
        self.settings = {"mail.smtp_url": f"smtp://127.0.0.1:{self.server_address[1]}", "mail.from": "cabinet@example.com"}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
