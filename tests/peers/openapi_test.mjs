// SPDX-License-Identifier: Apache-2.0
// The served OpenAPI document against a validator that is not ours, and real answers against the document.
//
//     openapi_test.mjs PROGRAM
import { execFileSync, spawn } from "node:child_process";
import { pbkdf2Sync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { hire, signIn } from "./staff.mjs";
import { done, freePort, same, test, until } from "./tap.mjs";

const folder = mkdtempSync(join(tmpdir(), "kabinet-openapi-"));
const port = await freePort();
const root = `http://127.0.0.1:${port}`;
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("KABINET_")));
const server = spawn(process.argv[2], ["serve", "--demo", "--data", join(folder, "data"), "--listen", `127.0.0.1:${port}`], {
  env: { ...environment, KABINET_METRICS_LISTEN: "" },
  stdio: "ignore",
});
const over = new Promise((resolve) => server.on("exit", resolve));

let document, ajv;
const used = new Set();

// "{id}.pdf" fits what ends so.
const fits = (part, text) => part.startsWith("{") && text.endsWith(part.slice(part.indexOf("}") + 1));

// The path of the document that an address belongs to.
function pathOf(address) {
  const parts = address.split("?")[0].split("/");
  return Object.keys(document.paths)
    .filter((path) => {
      const wanted = path.split("/");
      return wanted.length === parts.length && wanted.every((part, i) => part === parts[i] || fits(part, parts[i]));
    })
    .sort((a, b) => a.split("{").length - b.split("{").length || b.length - a.length)[0];
}

// What stands at "#/components/…", when that is all there is.
const resolved = (part) =>
  part?.$ref === undefined ? part : part.$ref.slice(2).split("/").reduce((at, name) => at[name], document);

// Refusals have schemas of their own, which refer into the document.
const validators = new Map();
function validatorOf(schema) {
  const text = JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components');
  if (!validators.has(text)) {
    validators.set(text, ajv.compile(JSON.parse(text)));
  }
  return validators.get(text);
}

// Calls the API and holds the answer against the schema its operation declares.
async function call(method, address, body, token) {
  const answer = await fetch(`${root}/api/v1${address}`, {
    method,
    headers: { ...(body && { "content-type": "application/json" }), ...(token && { authorization: `Bearer ${token}` }) },
    body: body && JSON.stringify(body),
  });
  const path = pathOf(address);
  const operation = document.paths[path][method.toLowerCase()];
  used.add(`${method} ${path}`);
  const declared = resolved(operation.responses[answer.status]);
  same(declared !== undefined, true, `${method} ${path}: status ${answer.status} is not declared`);
  const text = await answer.text();
  if (declared.content === undefined) {
    same(text, "", `${method} ${path} should have no body`);
    return { status: answer.status };
  }
  const [type, { schema }] = Object.entries(declared.content)[0];
  same(answer.headers.get("content-type").split(";")[0], type, `${method} ${path}`);
  const value = JSON.parse(text);
  const validate = validatorOf(schema);
  same(validate(value), true, `${method} ${path}: ${ajv.errorsText(validate.errors)} in ${text}`);
  return { status: answer.status, value };
}

function solve(challenge) {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  for (let counter = 0; ; counter++) {
    const tail = Buffer.alloc(4);
    tail.writeUInt32BE(counter);
    const password = Buffer.concat([Buffer.from(nonce, "hex"), tail]);
    const derivedKey = pbkdf2Sync(password, Buffer.from(salt, "hex"), cost, keyLength, "sha256").toString("hex");
    if (derivedKey.startsWith(keyPrefix)) {
      return Buffer.from(JSON.stringify({ challenge, solution: { counter, derivedKey, time: 1 } })).toString("base64");
    }
  }
}

const proof = async (scope) => solve((await call("GET", `/captcha?scope=${scope}`)).value);

const newestMessage = async (to) =>
  (await (await fetch(`${root}/demo/outbox.json`)).json()).find((message) => message.to === to);

// The code of the newest message to someone, once it is another than the one known.
async function newestCode(to, known) {
  let message;
  await until(async () => (message = await newestMessage(to)) && message.id !== known?.id);
  return message.text.match(/\b\d{6}\b/)[0];
}

