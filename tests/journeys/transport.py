# SPDX-License-Identifier: Apache-2.0
"""A database behind a network: no word to it without a certificate for its name, unless the operator says otherwise."""
import os
import socket
import ssl
import struct
import subprocess
import threading

from kabinet import ENGINE, Server, contains, equal, expect, journey, run

SSL_REQUEST = 80877103


def own_address():
    """An address of this machine that is not loopback; None without any."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
            address = probe.getsockname()[0]
        except OSError:
            return None
    return None if address.startswith("127.") else address


class Database:
    """Something that answers on PostgreSQL's port, with a certificate or without, and keeps what it was told."""

    def __init__(self, address, certificate=None):
        self.told, self.certificate = [], certificate
        self.socket = socket.create_server((address, 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                link, _ = self.socket.accept()
            except OSError:
                return
            try:
                self._talk(link)
            except (OSError, ssl.SSLError, struct.error):
                pass
            finally:
                link.close()

    def _talk(self, link):
        link.settimeout(5)
        length, code = struct.unpack(">II", link.recv(8))
        if code != SSL_REQUEST:
            self.told.append(("plain", link.recv(length - 8)))
            return
        if self.certificate is None:
            link.sendall(b"N")
            if (more := link.recv(8)):
                self.told.append(("plain", more + link.recv(1000)))
            return
        link.sendall(b"S")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate + ".pem", self.certificate + ".key")
        with context.wrap_socket(link, server_side=True) as wrapped:
            if (more := wrapped.recv(1000)):
                self.told.append(("encrypted", more))


def certificate(folder, name, alternative):
    path = os.path.join(folder, name)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName={alternative}", "-keyout",
                    path + ".key", "-out", path + ".pem"], check=True, capture_output=True)
    return path


def try_it(server, database, address, rest="", **settings):
    """doctor with that database; what it says of it, and what the database was told."""
    server.settings.update({"database.url": f"postgresql://kabinet:hunter2@{address}:{database.port}/kabinet{rest}"})
    server.settings.update({name.replace("_", ".", 1): value for name, value in settings.items()})
    said = server.run("doctor")
    database.socket.close()
    return said.stdout, database.told


@journey("a database elsewhere is told nothing without TLS, with a stranger's certificate, or with one of another name")
def verified(_):
    address = own_address()
    if address is None or ENGINE == "postgres":
        return
    with Server({"registration.open": "no"}, demo=False) as server:
        folder = server.folder
        os.makedirs(server.data, 0o700)
        said, told = try_it(server, Database(address), address)
        equal(told, [])
        contains(said, "SSL")
        said, told = try_it(server, Database(address, certificate(folder, "own", f"IP:{address}")), address)
        equal(told, [], "signed by nobody known")
        contains(said, "certificate verify failed")
        other = certificate(folder, "other", "DNS:db.example.com")
        said, told = try_it(server, Database(address, other), address, database_ca_file=other + ".pem")
        equal(told, [], "of another name")
        right = certificate(folder, "right", f"IP:{address}")
        said, told = try_it(server, Database(address, right), address, database_ca_file=right + ".pem")
        equal([how for how, _ in told][:1], ["encrypted"], said)


@journey("an sslmode that is written counts, and check and doctor say what it means")
def written(_):
    address = own_address()
    if address is None or ENGINE == "postgres":
        return
    with Server({"registration.open": "no"}, demo=False) as server:
        os.makedirs(server.data, 0o700)
        said, told = try_it(server, Database(address), address, "?sslmode=disable")
        expect(told and all(how == "plain" for how, _ in told), said)
        contains(said, "database.url: with sslmode=disable traffic to the database may be read on its way")
        contains(server.run("check").stdout, "note: database.url: with sslmode=disable")
        said, told = try_it(server, Database(address, certificate(server.folder, "any", "DNS:x")), address,
                            "?sslmode=require")
        equal([how for how, _ in told][:1], ["encrypted"], said)
        contains(said, "another server may answer in the database's place")


run(started=False)
