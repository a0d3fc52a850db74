// SPDX-License-Identifier: Apache-2.0
// The QR code of the console's one-time link, read by a camera's software that is not ours (npm jsqr), and its secret
// taken by an authenticator that is not ours (npm otpauth).
//
//     authenticator_test.mjs PROGRAM
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { done, freePort, same, skipAll, test, until } from "./tap.mjs";

const peers = await Promise.all([import("otpauth"), import("jsqr"), import("./staff.mjs")]).catch(() => null);
if (peers === null) skipAll("no packages: npm ci --ignore-scripts");
const [{ TOTP, URI }, { default: jsQR }, { hire, openLink, signIn }] = peers;

const program = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "kabinet-authenticator-"));
const data = join(folder, "data");
const port = await freePort();
const root = `http://127.0.0.1:${port}`;
const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("KABINET_")));
const environment = { ...clean, KABINET_METRICS_LISTEN: "", KABINET_BRAND_NAME: "Оберіг & Ко", KABINET_SERVER_PUBLIC_URL: root };
const server = spawn(program, ["serve", "--demo", "--data", data, "--listen", `127.0.0.1:${port}`], { env: environment, stdio: "ignore" });
const over = new Promise((resolve) => server.on("exit", resolve));
await until(async () => (await fetch(`${root}/readyz`).catch(() => ({}))).status === 200);

// The path of the picture, painted: "Mx yhNv1h-Nz" is a run of N dark modules.
function paint(svg, scale) {
  const side = Number(svg.match(/viewBox="0 0 (\d+) \d+"/)[1]) * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1/g)) {
    for (let row = y * scale; row < (Number(y) + 1) * scale; row++) {
      for (let column = x * scale; column < (Number(x) + Number(length)) * scale; column++) {
        pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
      }
    }
  }
  return { pixels, side };
}

await test("the picture says what is typed beside it, and names site and login", async () => {
  const link = String(execFileSync(program, ["staff", "add", "seen.by.camera", "--role", "sales", "--data", data], { env: environment })).trim();
  const { page, secret } = await openLink(link);
  const { pixels, side } = paint(page.match(/<svg class="qr".*?<\/svg>/s)[0], 4);
  const read = jsQR(pixels, side, side);
  const totp = URI.parse(read.data);
  same(totp instanceof TOTP, true);
  same([totp.secret.base32, totp.issuer, totp.label], [secret, "Оберіг & Ко", "seen.by.camera"]);
  same([totp.algorithm, totp.digits, totp.period], ["SHA1", 6, 30]);
});

await test("its codes let in, once each, and a recovery code does when the phone is lost", async () => {
  const member = await hire(root, program, data, environment);
  const say = async (code) => (await fetch(`${root}/api/v1/staff/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login: member.login, password: member.password, code }),
  })).status;
  const next = member.totp.generate({ timestamp: Date.now() + 30_000 });
  same(await say(next), 201);
  same(await say(next), 401);
  same(await say(member.totp.generate({ timestamp: Date.now() + 120_000 })), 401);
  same(typeof (await signIn(root, member)), "string");
});

server.kill("SIGKILL");
await over;
rmSync(folder, { recursive: true, force: true });
done();
