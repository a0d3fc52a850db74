// SPDX-License-Identifier: Apache-2.0
// Mail against a mail server and a parser that are not ours: node mail_test.mjs PATH-OF-COURIER
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { certificate } from "./certificate.mjs";
import { Courier } from "./courier.mjs";
import { done, pause, same, test, until } from "./tap.mjs";

const courier = new Courier(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), "kabinet-mail-"));
const subject = "Ваш код — 123456 «їжак ґанок» і ще трохи слів, щоб тема стала довшою за один рядок";
const text = "Вітаємо, Олено!\n.\n..крапка на початку\nКод: 123456\n" + "дуже довгий рядок ".repeat(80) + "\n";
const html = "<p>Вітаємо, <b>Олено</b>!</p>\n<p>Код: 123456</p>\n";
const mail = {
  kind: "mail", id: "m-1@example.org", from: "cabinet@example.org", from_name: "Кабінет «Приклад»",
  to: "olena@example.net", subject, text, html,
};

// A mail server on a port of its own; answers the n-th DATA with replies[n] (a code), 250 by default.
async function sink(options = {}) {
  const replies = options.replies ?? [];
  const taken = [];
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ["STARTTLS"], logger: false, ...options.smtp,
    onData(stream, session, callback) {
      const chunks = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        const code = replies.shift() ?? 250;
        if (code === 250) {
          taken.push({ bytes: Buffer.concat(chunks), envelope: session.envelope, secure: session.secure });
          return callback(null, "taken");
        }
        callback(Object.assign(new Error("not now or never"), { responseCode: code }));
      });
    },
  });
  server.on("error", () => {});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = server.server.address().port;
  return { port, taken, url: `smtp://127.0.0.1:${port}`, close: () => new Promise((r) => server.close(r)) };
}

await test("subject, sender, text and HTML arrive as they were written", async () => {
  const server = await sink();
  const outcome = await courier.job({ ...mail, url: server.url });
  same([outcome.verdict, outcome.code], ["sent", 250]);
  const parsed = await simpleParser(server.taken[0].bytes);
  same(parsed.subject, subject);
  same(parsed.text, text);
  same(parsed.html, html);
  same(parsed.from.value, [{ address: "cabinet@example.org", name: "Кабінет «Приклад»" }]);
  same(parsed.to.text, "olena@example.net");
  same(parsed.messageId, "<m-1@example.org>");
  same(parsed.headers.get("auto-submitted"), "auto-generated");
  same(parsed.date.toISOString(), "2026-11-22T10:00:00.000Z");
  same(server.taken[0].envelope.rcptTo.map((to) => to.address), ["olena@example.net"]);
  same(server.taken[0].envelope.mailFrom.address, "cabinet@example.org");
  await server.close();
});

await test("451 is tried again and the second attempt is the same mail", async () => {
  const server = await sink({ replies: [451, 250] });
  const first = await courier.job({ ...mail, url: server.url });
  same([first.verdict, first.code], ["retry", 451]);
  same((await courier.job({ ...mail, url: server.url })).verdict, "sent");
  same((await simpleParser(server.taken[0].bytes)).messageId, "<m-1@example.org>");
  same(server.taken.length, 1);
  await server.close();
});

await test("550 after the text or for the recipient is final", async () => {
  const server = await sink({ replies: [550] });
  const outcome = await courier.job({ ...mail, url: server.url });
  same([outcome.verdict, outcome.code], ["final", 550]);
  await server.close();
  const refuse = Object.assign(new Error("no such user"), { responseCode: 550 });
  const picky = await sink({ smtp: { onRcptTo: (address, session, callback) => callback(refuse) } });
  const refused = await courier.job({ ...mail, url: picky.url });
  same([refused.verdict, refused.code], ["final", 550]);
  await picky.close();
});

await test("nobody listening is tried again", async () => {
  const server = await sink();
  await server.close();
  const outcome = await courier.job({ ...mail, url: server.url });
  same([outcome.verdict, outcome.code], ["retry", 0]);
});

