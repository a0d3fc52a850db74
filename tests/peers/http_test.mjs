// SPDX-License-Identifier: Apache-2.0
// HTTP exchanges for the server: what is sent, what is taken, and where no packet goes: node http_test.mjs COURIER
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { certificate } from "./certificate.mjs";
import { Courier } from "./courier.mjs";
import { done, same, test } from "./tap.mjs";

const courier = new Courier(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), "kabinet-http-"));
const seen = [];
let reply = (response) => response.end("ok");

function answer(request, response) {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    seen.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
    reply(response);
  });
}

const listening = (server, address = "127.0.0.1") => new Promise((resolve) =>
  server.listen(0, address, () => resolve(server.address().port)));
let connections = 0;
const server = createServer(answer).on("connection", () => connections++);
const port = await listening(server);
const url = `http://127.0.0.1:${port}`;

function send(fields) {
  seen.length = 0;
  connections = 0;
  return courier.job({ kind: "http", url, networks: "127.0.0.0/8", method: "POST", ...fields });
}

await test("method, headers and body go out as they were given", async () => {
  const headers = "Content-Type: application/json\nWebhook-Id: op-7\n";
  const outcome = await send({ url: url + "/create?x=1", headers, body: '{"назва":"їжак"}' });
  same([outcome.verdict, outcome.code, outcome.body], ["sent", 200, "ok"]);
  same([seen[0].method, seen[0].url, seen[0].body], ["POST", "/create?x=1", '{"назва":"їжак"}']);
  same([seen[0].headers["content-type"], seen[0].headers["webhook-id"]], ["application/json", "op-7"]);
});

await test("GET, PUT and DELETE are what they are called", async () => {
  for (const method of ["GET", "PUT", "DELETE"]) {
    await send({ method });
    same(seen[0].method, method);
  }
});

await test("any status is an answer", async () => {
  reply = (response) => response.writeHead(422).end('{"error":"no"}');
  const outcome = await send({});
  same([outcome.verdict, outcome.code, outcome.body], ["sent", 422, '{"error":"no"}']);
});

await test("a redirect is an answer, not a way", async () => {
  reply = (response) => response.writeHead(302, { location: url + "/elsewhere" }).end("moved");
  same((await send({})).code, 302);
  same(seen.length, 1);
});

await test("an answer that is too long is none", async () => {
  reply = (response) => response.end("x".repeat(70000));
  const outcome = await send({});
  same([outcome.verdict, outcome.story], ["retry", "the answer was longer than allowed"]);
  reply = (response) => response.end("x".repeat(65536));
  same((await send({})).body.length, 65536);
});

await test("an answer that is not text is empty", async () => {
  reply = (response) => response.end(Buffer.from([0xff, 0xfe, 0x00]));
  const outcome = await send({});
  same([outcome.verdict, outcome.code, outcome.body], ["sent", 200, ""]);
});

await test("who never answers costs the time-out alone", async () => {
  reply = () => {};
  const begun = Date.now();
  same((await send({ timeout_ms: 500 })).verdict, "retry");
  same(Date.now() - begun < 3000, true);
});

await test("who drips its answer costs no more", async () => {
  reply = (response) => {
    const drip = setInterval(() => response.write("x"), 50);
    response.on("close", () => clearInterval(drip));
  };
  const begun = Date.now();
  same((await send({ timeout_ms: 700 })).verdict, "retry");
  same(Date.now() - begun < 3000, true);
});

await test("a header with a line break inside is refused", async () => {
  same((await send({ headers: "X: a\rY: b" })).verdict, "final");
  same((await send({ headers: "no colon" })).verdict, "final");
});

await test("no packet goes to an address that is not public, however it is written", async () => {
  reply = (response) => response.end("ok");
  const hosts = [
    "127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
  ];
  for (const scheme of ["http", "https"]) {
    for (const host of hosts) {
      const outcome = await send({ url: `${scheme}://${host}:${port}/`, networks: "" });
      same([outcome.verdict, outcome.code, connections], ["retry", 0, 0], `${scheme}://${host}`);
    }
  }
  for (const host of ["169.254.169.254", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "224.0.0.1", "[fe80::1]",
    "[fd00::1]"]) {
    const outcome = await send({ url: `https://${host}/`, networks: "127.0.0.1", timeout_ms: 2000 });
    same(outcome.story, "the address is not public, nor in outside.private_networks", host);
  }
});

await test("plain http goes to networks that were named, and to no public address", async () => {
  const outcome = await send({ url: "http://8.8.8.8/", timeout_ms: 1500 });
  same(outcome.story, "http:// goes to networks of outside.private_networks alone");
  same((await send({ networks: "10.0.0.0/8, 127.0.0.1" })).verdict, "sent");
  same((await send({ networks: "10.0.0.0/8" })).verdict, "retry");
  same((await send({ networks: "127.0.0.2/31, 126.0.0.0/8, ::1, nonsense, 127.0.0.1/33" })).verdict, "retry");
});

await test("other protocols are no requests", async () => {
  for (const other of ["ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "//127.0.0.1/", ""]) {
    same((await send({ url: other })).verdict, "final");
  }
});

await test("a certificate is verified", async () => {
  const tls = certificate(folder, "panel", "DNS:localhost");
  const secure = createTlsServer({ key: tls.key, cert: tls.cert }, answer);
  const address = `https://localhost:${await listening(secure)}/`;
  const networks = "127.0.0.1, ::1";
  same((await send({ url: address, networks })).verdict, "retry");
  same(seen.length, 0);
  same((await send({ url: address, networks, ca_file: tls.file })).verdict, "sent");
  secure.close();
});

await test("bytes that are not HTTP are no answer", async () => {
  const liar = createTcpServer((socket) => socket.end("HELLO THERE\r\n\r\n"));
  same((await send({ url: `http://127.0.0.1:${await listening(liar)}/` })).verdict, "retry");
  liar.close();
});

await courier.end();
rmSync(folder, { recursive: true });
done();
