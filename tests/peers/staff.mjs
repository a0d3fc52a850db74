// SPDX-License-Identifier: Apache-2.0
// A member of staff for tests in JavaScript: made at the command line, enrolled through the page of the link, with codes
// of somebody else's TOTP (npm otpauth). A step of the clock works once; the member has its ten recovery codes besides.
import { execFileSync } from "node:child_process";
import { TOTP } from "otpauth";

// Cookies of an answer, one line each; Debian's Node has no getSetCookie and joins them with commas.
const cookiesOf = ({ headers }) => headers.getSetCookie?.() ?? (headers.get("set-cookie") ?? "").split(/, (?=[^;,]+=)/);

// The page of a one-time link, as a browser without JavaScript gets it.
export async function openLink(link) {
  const answer = await fetch(link);
  const page = await answer.text();
  return {
    page,
    cookie: cookiesOf(answer).map((line) => line.split(";")[0]).join("; "),
    csrf: page.match(/name="csrf" value="([^"]+)"/)[1],
    token: page.match(/name="token" value="([^"]+)"/)[1],
    secret: page.match(/<code>([A-Z2-7 ]{32,})<\/code>/)[1].replaceAll(" ", ""),
  };
}

// A member of that role, enrolled; program, data and environment are those of the running server at root.
export async function hire(root, program, data, environment, role = "full") {
  const login = `member.${role}`;
  const password = "nine quiet harbours";
  const printed = execFileSync(program, ["staff", "add", login, "--role", role, "--data", data], { env: environment });
  const path = new URL(String(printed).trim());
  const link = `${root}${path.pathname}${path.search}`;
  const { cookie, csrf, token, secret } = await openLink(link);
  const totp = new TOTP({ secret });
  const answer = await fetch(`${root}/staff/enrol`, {
    method: "POST",
    headers: { cookie, origin: root, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrf, token, name: "Марія Коваль", password, code: totp.generate() }),
  });
  const page = await answer.text();
  if (answer.status !== 200) throw new Error(`enrolment: ${answer.status} ${page.slice(0, 2000)}`);
  const spare = [...page.matchAll(/<code>([a-z0-9]{5}-[a-z0-9]{5})<\/code>/g)].map(([, code]) => code);
  const session = cookiesOf(answer).find((line) => line.startsWith("staff="));
  return { login, password, secret, totp, spare, session: session.split(";")[0].slice("staff=".length) };
}

// A token of the API, for one of the recovery codes.
export async function signIn(root, member) {
  const { login, password } = member;
  const answer = await fetch(`${root}/api/v1/staff/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login, password, code: member.spare.pop() }),
  });
  return (await answer.json()).token;
}
