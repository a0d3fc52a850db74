# SPDX-License-Identifier: Apache-2.0
"""A stand-in of Stripe for sequences that want one (`world cards=on`): it can be away, and its refunds take their time."""
import hashlib
import hmac
import http.server
import json
import threading
import time
import urllib.parse

KEY, SECRET = "sk_test_auditor", "whsec_auditor"


class Cards:
    def __init__(self):
        self.sessions, self.refunds, self.away = {}, {}, False
        cards = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                fields = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                self._reply(*cards.post(self.path, self.headers["idempotency-key"], fields))

            def do_GET(self):
                self._reply(*cards.get(self.path.split("?")[0]))

            def _reply(self, status, value):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def settings(self):
        return {"payments.stripe_key": KEY, "payments.stripe_notice_secret": SECRET, "outside.private_networks": "127.0.0.0/8",
                "payments.stripe_url": f"http://127.0.0.1:{self.server.server_port}"}

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def post(self, path, key, fields):
        if self.away:
            return 503, {"error": {"type": "api_error"}}
        if path == "/v1/checkout/sessions":
            number = len(self.sessions) + 1
            return 200, self.sessions.setdefault(key, {
                "id": f"cs_test_{number}", "object": "checkout.session", "status": "open", "payment_status": "unpaid",
                "client_reference_id": fields["client_reference_id"], "payment_intent": None,
                "amount_total": int(fields["line_items[0][price_data][unit_amount]"]),
                "currency": fields["line_items[0][price_data][currency]"], "url": f"https://checkout.stripe.test/{number}"})
        if path.endswith("/expire"):
            session = self.find(path.split("/")[-2])
            session["status"] = "expired"
            return 200, session
        refund = {"id": f"re_{len(self.refunds) + 1}", "object": "refund", "status": "pending", "currency": "uah",
                  "amount": int(fields["amount"]), "payment_intent": fields.get("payment_intent"),
                  "metadata": {"refund": fields.get("metadata[refund]")}}
        return 200, self.refunds.setdefault(key, refund)

    def get(self, path):
        name = path.rsplit("/", 1)[-1]
        found = [one for one in [*self.sessions.values(), *self.refunds.values()] if one["id"] == name]
        return (503, {}) if self.away else (200, found[0]) if found else (404, {"error": {"code": "resource_missing"}})

    def find(self, name):
        return next(one for one in self.sessions.values() if one["id"] == name)

    def event(self, server, kind, thing):
        """A notice, signed as Stripe does."""
        body = json.dumps({"id": f"evt_{kind}_{thing['id']}", "object": "event", "type": kind, "data": {"object": thing}}).encode()
        at = int(time.time()) + server.shifted
        digest = hmac.new(SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "Stripe-Signature": f"t={at},v1={digest}"}
        return server.client().request("POST", "/pay/stripe/notice", body, headers).status
