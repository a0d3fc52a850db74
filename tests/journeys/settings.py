# SPDX-License-Identifier: Apache-2.0
"""Wrong settings: check, serve and a reload refuse the same, each with one clear line that names the setting."""
import base64
import json
import os
import signal
import subprocess
import time

from kabinet import PROGRAM, Server, contains, equal, eventually, expect, free_port, journey, run

KEY = "whsec_" + base64.b64encode(b"a key of twenty-four byt").decode()
GATEWAY = {"sms.driver": "http", "sms.url": "https://gw.example.com/send", "sms.body": '{"to":"{digits}","t":"{text}"}'}
STRIPE = {"payments.stripe_key": "sk_live_1234567890", "payments.stripe_notice_secret": "whsec_1234567890"}
DATA = object()  # stands for the data directory

# What a service manager should try again: an interface, a name or a folder may come yet.
OF_THE_MOMENT = [{"server.listen": "192.0.2.1:8080"}, {"server.listen": "no-such-host.invalid:8080"},
                 {"server.listen": "unix:/nodir/kabinet.sock"}]

# What is wrong, and the setting that the line must begin with.
WRONG = [
    # ports and addresses
    ({"server.listen": "127.0.0.1"}, "server.listen"),
    ({"server.listen": "127.0.0.1:99999"}, "server.listen"),
    ({"server.listen": "127.0.0.1:http"}, "server.listen"),
    ({"server.listen": ""}, "server.listen"),
    ({"server.listen": "unix:"}, "server.listen"),
    ({"server.listen": "192.0.2.1:8080"}, "server.listen"),
    ({"server.listen": "no-such-host.invalid:8080"}, "server.listen"),
    ({"metrics.listen": "127.0.0.1:70000"}, "metrics.listen"),
    ({"metrics.listen": "9464"}, "metrics.listen"),
    ({"server.public_url": "my.example.com"}, "server.public_url"),
    ({"server.public_url": "https://my.example.com/cabinet"}, "server.public_url"),
    ({"server.public_url": "https://my.example.com:99999"}, "server.public_url"),
    ({"server.public_url": "https://"}, "server.public_url"),
    ({"server.public_url": "https://my example.com"}, "server.public_url"),
    ({"server.public_url": "http://shop.example.com"}, "server.public_url"),
    ({"server.public_url": "https://user@my.example.com"}, "server.public_url"),
    ({"server.listen": "unix:/nodir/kabinet.sock"}, "server.listen"),
    # users
    ({"provisioning.hook_user": "nosuchuser"}, "provisioning.hook_user"),
    ({"provisioning.hook_user": "root"}, "provisioning.hook_user"),
    ({"outside.user": "nosuchuser"}, "outside.user"),
    ({"outside.user": "root"}, "outside.user"),
    # networks
    ({"server.trusted_proxies": "127.0.0.1/33"}, "server.trusted_proxies"),
    ({"server.trusted_proxies": "127.0.0.1, foo"}, "server.trusted_proxies"),
    ({"server.trusted_proxies": "::1/129"}, "server.trusted_proxies"),
    ({"outside.private_networks": "10.0.0.0/40"}, "outside.private_networks"),
    ({"outside.private_networks": "the office"}, "outside.private_networks"),
    # folders and files
    ({"provisioning.hooks": "/no/such/folder"}, "provisioning.hooks"),
    ({"provisioning.hooks": DATA}, "provisioning.hooks"),
    ({"provisioning.hooks": "/etc/passwd"}, "provisioning.hooks"),
    ({"provisioning.hook_writable": ", ".join(["/tmp"] * 33)}, "provisioning.hook_writable"),
    ({"registration.email_banned_domains_file": "/no/such/file"}, "registration.email_banned_domains_file"),
    ({"signin.breached_passwords_file": "/no/such/file"}, "signin.breached_passwords_file"),
    ({"signin.breached_passwords_file": "/etc"}, "signin.breached_passwords_file"),
    ({"mail.ca_file": "/no/such/file"}, "mail.ca_file"),
    ({"outside.ca_file": "/no/such/file"}, "outside.ca_file"),
    ({**GATEWAY, "sms.ca_file": "/no/such/file"}, "sms.ca_file"),
    # web addresses that operations go to
    ({"provisioning.webhooks": "panel https://panel.example.com"}, "provisioning.webhooks"),
    ({"provisioning.webhooks": "panel https://panel.example.com whsec_short"}, "provisioning.webhooks"),
    ({"provisioning.webhooks": f"panel ftp://panel.example.com {KEY}"}, "provisioning.webhooks"),
    ({"provisioning.webhooks": f"panel http://10.0.0.1/hook {KEY}"}, "provisioning.webhooks"),
    ({"provisioning.webhooks": f"panel https://127.0.0.1/hook {KEY}"}, "provisioning.webhooks"),
    ({"provisioning.webhooks": f"a https://a.example.com {KEY}; a https://b.example.com {KEY}"},
     "provisioning.webhooks"),
    # mail
    ({"mail.smtp_url": ""}, "registration.open"),
    ({"mail.smtp_url": "mail.example.com:587"}, "mail.smtp_url"),
    ({"mail.smtp_url": "smtp://mail.example.com:65536"}, "mail.smtp_url"),
    ({"mail.smtp_url": "smtp://mail.example.com/inbox"}, "mail.smtp_url"),
    ({"mail.from": ""}, "mail.from"),
    ({"mail.from": "Example <account@example.com>"}, "mail.from"),
    ({"mail.from": "account"}, "mail.from"),
    ({"mail.user": "postman"}, "mail.user"),
    ({"brand.email": "support at example.com"}, "brand.email"),
    # text messages
    ({"sms.driver": "http"}, "sms.url"),
    ({**GATEWAY, "sms.url": "gw.example.com"}, "sms.url"),
    ({**GATEWAY, "sms.url": "http://gw.example.com/send"}, "sms.url"),
    ({**GATEWAY, "sms.body": '{"to":"{digits}"}'}, "sms.body"),
    ({**GATEWAY, "sms.body": '{"t":"{text}","s":"{from}"}'}, "sms.body"),
    ({**GATEWAY, "sms.method": "GET"}, "sms.body"),
    ({"sms.driver": "kannel", "sms.url": "http://127.0.0.1:13013/cgi-bin/sendsms"}, "sms.user"),
    ({"sms.countries": "UA"}, "sms.countries"),
    ({"sms.countries": "380:many"}, "sms.countries"),
    # money
    ({"payments.bank_iban": "UA000"}, "payments.bank_iban"),
    ({"payments.bank_iban": "UA213223130000026007233566002"}, "payments.bank_iban"),
    ({"payments.bank_iban": "UA21 3223 1300 0002 6007 2335 6600 1"}, "payments.bank_iban"),
    ({"payments.bank_currency": "грн"}, "payments.bank_currency"),
    ({"payments.bank_receiver": "Example LLC"}, "payments.bank_iban"),
    ({"payments.bank_iban": "UA213223130000026007233566001", "payments.bank_receiver": "Example LLC",
      "brand.legal": "Another LLC"}, "payments.bank_receiver"),
    ({"payments.currencies": "UAH;EUR"}, "payments.currencies"),
    ({"payments.currencies": "UAN"}, "payments.currencies"),
    ({"payments.currencies": ""}, "payments.currencies"),
    ({"payments.currencies": "UAH, EUR", "payments.bank_iban": "UA213223130000026007233566001"}, "payments.currencies"),
    ({"payments.top_up_min": "5000", "payments.top_up_max": "4000"}, "payments.top_up_min"),
    ({**STRIPE, "payments.stripe_key": "pk_live_1234567890"}, "payments.stripe_key"),
    ({**STRIPE, "payments.stripe_key": "hunter2"}, "payments.stripe_key"),
    ({**STRIPE, "payments.stripe_notice_secret": ""}, "payments.stripe_notice_secret"),
    ({**STRIPE, "payments.stripe_notice_secret": "hunter2"}, "payments.stripe_notice_secret"),
    ({**STRIPE, "payments.stripe_url": "http://api.example.com"}, "payments.stripe_url"),
    # what fits no form, or contradicts itself
    ({"registration.terms_url": "example.com/terms"}, "registration.terms_url"),
    ({"brand.name": '"Example"'}, "brand.name"),
    ({"brand.name": ""}, "brand.name"),
    ({"locale.timezone": "Europe/Nowhere"}, "locale.timezone"),
    ({"locale.country": "XX"}, "locale.country"),
    ({"locale.language": "de"}, "locale.language"),
    ({"session.idle": "40d", "session.absolute": "30d"}, "session.idle"),
    ({"staff.session_idle": "2h", "staff.session_absolute": "1h"}, "staff.session_idle"),
    ({"database.url": "mysql://db.example.com/kabinet"}, "database.url"),
    ({"database.ca_file": "/no/such/file", "database.url": "postgresql:///kabinet"}, "database.ca_file"),
    ({"server.workers": "900"}, "server.workers"),
    ({"server.drain": "soon"}, "server.drain"),
    ({"mail.form": "x@example.com"}, "mail.form"),
]
# The server's own command line and database win over the file in a reload.
AT_THE_START = {"database.url"}