const person = { login: "olena.k", password: "seven quiet rivers", email: "olena@example.com", phone: "+380671234567" };
let token;

await test("the document is valid OpenAPI 3.1", async () => {
  await until(async () => (await fetch(`${root}/readyz`).catch(() => ({}))).status === 200);
  document = await (await fetch(`${root}/api/v1/openapi.json`)).json();
  const verdict = await new Validator().validate(structuredClone(document));
  same(verdict.valid, true, JSON.stringify(verdict.errors));
  same(document.openapi, "3.1.0");
  ajv = addFormats(new Ajv({ strict: false }));
  ajv.addSchema(document, "openapi");
});

await test("every operation has its own name, a summary and declared answers", async () => {
  const names = new Set();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      same(names.has(operation.operationId), false, operation.operationId);
      names.add(operation.operationId);
      same(operation.summary.length > 5 && Object.keys(operation.responses).length > 1, true, `${method} ${path}`);
    }
  }
});

await test("each call says with which codes it refuses, and when to try again", async () => {
  const words = new Set(document.components.schemas.ProblemCode.enum);
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const what = `${method} ${path}`;
      const writes = method !== "get";
      const signedIn = operation.security.length > 0;
      for (const status of [...(writes ? [403, 413, 415, 422] : []), ...(signedIn ? [401] : []), 400, 429, 500, 503]) {
        same(operation.responses[status] !== undefined, true, `${what}: ${status}`);
      }
      same(!writes || !signedIn || operation.responses[409] !== undefined, true, `${what}: 409`);
      same(!path.includes("{") || operation.responses[404] !== undefined, true, `${what}: 404`);
      for (const [status, response] of Object.entries(operation.responses).filter(([status]) => status >= 400)) {
        const { headers, content } = resolved(response);
        same(headers?.["Retry-After"] !== undefined, status === "429" || status === "503", `${what}: ${status}`);
        const { code } = content["application/problem+json"].schema.allOf[1].properties;
        const codes = code.enum ?? code.anyOf[0].enum;
        same(codes.length > 0 && codes.every((word) => words.has(word)), true, `${what}: ${codes}`);
      }
    }
  }
  const keyed = Object.values(document.paths).flatMap((path) => Object.values(path)).filter((operation) =>
    operation.parameters.some((parameter) => parameter.$ref === "#/components/parameters/IdempotencyKey"));
  same(keyed.length > 20, true);
  same(keyed.every((operation) => resolved(operation.responses[422]).description.includes("idempotency_key_reused")), true);
});

await test("registration answers as declared", async () => {
  same((await call("GET", `/logins/${person.login}`)).value.available, true);
  same((await call("POST", "/registrations", { login: "x" })).status, 422);
  const form = { ...person, name: "Олена Ковальчук", language: "uk", terms: true, altcha: await proof("register") };
  const begun = await call("POST", "/registrations", form);
  same(begun.status, 202);
  same((await call("POST", `/registrations/${begun.value.id}/resend`)).status, 429);
  same((await call("POST", `/registrations/${begun.value.id}/confirm`, { code: "abc" })).status, 422);
  const code = await newestCode(person.email);
  const made = await call("POST", `/registrations/${begun.value.id}/confirm`, { code });
  same(made.status, 201);
  token = made.value.token;
});

await test("one's own account answers as declared", async () => {
  same((await call("GET", "/me")).status, 401);
  same((await call("GET", "/me", undefined, token)).value.login, person.login);
  same((await call("PATCH", "/me", { name: "Olena K" }, token)).value.name, "Olena K");
  same((await call("POST", "/me/phone", { phone: person.phone }, token)).status, 202);
  const code = await newestCode(person.phone);
  same((await call("POST", "/me/phone/confirm", { code }, token)).value.phone_verified, true);
  same((await call("POST", "/me/email", { email: "olena.new@example.com" }, token)).status, 202);
  const mailed = await newestCode("olena.new@example.com");
  same((await call("POST", "/me/email/confirm", { code: "abc" }, token)).status, 422);
  same((await call("POST", "/me/email/confirm", { code: mailed }, token)).status, 204);
  const terms = await call("GET", "/me/terms", undefined, token);
  same(terms.value.accepted, true);
  same((await call("POST", "/me/terms", { version: terms.value.version }, token)).status, 204);
  const events = (await call("GET", "/events?limit=1", undefined, token)).value;
  same(events.items.length, 1);
  const older = (await call("GET", `/events?limit=1&after=${events.next}`, undefined, token)).value;
  same(older.items[0].id !== events.items[0].id, true);
  same((await call("GET", "/events?after=nonsense", undefined, token)).status, 422);
});

