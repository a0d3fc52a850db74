// SPDX-License-Identifier: Apache-2.0
// Tests as sentences, printed in the Test Anything Protocol, with a time limit on each.
import { deepStrictEqual } from "node:assert";
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

let count = 0;
let failures = 0;

export async function test(sentence, body, limitSeconds = 20) {
  count++;
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${limitSeconds} s`)), limitSeconds * 1000);
  });
  try {
    await Promise.race([body(), late]);
    console.log(`ok ${count} - ${sentence}`);
  } catch (error) {
    failures++;
    console.log(`not ok ${count} - ${sentence}`);
    console.log(String(error.stack).replace(/^/gm, "# "));
  } finally {
    clearTimeout(timer);
  }
}

export function same(actual, wanted, what) {
  deepStrictEqual(actual, wanted, what && `${what}: got ${JSON.stringify(actual)}, wanted ${JSON.stringify(wanted)}`);
}

export function skipAll(reason) {
  console.log(`1..0 # SKIP ${reason}`);
  process.exit(0);
}

export function done() {
  console.log(`1..${count}`);
  process.exit(failures === 0 ? 0 : 1);
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Resolves when the condition holds; the test's own limit ends the wait otherwise.
export async function until(condition) {
  while (!(await condition())) await pause(25);
}

// A port for a server. Below those that the kernel gives to outgoing connections: one of these would be taken by
// somebody's client before the server listens.
export async function freePort() {
  for (;;) {
    const port = randomInt(10240, 32768);
    const probe = createServer();
    const free = await new Promise((resolve) => {
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}