class Installation:
    """A server that reads everything from one file, as an operator's does."""

    def __init__(self, server):
        self.server, self.path = server, os.path.join(server.folder, "kabinet.ini")
        names = ("server.listen", "metrics.listen", "server.public_url", "server.trusted_proxies", "database.url")
        self.sound = {name: server.settings.pop(name) for name in names if name in server.settings}
        self.sound.update({"mail.smtp_url": "smtp://127.0.0.1:9", "mail.from": "account@example.com"})
        os.makedirs(server.data, 0o700, exist_ok=True)

    def write(self, changes=()):
        sections = {}
        for name, value in {**self.sound, **dict(changes)}.items():
            section, key = name.split(".")
            sections.setdefault(section, []).append(f"{key} = {self.server.data if value is DATA else value}\n")
        with open(self.path, "w", encoding="utf-8") as file:
            os.chmod(self.path, 0o600)
            for section, lines in sections.items():
                file.write(f"[{section}]\n" + "".join(lines))

    def command(self, word, *more):
        return [PROGRAM, word, "--config", self.path, "--data", self.server.data, *more]

    def run(self, word, *more):
        return subprocess.run(self.command(word, *more), env=self.server.environment(), capture_output=True, text=True,
                              timeout=60, check=False)

    def start(self):
        self.server.demo = False
        self.write()
        with open(self.server.log_path, "ab") as log:
            self.server.process = subprocess.Popen(self.command("serve"), env=self.server.environment(), stderr=log,
                                                   stdout=log, stdin=subprocess.DEVNULL)
        eventually(lambda: self.server.log() and "serving" in self.server.log(), "the start")

    def reload(self):
        """The line the server says after a reload."""
        seen = len(self.reloads())
        self.server.process.send_signal(signal.SIGHUP)
        return eventually(lambda: self.reloads()[seen:], "a reload")[0]

    def reloads(self):
        return [line for line in self.server.log_lines() if line["message"].startswith("settings ")]


