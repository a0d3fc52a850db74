// SPDX-License-Identifier: Apache-2.0
// Notices signed by Stripe's own library, taken by the program: stripe_test.mjs PROGRAM
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { done, freePort, same, test, until } from "./tap.mjs";

const secret = "whsec_peer_new", old = "whsec_peer_old";
const folder = mkdtempSync(join(tmpdir(), "kabinet-stripe-"));
const port = await freePort();
const root = `http://127.0.0.1:${port}`;
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("KABINET_")));
const server = spawn(process.argv[2], ["serve", "--data", join(folder, "data"), "--listen", `127.0.0.1:${port}`], {
  env: { ...environment, KABINET_METRICS_LISTEN: "", KABINET_REGISTRATION_OPEN: "no", KABINET_PAYMENTS_STRIPE_NOTICE_SECRET: `${secret},${old}` },
  stdio: "ignore",
});
const over = new Promise((resolve) => server.on("exit", resolve));
const stripe = new Stripe("sk_test_peer");
const now = () => Math.floor(Date.now() / 1000);

const payload = (id) => JSON.stringify({
  id, object: "event", type: "checkout.session.completed",
  data: { object: { id: "cs_test_1", object: "checkout.session", payment_status: "paid", amount_total: 100, currency: "uah",
    client_reference_id: "01890000-0000-7000-8000-000000000000" } },
}, null, 2);

const signed = (body, options = {}) =>
  stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: now(), ...options });

async function send(body, header) {
  const answer = await fetch(`${root}/pay/stripe/notice`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(header && { "stripe-signature": header }) },
    body,
  });
  return answer.status;
}

await test("what Stripe's library signs is taken, with either secret", async () => {
  await until(async () => (await fetch(`${root}/readyz`).catch(() => ({}))).status === 200);
  const body = payload("evt_1");
  same(await send(body, signed(body)), 200);
  same(await send(body, signed(body)), 200);
  same(await send(body, signed(body, { secret: old })), 200);
});

await test("what it would refuse is refused", async () => {
  const body = payload("evt_2"), good = signed(body);
  const bad = {
    unsigned: undefined,
    stale: signed(body, { timestamp: now() - 301 }),
    "other secret": signed(body, { secret: "whsec_other" }),
    "other scheme only": signed(body, { scheme: "v0" }),
    "signature of another body": signed(payload("evt_3")),
    "without time": good.replace(/^t=\d+,/, ""),
  };
  for (const [name, header] of Object.entries(bad)) {
    same(await send(body, header), 401, name);
    let accepted = true;
    try {
      stripe.webhooks.constructEvent(body, header ?? "", secret);
    } catch {
      accepted = false;
    }
    same(accepted, false, `Stripe on ${name}`);
  }
});

await test("several signatures in one header are looked through, as the library does", async () => {
  const body = payload("evt_4"), at = now();
  const one = signed(body, { timestamp: at }).split("v1=")[1];
  const header = `t=${at},v1=${"0".repeat(64)},v0=${one},v1=${one}`;
  same(stripe.webhooks.constructEvent(body, header, secret).id, "evt_4");
  same(await send(body, header), 200);
});

server.kill("SIGTERM");
await over;
rmSync(folder, { recursive: true });
done();
