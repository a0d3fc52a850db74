// SPDX-License-Identifier: Apache-2.0
// Signatures of web addresses against the library of Standard Webhooks: node webhook_test.mjs WEBHOOK_PEER
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { done, same, skipAll, test } from "./tap.mjs";

let Webhook;
try {
  ({ Webhook } = await import("standardwebhooks"));
} catch {
  skipAll("standardwebhooks is not installed (npm install)");
}

const peer = spawn(process.argv[2], [], { stdio: ["pipe", "pipe", "inherit"] });
const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
async function ask(...values) {
  peer.stdin.write(values.join("\t") + "\n");
  return (await lines.next()).value;
}

const now = () => Math.floor(Date.now() / 1000);
const bodies = ["{}", '{"назва":"їжак ґанок","n":1}', '{"a":"' + "x".repeat(5000) + '"}', ""];
const secret = () => "whsec_" + randomBytes(24 + Math.floor(Math.random() * 40)).toString("base64");

await test("what we sign the library takes, an unknown scheme beside it or not", async () => {
  for (let i = 0; i < 50; i++) {
    const [key, id, at, body] = [secret(), `op-${i}`, now(), bodies[i % 3]];
    const signature = await ask("sign", key, id, at, body);
    for (const header of [signature, `v1a,AAAA ${signature}`]) {
      new Webhook(key).verify(body, { "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": header });
    }
  }
});

await test("what the library signs we take, and nothing that differs by a letter", async () => {
  for (let i = 0; i < 50; i++) {
    const [key, id, at, body] = [secret(), `op-${i}`, now(), bodies[i % bodies.length]];
    const signature = new Webhook(key).sign(id, new Date(at * 1000), body);
    same(await ask("verify", key, id, at, signature, at, body), "yes");
    same(await ask("verify", key, id, at, `v1,${"A".repeat(43)}= ${signature}`, at, body), "yes");
    same(await ask("verify", secret(), id, at, signature, at, body), "no");
    same(await ask("verify", key, id + "x", at, signature, at, body), "no");
    same(await ask("verify", key, id, at + 1, signature, at, body), "no");
    same(await ask("verify", key, id, at, signature, at + 301, body), "no");
    same(await ask("verify", key, id, at, signature.slice(3), at, body), "no");
    same(await ask("verify", key, id, at, "", at, body), "no");
    same(await ask("verify", key, id, at, signature, at, body + " "), "no");
  }
});

peer.stdin.end();
done();