await test("the catalogue answers as declared", async () => {
  const { groups } = (await call("GET", "/catalogue")).value;
  const plan = groups.flatMap((group) => group.plans).find((found) => found.code === "vps-start");
  const items = [{ plan: plan.id, months: 1, options: { disk: 50 } }, { plan: plan.addons[0], months: 1, parent: 1 }];
  same((await call("POST", "/catalogue/quote", { items, promo: "START10" })).value.promo, "START10");
  same((await call("POST", "/catalogue/quote", { items: [{ plan: "nothing", months: 1 }] })).status, 422);
  const ofStaff = `/staff/catalogue/plans/${plan.id}`;
  same((await call("GET", "/staff/catalogue/plans", undefined, token)).status, 401);
  same((await call("GET", ofStaff, undefined, token)).status, 401);
  same((await call("PATCH", ofStaff, { state: "open" }, token)).status, 401);
  same((await call("PUT", `${ofStaff}/draft`, { spec: {} }, token)).status, 401);
  same((await call("POST", `${ofStaff}/publish`, undefined, token)).status, 401);
});

await test("payers answer as declared", async () => {
  same((await call("GET", "/payers", undefined, token)).value.items.length, 0);
  const form = { kind: "company", name: "ТОВ «Їжак»", tax_number: "32855961", address: "Київ, вул. Садова, 1" };
  same((await call("POST", "/payers", { ...form, tax_number: "32855962" }, token)).status, 422);
  const made = await call("POST", "/payers", form, token);
  same([made.status, made.value.default], [201, true]);
  same((await call("GET", `/payers/${made.value.id}`, undefined, token)).value.name, form.name);
  same((await call("PATCH", `/payers/${made.value.id}`, { address: "Львів" }, token)).value.address, "Львів");
  same((await call("PATCH", `/payers/${made.value.id}`, { kind: "individual" }, token)).status, 422);
  same((await call("DELETE", `/payers/${made.value.id}`, undefined, token)).status, 204);
  same((await call("DELETE", `/payers/${made.value.id}`, undefined, token)).status, 404);
});

await test("invoices answer as declared", async () => {
  same((await call("GET", "/invoices?state=open", undefined, token)).value.items, []);
  same((await call("GET", "/invoices?state=nonsense", undefined, token)).status, 422);
  same((await call("GET", "/invoices/01890000-0000-7000-8000-000000000000", undefined, token)).status, 404);
  const absent = "01890000-0000-7000-8000-000000000000";
  same((await call("GET", `/invoices/${absent}.pdf`, undefined, token)).status, 404);
  same((await call("GET", `/invoices/${absent}/act.pdf`, undefined, token)).status, 404);
  same((await call("GET", `/credit-notes/${absent}.pdf`, undefined, token)).status, 404);
  same((await call("GET", "/staff/seller", undefined, token)).status, 401);
  same((await call("POST", "/staff/seller", {}, token)).status, 401);
  const ofStaff = "/staff/invoices/01890000-0000-7000-8000-000000000000";
  same((await call("GET", "/staff/invoices", undefined, token)).status, 401);
  same((await call("GET", ofStaff, undefined, token)).status, 401);
  same((await call("POST", `${ofStaff}/cancel`, { reason: "twice" }, token)).status, 401);
  same((await call("POST", `${ofStaff}/credit`, { reason: "twice" }, token)).status, 401);
});

