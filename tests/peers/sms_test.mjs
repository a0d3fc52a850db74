// SPDX-License-Identifier: Apache-2.0
// Text messages through the HTTP template, against a gateway that notes what it got: node sms_test.mjs COURIER
import { createServer } from "node:http";
import { Courier } from "./courier.mjs";
import { done, same, test } from "./tap.mjs";

const courier = new Courier(process.argv[2]);
const text = 'Код: 123456 & "їжак"\n@cabinet.example #123456 {to}';
const sms = { kind: "sms_http", id: "m-7", to: "+380671234567", text, sender: "Kabinet", user: "u 1", password: "p&w" };

const seen = [];
let reply = [200, "ok"];
const gateway = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    seen.push({
      method: request.method, headers: request.headers, url: new URL(request.url, "http://x"),
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(reply[0], reply[2]).end(reply[1]);
  });
});
await new Promise((resolve) => gateway.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${gateway.address().port}`;

async function send(fields, answer = [200, "ok"]) {
  reply = answer;
  seen.length = 0;
  return courier.job({ ...sms, url, ...fields });
}

await test("a GET carries the text whole, the plus sign included", async () => {
  const query = "/send?to={to}&n={digits}&text={text}&from={sender}&u={user}&p={password}";
  same((await send({ url: url + query, method: "GET" })).verdict, "sent");
  same(seen[0].method, "GET");
  same(Object.fromEntries(seen[0].url.searchParams), {
    to: "+380671234567", n: "380671234567", text, from: "Kabinet", u: "u 1", p: "p&w",
  });
});

await test("a form body is encoded as a form", async () => {
  same((await send({ body: "to={to}&text={text}&id={id}" })).verdict, "sent");
  same(seen[0].headers["content-type"], "application/x-www-form-urlencoded");
  same(Object.fromEntries(new URLSearchParams(seen[0].body)), { to: "+380671234567", text, id: "m-7" });
});

await test("a JSON body is JSON, and headers carry the credentials", async () => {
  const body = '{"recipients":["{to}"],"sms":{"sender":"{sender}","text":"{text}"}}';
  same((await send({ body, headers: "Authorization: Bearer {password} | X-Id: {id}" })).verdict, "sent");
  same(seen[0].headers["content-type"], "application/json");
  same(seen[0].headers.authorization, "Bearer p&w");
  same(seen[0].headers["x-id"], "m-7");
  same(JSON.parse(seen[0].body), { recipients: ["+380671234567"], sms: { sender: "Kabinet", text } });
});

await test("an XML body keeps the template's own marks and escapes the text's", async () => {
  const headers = "Content-Type: text/xml; charset=utf-8";
  same((await send({ body: "<m to=\"{to}\">{text}</m>", headers })).verdict, "sent");
  same(seen[0].body, '<m to="+380671234567">Код: 123456 &#38; &#34;їжак&#34;&#10;@cabinet.example #123456 {to}</m>');
});

await test("an answer without the agreed word is not success", async () => {
  same((await send({ body: "t={text}", ok: '"status":"OK"' }, [200, '{"status":"OK"}'])).verdict, "sent");
  const outcome = await send({ body: "t={text}", ok: '"status":"OK"' }, [200, '{"status":"NO MONEY"}']);
  same([outcome.verdict, outcome.story], ["retry", '{"status":"NO MONEY"}']);
});

await test("the gateway's status decides: 400 is final, 401, 429 and 503 are tried again, a redirect is not followed", async () => {
  const verdicts = {};
  for (const status of [400, 401, 422, 429, 500, 503]) {
    verdicts[status] = (await send({ body: "t={text}" }, [status, "no"])).verdict;
  }
  same(verdicts, { 400: "final", 401: "retry", 422: "final", 429: "retry", 500: "retry", 503: "retry" });
  same((await send({ body: "t={text}" }, [302, "", { location: url + "/other" }])).verdict, "retry");
  same(seen.length, 1);
});

await test("plain http beyond loopback and a misspelt placeholder send nothing", async () => {
  same((await send({ url: "http://192.0.2.1/send", body: "t={text}", timeout_ms: 500 })).verdict, "retry");
  const outcome = await send({ body: "t={message}" });
  same([outcome.verdict, seen.length], ["retry", 0]);
});

await test("a gateway that hangs or is gone is tried again", async () => {
  const mute = createServer(() => {});
  await new Promise((resolve) => mute.listen(0, "127.0.0.1", resolve));
  const hung = `http://127.0.0.1:${mute.address().port}/`;
  same((await send({ url: hung, body: "t={text}", timeout_ms: 500 })).verdict, "retry");
  mute.closeAllConnections();
  await new Promise((resolve) => mute.close(resolve));
  const outcome = await send({ url: hung, body: "t={text}" });
  same([outcome.verdict, outcome.code], ["retry", 0]);
});

await courier.end();
done();