await test("a server that never speaks costs the time-out and is tried again", async () => {
  const mute = createServer(() => {});
  await new Promise((resolve) => mute.listen(0, "127.0.0.1", resolve));
  const begin = Date.now();
  const outcome = await courier.job({ ...mail, url: `smtp://127.0.0.1:${mute.address().port}`, timeout_ms: 700 });
  same([outcome.verdict, Date.now() - begin < 5000], ["retry", true]);
  mute.close();
});

await test("a connection cut after the text is tried again", async () => {
  const cutter = createServer((socket) => {
    let inData = false;
    socket.on("error", () => {});
    socket.write("220 cutter\r\n");
    socket.on("data", (data) => {
      if (inData) return String(data).endsWith("\r\n.\r\n") && socket.destroy();
      inData = String(data).startsWith("DATA");
      socket.write(inData ? "354 go\r\n" : "250 fine\r\n");
    });
  });
  await new Promise((resolve) => cutter.listen(0, "127.0.0.1", resolve));
  const outcome = await courier.job({ ...mail, url: `smtp://127.0.0.1:${cutter.address().port}` });
  same(outcome.verdict, "retry");
  cutter.close();
});

// A server of a few lines: takes mails, and does with a connection what the test says after each.
async function plainServer(after) {
  const seen = { connections: 0, mails: 0, quits: 0 };
  const server = createServer((socket) => {
    let inData = false;
    let left = "";
    seen.connections++;
    socket.on("error", () => {});
    socket.write("220 plain\r\n");
    socket.on("data", (data) => {
      left += data;
      if (inData) {
        if (!left.endsWith("\r\n.\r\n")) return;
        [inData, left] = [false, ""];
        seen.mails++;
        socket.write("250 taken\r\n");
        return after(socket, seen);
      }
      const line = left;
      left = "";
      if (line.startsWith("QUIT")) return seen.quits++;
      inData = line.startsWith("DATA");
      socket.write(inData ? "354 go\r\n" : "250 fine\r\n");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { seen, url: `smtp://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

await test("mails in a row share a connection, which ends with QUIT when no more come", async () => {
  const server = await plainServer(() => {});
  for (let i = 0; i < 5; i++) same((await courier.job({ ...mail, url: server.url })).verdict, "sent");
  same(server.seen.connections, 1);
  await until(() => server.seen.quits === 1);
  // It never answers QUIT: the next mail must not wait long for that.
  const begin = Date.now();
  same((await courier.job({ ...mail, url: server.url })).verdict, "sent");
  same([Date.now() - begin < 4000, server.seen.connections, server.seen.mails], [true, 2, 6]);
  server.close();
});

await test("a kept connection that the server ended or refuses to go on with is replaced at once", async () => {
  for (const after of [(socket) => socket.end(), (socket) => socket.end("421 idle too long\r\n")]) {
    const server = await plainServer(after);
    for (let i = 0; i < 3; i++) same((await courier.job({ ...mail, url: server.url })).verdict, "sent");
    same([server.seen.connections, server.seen.mails], [3, 3]);
    server.close();
  }
});

await test("a refusal at the door is the operator's to mend, not the message's end", async () => {
  const closed = createServer((socket) => socket.on("error", () => {}).end("554 no service for you\r\n"));
  await new Promise((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const outcome = await courier.job({ ...mail, url: `smtp://127.0.0.1:${closed.address().port}` });
  same([outcome.verdict, outcome.code], ["retry", 554]);
  closed.close();
  const guarded = await sink({ smtp: { authOptional: false, allowInsecureAuth: true, onAuth: (a, s, cb) => cb(new Error("no")) } });
  same((await courier.job({ ...mail, url: guarded.url, user: "u", password: "wrong" })).verdict, "retry");
  same((await courier.job({ ...mail, url: guarded.url })).verdict, "retry");
  await guarded.close();
});

await test("a certificate that is self-signed, for another name or expired gets no mail", async () => {
  const good = certificate(folder, "right", "IP:127.0.0.1");
  const other = certificate(folder, "other", "DNS:elsewhere.example");
  const expired = certificate(folder, "expired", "IP:127.0.0.1", { expired: true });
  for (const [tls, ca] of [[good, ""], [other, other.file], [expired, expired.file]]) {
    for (const secure of [false, true]) {
      const smtp = { secure, key: tls.key, cert: tls.cert, disabledCommands: [] };
      const server = await sink({ smtp });
      const url = secure ? server.url.replace("smtp:", "smtps:") : server.url;
      same((await courier.job({ ...mail, url, ca_file: ca })).verdict, "retry");
      same(server.taken.length, 0);
      await server.close();
    }
  }
});

await test("a certificate we trust gets the mail over TLS, by STARTTLS and from the first byte", async () => {
  const good = certificate(folder, "trusted", "IP:127.0.0.1");
  for (const secure of [false, true]) {
    const server = await sink({ smtp: { secure, key: good.key, cert: good.cert, disabledCommands: [] } });
    const url = secure ? server.url.replace("smtp:", "smtps:") : server.url;
    same((await courier.job({ ...mail, url, ca_file: good.file, tls: "required" })).verdict, "sent");
    same(server.taken[0].secure, true);
    await server.close();
  }
});

await test("TLS that is required but not offered gets no mail", async () => {
  const server = await sink();
  same((await courier.job({ ...mail, url: server.url, tls: "required" })).verdict, "retry");
  same(server.taken.length, 0);
  await server.close();
});

await test("line breaks, NUL and a second recipient in any field send nothing", async () => {
  const server = await sink();
  for (const bad of [
    { subject: "Hi\r\nBcc: thief@example.com" }, { subject: "Hi\nX: y" }, { from_name: "A\rB" }, { text: "a\0b" },
    { to: "a@example.net\r\nRCPT TO:<b@example.net>" }, { to: "a@example.net,b@example.net" }, { to: "a@example.net> <b" },
    { id: "x@y>\r\nBcc: thief@example.com" }, { subject: "x".repeat(1 << 19) },
  ]) {
    same((await courier.job({ ...mail, url: server.url, ...bad })).verdict, "final", JSON.stringify(bad).slice(0, 60));
  }
  same(server.taken.length, 0);
  await server.close();
});

await test("bare CR and dots in a text stay text of one message", async () => {
  const server = await sink();
  const sly = "one\r.\r\n.\r\nMAIL FROM:<x@example.com>\r\n..two\n.\n";
  same((await courier.job({ ...mail, url: server.url, text: sly, html: "" })).verdict, "sent");
  same(server.taken.length, 1);
  const parsed = await simpleParser(server.taken[0].bytes);
  same(parsed.text, "one\n.\n.\nMAIL FROM:<x@example.com>\n..two\n.\n");
  await server.close();
});

// Pids of the keeper's children.
const workers = () => readdirSync("/proc").filter((pid) => {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")[1] === String(courier.child.pid);
  } catch {
    return false;
  }
});

await test("a worker that dies between jobs is replaced, and the next job is done", async () => {
  const server = await sink();
  const [worker] = workers();
  process.kill(Number(worker), "SIGKILL");
  await until(() => workers().length === 1 && workers()[0] !== worker);
  same((await courier.job({ ...mail, url: server.url })).verdict, "sent");
  await server.close();
});

await test("a worker that dies in a job costs one retry", async () => {
  const mute = createServer(() => {});
  await new Promise((resolve) => mute.listen(0, "127.0.0.1", resolve));
  const outcome = courier.job({ ...mail, url: `smtp://127.0.0.1:${mute.address().port}` });
  await pause(200);
  process.kill(Number(workers()[0]), "SIGKILL");
  same((await outcome).verdict, "retry");
  mute.close();
  const server = await sink();
  same((await courier.job({ ...mail, url: server.url })).verdict, "sent");
  await server.close();
});

await test("the courier ends when its parent closes the socket, and leaves nobody behind", async () => {
  const [worker] = workers();
  same(await courier.end(), 0);
  await until(() => !readdirSync("/proc").includes(worker));
});

rmSync(folder, { recursive: true });
done();