let transfer;
await test("payments answer as declared", async () => {
  const nobodys = "01890000-0000-7000-8000-000000000000";
  same((await call("POST", "/top-ups", { amount: 0, currency: "UAH", method: "sandbox" }, token)).status, 422);
  const begun = await call("POST", "/top-ups", { amount: 15050, currency: "UAH", method: "sandbox" }, token);
  const unwanted = (await call("POST", "/top-ups", { amount: 7000, currency: "UAH", method: "bank" }, token)).value;
  same((await call("POST", `/payments/${unwanted.id}/withdraw`, undefined, token)).value.state, "cancelled");
  same((await call("POST", `/payments/${unwanted.id}/withdraw`, undefined, token)).status, 409);
  transfer = (await call("POST", "/top-ups", { amount: 5000000, currency: "UAH", method: "bank" }, token)).value;
  same(begun.value.state, "pending");
  same((await call("GET", `/payments/${begun.value.id}`, undefined, token)).value.redirect, begun.value.redirect);
  same((await call("GET", `/payments/${nobodys}`, undefined, token)).status, 404);
  same((await call("GET", "/balance", undefined, token)).value.items, []);
  same((await call("GET", "/payments?limit=1", undefined, token)).value.items[0].id, transfer.id);
  same((await call("GET", "/transactions?limit=1", undefined, token)).value, { items: [], next: null });
  same((await call("GET", `/transactions/${nobodys}`, undefined, token)).status, 404);
  same((await call("GET", "/transactions?type=gold", undefined, token)).status, 422);
  same((await call("POST", `/invoices/${nobodys}/pay`, { method: "balance" }, token)).status, 404);
});

await test("services answer as declared", async () => {
  same((await call("GET", "/services", undefined, token)).value.items, []);
  const at = "/services/01890000-0000-7000-8000-000000000000";
  same((await call("GET", at, undefined, token)).status, 404);
  same((await call("DELETE", `${at}/plan-change`, undefined, token)).status, 404);
  const posts = {
    renew: {}, "auto-renew": { on: true }, cancel: { when: "end" }, label: { label: "Office" },
    "plan-change/preview": { plan: "vps-pro", mode: "restart" }, "plan-change": { quote: "none" },
    "parameters/preview": { options: {} }, parameters: { quote: "none" },
  };
  for (const [verb, body] of Object.entries(posts)) {
    same([404, 422].includes((await call("POST", `${at}/${verb}`, body, token)).status), true, verb);
  }
  same((await call("GET", "/staff/services", undefined, token)).status, 401);
  same((await call("GET", `/staff${at}`, undefined, token)).status, 401);
  same((await call("POST", `/staff${at}/act`, { act: "suspend" }, token)).status, 401);
});

await test("orders answer as declared", async () => {
  const items = [
    { plan: "vps-start", months: 1, options: { disk: 40 }, quantity: 1 },
    { plan: "backup", months: 1, parent: 1 },
    { plan: "vps-pro", months: 3 },
  ];
  same((await call("POST", "/orders", { items: [{ plan: "vps-start", months: 1, price: 1 }] }, token)).status, 422);
  const made = await call("POST", "/orders", { items, promo: "START10" }, token);
  same(made.status, 201);
  const at = `/orders/${made.value.id}`;
  same((await call("GET", at, undefined, token)).value.lines.length, 3);
  same((await call("PATCH", at, { name: "Office" }, token)).value.name, "Office");
  const off = await call("POST", `${at}/split`, { lines: [made.value.lines[2].id] }, token);
  same(off.status, 201);
  same((await call("POST", `${at}/merge`, { order: off.value.id }, token)).value.total, made.value.total);
  same((await call("POST", `${at}/pay`, { method: "balance" }, token)).status, 409);
  const begun = await call("POST", `${at}/pay`, { method: "sandbox" }, token);
  same([begun.status, begun.value.paid, typeof begun.value.redirect], [200, false, "string"]);
  same((await call("DELETE", at, undefined, token)).status, 409);
  const other = await call("POST", "/orders", { items: [items[0]] }, token);
  same((await call("DELETE", `/orders/${other.value.id}`, undefined, token)).value.state, "cancelled");
  same((await call("GET", "/orders?limit=1", undefined, token)).value.items[0].id, other.value.id);
  const ofStaff = "/staff/orders/01890000-0000-7000-8000-000000000000";
  same((await call("GET", "/staff/orders", undefined, token)).status, 401);
  same((await call("GET", ofStaff, undefined, token)).status, 401);
  same((await call("POST", `${ofStaff}/cancel`, { reason: "twice" }, token)).status, 401);
});

