// SPDX-License-Identifier: Apache-2.0
// The whole chain to an operator: our Kannel adapter, Kannel's smsbox and bearerbox, SMPP, and an SMSC that is not
// ours. node kannel_test.mjs COURIER
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import smpp from "smpp";
import { Courier } from "./courier.mjs";
import { done, freePort, pause, same, skipAll, test, until } from "./tap.mjs";

const [bearerbox, smsbox] = ["/usr/sbin/bearerbox", "/usr/sbin/smsbox"];
if (!existsSync(bearerbox) || !existsSync(smsbox)) skipAll("Kannel is not installed");

// The operator: binds anybody, takes every message, keeps it.
const taken = [];
let bound = 0;
const smsc = smpp.createServer((session) => {
  session.on("error", () => {});
  session.on("pdu", (pdu) => {
    if (pdu.command.startsWith("bind_")) bound++;
    if (pdu.command === "submit_sm") taken.push(pdu);
    if (pdu.command === "unbind") return session.send(pdu.response(), () => session.close());
    if (!pdu.isResponse()) session.send(pdu.response({ message_id: String(taken.length) }));
  });
});
const ports = { smsc: await freePort(), admin: await freePort(), box: await freePort(), send: await freePort() };
await new Promise((resolve) => smsc.listen(ports.smsc, "127.0.0.1", resolve));

const folder = mkdtempSync(join(tmpdir(), "kabinet-kannel-"));
const config = join(folder, "kannel.conf");
writeFileSync(config, `
group = core
admin-port = ${ports.admin}
admin-interface = 127.0.0.1
admin-password = admin
smsbox-port = ${ports.box}
smsbox-interface = 127.0.0.1
log-level = 2
box-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"

group = smsc
smsc = smpp
smsc-id = operator
host = 127.0.0.1
port = ${ports.smsc}
smsc-username = kabinet
smsc-password = secret
system-type = ""
transceiver-mode = true
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${ports.send}
sendsms-interface = 127.0.0.1
log-level = 2

group = sendsms-user
username = kabinet
password = "p&w +"
default-sender = Kabinet
`);

const boxes = [];
function start(program) {
  const box = spawn(program, [config], { cwd: folder, stdio: "ignore" });
  boxes.push(box);
}
const isOpen = (port) => new Promise((resolve) => {
  const socket = connect(port, "127.0.0.1", () => { socket.destroy(); resolve(true); });
  socket.on("error", () => resolve(false));
});

const courier = new Courier(process.argv[2]);
const url = `http://127.0.0.1:${ports.send}/cgi-bin/sendsms`;
const sms = { kind: "sms_kannel", url, id: "m-9", to: "+380671234567", user: "kabinet", password: "p&w +", sender: "Kabinet" };

await test("Kannel binds to the operator", async () => {
  start(bearerbox);
  await until(() => isOpen(ports.box));
  start(smsbox);
  await until(async () => bound > 0 && (await isOpen(ports.send)));
  await pause(300);
});

await test("a text in Ukrainian arrives intact as UCS-2", async () => {
  const text = "Код 123456 для входу. Нікому не кажіть. «їжак» @k.example #123456";
  const outcome = await courier.job({ ...sms, text });
  same([outcome.verdict, outcome.code], ["sent", 202], outcome.story);
  await until(() => taken.length === 1);
  same(taken[0].data_coding, 8);
  same(taken[0].short_message.message, text);
  same(taken[0].destination_addr.replace(/^\+/, ""), "380671234567");
  same(taken[0].source_addr, "Kabinet");
});

await test("a Latin text goes in one byte a character", async () => {
  const text = "Code 123456 & 100% @ cabinet";
  same((await courier.job({ ...sms, text })).verdict, "sent");
  await until(() => taken.length === 2);
  same(taken[1].data_coding, 0);
  same(taken[1].short_message.message, text);
});

await test("a wrong password waits for the operator, a box that is gone for the box", async () => {
  const outcome = await courier.job({ ...sms, text: "x", password: "no" });
  same([outcome.verdict, outcome.code], ["retry", 403]);
  boxes[1].kill("SIGKILL");
  await until(async () => !(await isOpen(ports.send)));
  same((await courier.job({ ...sms, text: "x" })).verdict, "retry");
  same(taken.length, 2);
});

for (const box of boxes) box.kill("SIGKILL");
await courier.end();
rmSync(folder, { recursive: true });
done();
