// SPDX-License-Identifier: Apache-2.0
// The proxy sample of packaging/ in a real nginx, in front of the program: what is never said in plain text, which
// headers stand on nginx's own answers, which ciphers are taken, and what its log does not keep.
//
//     nginx_test.mjs PROGRAM packaging/nginx.conf
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { certificate } from "./certificate.mjs";
import { done, freePort, same, skipAll, test, until } from "./tap.mjs";

const nginx = ["/usr/sbin/nginx", "nginx"].find((name) => spawnSync(name, ["-v"]).status === 0);
if (nginx === undefined) skipAll("nginx is not installed");
const [, , program, sample] = process.argv;
const host = "my.example.com";
const folder = mkdtempSync(join(tmpdir(), "kabinet-nginx-"));
const [inner, http, https] = [await freePort(), await freePort(), await freePort()];
const { file } = certificate(folder, "proxy", `DNS:${host}`);
const log = join(folder, "access.log");
for (const part of ["body", "proxy", "fastcgi", "uwsgi", "scgi"]) mkdirSync(join(folder, part));

const temporary = ["client_body:body", "proxy:proxy", "fastcgi:fastcgi", "uwsgi:uwsgi", "scgi:scgi"]
  .map((pair) => pair.split(":")).map(([name, part]) => `${name}_temp_path ${join(folder, part)};`).join("\n");
const shipped = readFileSync(sample, "utf8")
  .replaceAll(/^ *listen \[::\].*\n/gm, "")
  .replaceAll("listen 80;", `listen 127.0.0.1:${http};`)
  .replaceAll("listen 443 ", `listen 127.0.0.1:${https} `)
  .replaceAll("server 127.0.0.1:8080;", `server 127.0.0.1:${inner};`)
  .replaceAll("/var/log/nginx/kabinet.log", log)
  .replaceAll(/ssl_certificate .*;/g, `ssl_certificate ${file};`)
  .replaceAll(/ssl_certificate_key .*;/g, `ssl_certificate_key ${join(folder, "proxy.key")};`);
writeFileSync(join(folder, "nginx.conf"), `daemon off;\npid ${join(folder, "pid")};\nerror_log ${join(folder, "error.log")};\n` +
  `events {}\nhttp {\n${temporary}\n${shipped}\n}\n`);

const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("KABINET_")));
const server = spawn(program, ["serve", "--demo", "--force", "--data", join(folder, "data"), "--listen", `127.0.0.1:${inner}`], {
  env: { ...clean, KABINET_METRICS_LISTEN: "", KABINET_SERVER_PUBLIC_URL: `https://${host}`, KABINET_SERVER_TRUSTED_PROXIES: "127.0.0.1" },
  stdio: "ignore",
});
const proxy = spawn(nginx, ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "ignore" });
const over = [server, proxy].map((one) => new Promise((resolve) => one.on("exit", resolve)));

function ask(call, port, path, { method = "GET", headers = {}, body = "" } = {}) {
  return new Promise((resolve, reject) => {
    const asked = call({ host: "127.0.0.1", port, path, method, headers: { host, ...headers }, servername: host, rejectUnauthorized: false }, (answer) => {
      let text = "";
      answer.on("data", (part) => (text += part));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headersDistinct, text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
const overPlain = (path, how) => ask(plain, http, path, how);
const overTls = (path, how) => ask(secure, https, path, how);
const shake = (options) => new Promise((resolve) => {
  const socket = connect({ host: "127.0.0.1", port: https, servername: host, rejectUnauthorized: false, ...options }, () => {
    resolve(socket.getCipher().name);
    socket.end();
  });
  socket.on("error", () => resolve(null));
});

await test("pages in plain text lead to https, the API refuses and says why", async () => {
  await until(async () => (await overTls("/readyz").catch(() => ({}))).status === 200);
  const page = await overPlain("/login");
  same([page.status, page.headers.location], [301, [`https://${host}/login`]]);
  const call = await overPlain("/api/v1/me", { headers: { authorization: "Bearer secret" } });
  same([call.status, call.headers.location], [403, undefined]);
});

await test("its own answers have HSTS like the server's, which have it once", async () => {
  const once = ["max-age=31536000; includeSubDomains"];
  const large = await overTls("/login", { method: "POST", headers: { "content-type": "text/plain" }, body: "a".repeat(1_200_000) });
  same([large.status, large.headers["strict-transport-security"], large.headers["x-content-type-options"]], [413, once, ["nosniff"]]);
  for (const path of ["/login", "/nowhere", "/api/v1/me"]) {
    const { headers } = await overTls(path);
    same([headers["strict-transport-security"], headers["x-content-type-options"]], [once, ["nosniff"]], path);
  }
});

await test("cookies are Secure, and only modern ciphers are taken", async () => {
  const { headers } = await overTls("/login");
  same(headers["set-cookie"].every((line) => line.startsWith("__Host-") && line.includes("Secure")), true);
  same(await shake({ maxVersion: "TLSv1.2", ciphers: "AES128-SHA:AES256-SHA:AES128-GCM-SHA256" }), null);
  same(await shake({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA" }), null);
  same(await shake({ maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" }), null);
  same(await shake({ maxVersion: "TLSv1.2" }) !== null, true);
  same((await shake({ minVersion: "TLSv1.3" }))?.startsWith("TLS_"), true);
});

await test("its log keeps no query string, no token of a link and no Referer", async () => {
  const secret = "A".repeat(43);
  await overTls(`/register/confirm?token=${secret}`, { headers: { referer: `https://${host}/x?token=${secret}` } });
  await overTls(`/staff/accounts?q=olena%40example.com`);
  await overPlain(`/recover/link?token=${secret}`);
  await overTls(`/pay/${secret}`);
  await until(() => readFileSync(log, "utf8").includes("/pay/-"));
  const text = readFileSync(log, "utf8");
  same([text.includes(secret), text.includes("olena"), text.includes("?")], [false, false, false]);
  same(text.includes('"GET /register/confirm HTTP/1.1" 200'), true);
});

for (const one of [proxy, server]) one.kill("SIGTERM");
await Promise.all(over);
rmSync(folder, { recursive: true, force: true });
done();