await test("sessions and password answer as declared", async () => {
  same((await call("POST", "/sessions", { identifier: "olena.k", password: "wrong" })).status, 401);
  const other = await call("POST", "/sessions", { identifier: person.phone, password: person.password });
  same(other.status, 201);
  const sessions = (await call("GET", "/sessions", undefined, token)).value.items;
  const foreign = sessions.find((session) => !session.current);
  same((await call("DELETE", `/sessions/${foreign.id}`, undefined, token)).status, 204);
  same((await call("DELETE", `/sessions/${foreign.id}`, undefined, token)).status, 404);
  same((await call("POST", "/me/proof", { password: "not this one" }, token)).status, 422);
  same((await call("POST", "/me/proof", { password: person.password }, token)).status, 204);
  const fresh = { password: person.password, new_password: "eight loud mountains" };
  same((await call("POST", "/me/password", fresh, token)).status, 204);
  same((await call("DELETE", "/sessions/current", undefined, token)).status, 204);
  same((await call("GET", "/me", undefined, token)).status, 401);
});

await test("recovery answers as declared", async () => {
  const known = await newestMessage(person.phone);
  const begun = await call("POST", "/recoveries", { identifier: person.login, altcha: await proof("recover") });
  same(begun.status, 202);
  same((await call("POST", `/recoveries/${begun.value.id}/other`)).status, 429);
  const code = await newestCode(person.phone, known);
  const answer = await call("POST", `/recoveries/${begun.value.id}/code`, { code });
  same(answer.value, { next: "password" });
  same((await call("POST", `/recoveries/${begun.value.id}/password`, { password: "nine blue forests" })).status, 204);
  const back = await call("POST", "/sessions", { identifier: person.login, password: "nine blue forests" });
  same((await call("DELETE", "/me/phone", undefined, back.value.token)).value.code, "phone_held");
});