def names(said, setting):
    """One of the lines begins with the setting, behind where it stands at most."""
    return any(setting + " " in line or setting + ":" in line or setting + ";" in line for line in said.splitlines())


@journey("more than sixty wrong settings are refused by check and by serve, in the same words, each in one line")
def refused(_):
    expect(len(WRONG) > 60, "enough of them")
    with Server() as server:
        installation = Installation(server)
        for changes, setting in WRONG:
            installation.write(changes)
            checked, served = installation.run("check"), installation.run("serve")
            said = "\n".join(line for line in served.stderr.splitlines() if not line.startswith("{"))
            what = f"{changes}: {checked.stderr} {served.stderr[-1000:]}"
            equal((checked.returncode, served.returncode), (1, 1 if changes in OF_THE_MOMENT else 78), what)
            equal(checked.stderr.strip(), said.strip(), what)
            equal(len(said.splitlines()), 1, what)
            expect(names(said, setting), what)
        installation.write()
        checked = installation.run("check")
        equal((checked.returncode, checked.stderr), (0, ""), checked.stdout)


@journey("a reload refuses the same, says so in the same words, and the old settings stay in force")
def reloaded(_):
    with Server() as server:
        installation = Installation(server)
        installation.sound["brand.name"] = "First name"
        installation.start()
        installation.write({"brand.name": "Second name"})
        equal(installation.reload()["message"], "settings reloaded")
        for changes, setting in WRONG:
            if AT_THE_START & set(changes) or any(part in str(changes) for part in ("invalid", "nodir", "nosuchuser")) or "192.0.2.1" in str(changes):
                continue
            installation.write({"brand.name": "Third name", **changes})
            line = installation.reload()
            equal(line["message"], "settings not reloaded; the old ones stay in force", str(changes))
            expect(names(line["complaint"], setting), f"{changes}: {line}")
        contains(server.client().get("/login").words, "Second name")
        installation.write({"brand.name": "Fourth name"})
        equal(installation.reload()["message"], "settings reloaded")
        contains(server.client().get("/login").words, "Fourth name")


