// SPDX-License-Identifier: Apache-2.0
// The proof of work against the format's own library: node altcha_test.mjs CAPTCHA_PEER
import { spawn } from "node:child_process";
import { createHmac, webcrypto } from "node:crypto";
import { createInterface } from "node:readline";
import { done, same, skipAll, test } from "./tap.mjs";

globalThis.crypto ??= webcrypto; // Node 18 has it as a module only

let altcha, deriveKey;
try {
  altcha = await import("altcha-lib");
  ({ deriveKey } = await import("altcha-lib/algorithms/pbkdf2"));
} catch {
  skipAll("altcha-lib is not installed (npm install)");
}

const now = Math.floor(Date.now() / 1000);
const peer = spawn(process.argv[2], [String(now)], { stdio: ["pipe", "pipe", "inherit"] });
const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
async function ask(line) {
  peer.stdin.write(line + "\n");
  return (await lines.next()).value;
}

const fixtureKey = "a key of tests, thirty-two bytes";
const secretFor = (purpose) => createHmac("sha256", fixtureKey).update(purpose).digest("hex");
const secrets = {
  hmacSignatureSecret: secretFor("altcha challenge"),
  hmacKeySignatureSecret: secretFor("altcha key"),
};
const encoded = (challenge, solution) => Buffer.from(JSON.stringify({ challenge, solution })).toString("base64");
const judge = (challenge, solution) => ask("check " + encoded(challenge, solution));
const ourChallenge = async (scope) => JSON.parse(await ask("challenge " + scope));

await test("the library solves our challenge and we accept its solution", async () => {
  const challenge = await ourChallenge("register");
  const solution = await altcha.solveChallenge({ challenge, deriveKey });
  same(await judge(challenge, solution), "passed register");
});

await test("the library finds our signatures right", async () => {
  const challenge = await ourChallenge("recover");
  const solution = await altcha.solveChallenge({ challenge, deriveKey });
  const verdict = await altcha.verifySolution({ challenge, solution, deriveKey, ...secrets });
  same([verdict.verified, verdict.invalidSignature, verdict.expired], [true, false, false]);
});

await test("we accept the library's own challenge made with our keys", async () => {
  const challenge = await altcha.createChallenge({
    algorithm: "PBKDF2/SHA-256", cost: 10, counter: 17, deriveKey,
    data: { scope: "register" }, expiresAt: now + 300, ...secrets,
  });
  const solution = await altcha.solveChallenge({ challenge, deriveKey });
  same(await judge(challenge, solution), "passed register");
});

await test("changed challenges and solutions are refused", async () => {
  const challenge = await ourChallenge("register");
  const solution = await altcha.solveChallenge({ challenge, deriveKey });
  const changed = (parameters) => ({ ...challenge, parameters: { ...challenge.parameters, ...parameters } });
  for (const parameters of [
    { cost: 1 }, { expiresAt: now + 601 }, { keyPrefix: "00".repeat(16) }, { nonce: "00".repeat(16) },
    { data: { scope: "recover" } }, { data: { scope: "register", more: 1 } }, { extra: 1 },
    { keySignature: undefined }, { expiresAt: undefined },
  ]) {
    same(await judge(changed(parameters), solution), "captcha_wrong ", JSON.stringify(parameters));
  }
  same(await judge({ ...challenge, signature: undefined }, solution), "captcha_wrong ");
  same(await judge(challenge, { ...solution, derivedKey: "00".repeat(32) }), "captcha_wrong ");
  same(await judge(challenge, { ...solution, derivedKey: solution.derivedKey.toUpperCase() }), "captcha_wrong ");
  same(await judge(challenge, { ...solution, counter: -1 }), "captcha_wrong ");
  same(await judge(challenge, { ...solution, counter: 1.5 }), "captcha_wrong ");
});

await test("a challenge without end, or past it, is refused", async () => {
  const made = { algorithm: "PBKDF2/SHA-256", cost: 10, counter: 3, deriveKey, data: { scope: "register" }, ...secrets };
  for (const [expiresAt, verdict] of [
    [undefined, "captcha_wrong "], [now - 1, "captcha_expired "], [now + 86400, "captcha_wrong "],
  ]) {
    const challenge = await altcha.createChallenge({ ...made, expiresAt });
    const solution = await altcha.solveChallenge({ challenge, deriveKey });
    same(await judge(challenge, solution), verdict);
  }
});

await test("the old format and the hosted service's signature are refused", async () => {
  const v1 = { algorithm: "SHA-256", challenge: "00", number: 1, salt: "x?expires=9999999999", signature: "00" };
  const hosted = { algorithm: "SHA-256", verificationData: "expire=9999999999&verified=true", signature: "00", verified: true };
  for (const payload of [v1, hosted]) {
    same(await ask("check " + Buffer.from(JSON.stringify(payload)).toString("base64")), "captcha_wrong ");
  }
});

peer.stdin.end();
done();