await test("the console answers as declared", async () => {
  const absent = "01890000-0000-7000-8000-000000000000";
  const inside = { ...environment, KABINET_SERVER_PUBLIC_URL: root };
  const boss = await hire(root, process.argv[2], join(folder, "data"), inside);
  const { login, password } = boss;
  same((await call("POST", "/staff/sessions", { login, password, code: "000000" })).status, 401);
  const entered = await call("POST", "/staff/sessions", { login, password, code: boss.spare.pop() });
  const staff = entered.value.token;
  same((await call("GET", "/staff/me", undefined, staff)).value.role, "full");
  same((await call("POST", "/staff/proof", { code: "000000" }, staff)).status, 422);
  same((await call("POST", "/staff/proof", { code: boss.spare.pop() }, staff)).status, 204);
  const made = (await call("POST", "/staff/members", { login: "new.one", role: "sales" }, staff)).value;
  same((await call("GET", "/staff/members", undefined, staff)).value.items.length, 2);
  same((await call("GET", `/staff/members/${made.id}`, undefined, staff)).value.state, "invited");
  same((await call("POST", `/staff/members/${made.id}/role`, { role: "support" }, staff)).status, 204);
  same((await call("POST", `/staff/members/${made.id}/lock-out`, { reason: "a trial" }, staff)).status, 204);
  same((await call("POST", `/staff/members/${made.id}/new-link`, undefined, staff)).status, 200);
  const trail = (await call("GET", "/staff/audit?limit=2", undefined, staff)).value;
  same(trail.items[0].action, "staff.reset");
  same((await call("GET", `/staff/audit?limit=2&after=${trail.next}`, undefined, staff)).value.items.length, 2);
  same((await call("GET", "/staff/jobs", undefined, staff)).value.items.length > 0, true);
  same((await call("POST", `/staff/jobs/${absent}/retry`, undefined, staff)).status, 404);
  same((await call("POST", `/staff/jobs/${absent}/drop`, { reason: "a trial" }, staff)).status, 404);
  const task = String(execFileSync(process.argv[2],
    ["provisioning", "try", "manual", '{"form":"Address"}', "--data", join(folder, "data")], { env: inside })).trim();
  same((await call("GET", "/staff/tasks?limit=5", undefined, staff)).value.items.some(({ id }) => id === task), true);
  same((await call("GET", `/staff/tasks/${task}`, undefined, staff)).value.state, "manual");
  same((await call("POST", `/staff/tasks/${task}/retry`, undefined, staff)).status, 409);
  same((await call("POST", `/staff/tasks/${task}/done`, { address: "203.0.113.5" }, staff)).value.state, "done");
  same((await call("POST", `/staff/tasks/${task}/give-up`, { reason: "a trial" }, staff)).status, 409);
  const [found] = (await call("GET", `/staff/accounts?q=${person.login}`, undefined, staff)).value.items;
  same((await call("GET", `/staff/accounts/${found.id}`, undefined, staff)).value.login, person.login);
  same((await call("GET", "/staff/accounts?q=%2B380", undefined, staff)).value.items.length, 1);
  const large = { amount: 4999900, reference: "statement 6" };
  const waits = await call("POST", `/staff/payments/${transfer.id}/confirm`, large, staff);
  same([waits.status, waits.value.state, waits.value.amount.amount], [202, "approval", 4999900]);
  same((await call("POST", `/staff/payments/${transfer.id}/confirm`, large, staff)).status, 422);
  same((await call("POST", `/staff/transfers/${waits.value.id}/agree`, undefined, staff)).status, 403);
  same((await call("POST", `/staff/transfers/${waits.value.id}/refuse`, undefined, staff)).status, 204);
  const arrived = { amount: 999900, reference: "statement 7" };
  same((await call("POST", `/staff/payments/${transfer.id}/confirm`, arrived, staff)).value.received.amount, 999900);
  same((await call("POST", `/staff/payments/${transfer.id}/confirm`, arrived, staff)).status, 422);
  same((await call("GET", `/staff/payments/${transfer.id}`, undefined, staff)).value.account, found.id);
  same((await call("GET", "/staff/payments?state=succeeded", undefined, staff)).value.items.length, 1);
  const refund = { amount: 100, reason: "a trial" }; // the account stands still after its recovery
  same((await call("POST", `/staff/payments/${transfer.id}/refund`, refund, staff)).status, 422);
  same((await call("POST", `/staff/returns/${absent}/agree`, undefined, staff)).status, 404);
  same((await call("POST", `/staff/returns/${absent}/refuse`, undefined, staff)).status, 404);
  const wish = { account: found.id, amount: 2000000, currency: "UAH", gives: true, reason: "for the wait" };
  const asked = (await call("POST", "/staff/corrections", wish, staff)).value;
  same([asked.state, asked.amount.amount], ["approval", 2000000]);
  same((await call("POST", `/staff/corrections/${asked.id}/agree`, undefined, staff)).status, 403);
  same((await call("POST", `/staff/corrections/${asked.id}/refuse`, undefined, staff)).status, 204);
  const access = (state) => call("POST", `/staff/accounts/${found.id}/access`, { state, reason: "a trial", text: "" }, staff);
  same((await access("restricted")).status, 204);
  same((await call("GET", `/staff/accounts/${found.id}`, undefined, staff)).value.state, "restricted");
  same((await access("open")).status, 204);
  same((await access("open")).status, 409);
  same((await access("gone")).status, 422);
  same((await call("POST", `/staff/accounts/${found.id}/sessions/end`, { reason: "a trial" }, staff)).status, 204);
  const other = await signIn(root, boss);
  const sessions = (await call("GET", "/staff/sessions", undefined, staff)).value.items;
  const foreign = sessions.find((session) => !session.current);
  same((await call("DELETE", `/staff/sessions/${foreign.id}`, undefined, staff)).status, 204);
  same(typeof other, "string");
  same((await call("DELETE", "/staff/sessions/current", undefined, staff)).status, 204);
  same((await call("GET", "/staff/me", undefined, staff)).status, 401);
});

await test("every operation of the document was called", async () => {
  const all = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  same(all.filter((operation) => !used.has(operation) && operation !== "GET /openapi.json"), []);
});

server.kill("SIGKILL");
await over;
rmSync(folder, { recursive: true, force: true });
done();