@journey("a reload names what only counts from the next restart on")
def restart(_):
    with Server() as server:
        installation = Installation(server)
        installation.start()
        installation.write({"server.listen": f"127.0.0.1:{free_port()}", "server.workers": "3", "brand.name": "New"})
        equal(installation.reload()["message"], "settings reloaded")
        said = eventually(lambda: [one for one in server.log_lines() if "restart" in one["message"]], "a warning")[0]
        equal((said["level"], said["settings"]), ("warning", "server.listen, server.workers"))


def waiting(pem):
    """A new value for every setting that waits for a restart and that this trial can change."""
    return {
        "server.drain": "3s", "server.loops": "2", "server.workers": "3", "mail.ca_file": pem, "sms.ca_file": pem,
        "outside.ca_file": pem, "outside.user": "daemon", "documents.fonts": "/usr/share/fonts",
        "provisioning.hook_user": "daemon", "provisioning.hook_writable": "/tmp", "provisioning.demo_time": "1s",
        "signin.hash_passes": "3", "signin.breached_passwords_file": pem,
    }


@journey("every setting that the manual says waits for a restart is named by a reload, and no other")
def restart_all(_):
    with Server() as server:
        installation = Installation(server)
        installation.start()
        rows = json.loads(installation.run("settings", "--json").stdout)
        marked = {row["name"] for row in rows if row["change_counts_from"] == "restart"}
        changes = waiting(os.path.join(server.folder, "ca.pem"))
        expect(set(changes) < marked, f"{set(changes) - marked}")
        with open(changes["mail.ca_file"], "w", encoding="utf-8") as file:
            file.write("none\n")
        installation.write({**changes, "brand.name": "New", "provisioning.hook_timeout": "1m", "mail.timeout": "9s"})
        equal(installation.reload()["message"], "settings reloaded", str(server.log_lines()[-1]))
        said = eventually(lambda: [one for one in server.log_lines() if "restart" in one["message"]], "a warning")[0]
        equal(set(said["settings"].split(", ")), set(changes))


@journey("what is weaker than usual is allowed to those who write it, and check and doctor say so")
def notes(_):
    with Server() as server:
        installation = Installation(server)
        installation.write({"mail.tls": "off", "mail.smtp_url": "smtp://mail.example.com:25",
                            "signin.hash_memory_kib": "8192", "server.sandbox": "no"})
        for word in ("check", "doctor"):
            said = installation.run(word)
            for part in ("mail.tls", "signin.hash_memory_kib", "server.sandbox"):
                expect(any("note" in line and part in line for line in said.stdout.splitlines()), said.stdout)
        equal(installation.run("check").returncode, 0)


@journey("plans on sale that nobody can deliver or pay are named by check and doctor; the server starts and says so")
def plans(server):
    server.start()
    equal(server.stop(), 0)
    server.demo = False
    server.settings.update({"registration.open": "no", "payments.bank_iban": "UA213223130000026007233566001"})
    checked = server.run("check")
    equal(checked.returncode, 1, checked.stdout)
    os.unlink(os.path.join(server.data, "hooks", "demo-vps"))
    examined = server.run("doctor")
    equal(examined.returncode, 1, examined.stdout)
    for said in (checked.stderr, examined.stdout):
        contains(said, "is on sale, but provisioning.hooks has no program demo-vps")
        contains(said, "is on sale, but neither payments.bank_iban nor payments.stripe_key takes EUR")
    server.start()
    eventually(lambda: [line for line in server.log_lines() if line["message"] == "a plan cannot work"], "an error")
    equal(server.client().get("/readyz").status, 200)


run(started=False)
