# SPDX-License-Identifier: Apache-2.0
"""Customers for journeys: people with an account, registered through the API as an integrator would."""
import base64
import hashlib
import itertools
import json
import random

from kabinet import Client, equal, expect

_numbers = itertools.count(random.randrange(10**6))


def solve(challenge):
    """The robot box's work (ALTCHA v2, PBKDF2/SHA-256): the payload a browser's widget would send."""
    parameters = challenge["parameters"]
    equal(parameters["algorithm"], "PBKDF2/SHA-256")
    nonce, salt = bytes.fromhex(parameters["nonce"]), bytes.fromhex(parameters["salt"])
    for counter in range(10**6):
        key = hashlib.pbkdf2_hmac("sha256", nonce + counter.to_bytes(4, "big"), salt, parameters["cost"],
                                  parameters["keyLength"])
        if key.hex().startswith(parameters["keyPrefix"]):
            solution = {"counter": counter, "derivedKey": key.hex(), "time": 1}
            return base64.b64encode(json.dumps({"challenge": challenge, "solution": solution}).encode()).decode()
    raise AssertionError("the challenge has no solution")


def captcha(client, scope="register"):
    answer = client.api("GET", f"/captcha?scope={scope}")
    equal(answer.status, 200, "GET /captcha")
    return solve(answer.json)


class Customer(Client):
    """Someone with an account: cookies of a browser and a token of the API."""

    def __init__(self, server, language="en"):
        super().__init__(server, language)
        number = next(_numbers)
        self.login = f"olena.k{number}"
        self.password = f"seven quiet rivers {number}"
        self.email = f"olena{number}@example.com"
        self.phone = f"+38067{number % 10**7:07d}"
        self.name = "Олена Ковальчук"
        self.token = None

    def form(self):
        """What the registration form wants, without the robot box."""
        return {"login": self.login, "password": self.password, "email": self.email, "phone": self.phone,
                "name": self.name, "language": self.language, "terms": True}

    def sign_in(self, identifier=None):
        answer = self.api("POST", "/sessions", {"identifier": identifier or self.login, "password": self.password})
        equal(answer.status, 201, "POST /sessions")
        return answer.json["token"]

    def sign_in_browser(self):
        page = self.get("/login")
        answer = self.submit(page, "/login", {"identifier": self.login, "password": self.password})
        equal(answer.status, 303, "POST /login")
        expect("session" in self.cookies, "no session cookie")
        return self

    def sign_in_elsewhere(self):
        """One more session of the same account, on another device."""
        other = Client(self.server)
        answer = other.api("POST", "/sessions", {"identifier": self.login, "password": self.password})
        equal(answer.status, 201, "POST /sessions")
        return answer.json["token"]


def register(server, language="en", browser=True):
    """A new customer with a confirmed e-mail, signed in over the API and, unless told otherwise, in a browser."""
    customer = Customer(server, language)
    answer = customer.api("POST", "/registrations", {**customer.form(), "altcha": captcha(customer)})
    equal(answer.status, 202, f"POST /registrations: {answer.text}")
    path = f"/registrations/{answer.json['id']}/confirm"
    answer = customer.api("POST", path, {"code": server.code(customer.email)})
    equal(answer.status, 201, f"confirm: {answer.text}")
    customer.token = answer.json["token"]
    if browser:
        customer.sign_in_browser()
    return customer
