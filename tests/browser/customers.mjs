// SPDX-License-Identifier: Apache-2.0
// People of the browser tests, and how they get through the forms. A guest is what visitor() gives; one without
// JavaScript has the robot box solved on the way to the server, for nobody can read the picture here.
import { pbkdf2Sync } from 'node:crypto';
import { codeTo } from './kabinet.mjs';

let count = Date.now() % 1_000_000;

export function someone() {
  count++;
  return {
    login: `olena.k${count}`, password: `seven quiet rivers ${count}`, name: 'Олена Ковальчук',
    email: `olena${count}@example.com`, phone: `+38067${String(1_000_000 + count).slice(-7)}`,
  };
}

// The work of the widget (ALTCHA v2, PBKDF2/SHA-256), done here.
function solve(challenge) {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const password = Buffer.concat([Buffer.from(nonce, 'hex'), Buffer.alloc(4)]);
  for (let counter = 0; counter < 1e6; counter++) {
    password.writeUInt32BE(counter, password.length - 4);
    const derivedKey = pbkdf2Sync(password, Buffer.from(salt, 'hex'), cost, keyLength, 'sha256').toString('hex');
    if (derivedKey.startsWith(keyPrefix)) {
      return Buffer.from(JSON.stringify({ challenge, solution: { counter, derivedKey, time: 1 } })).toString('base64');
    }
  }
  throw new Error('the challenge has no solution');
}

// "I'm not a robot": with JavaScript the widget solves its task once its box is ticked.
async function passRobotBox({ page, script }, scope) {
  if (script) {
    await page.locator('altcha-widget input[type=checkbox]').click();
    await page.locator('altcha-widget [data-state=verified]').waitFor();
    return;
  }
  const answer = await page.request.get(`/api/v1/captcha?scope=${scope}`);
  const payload = encodeURIComponent(solve(await answer.json()));
  await page.route(`**/${scope}`, (route) => route.continue({ postData: `${route.request().postData()}&altcha=${payload}` }), { times: 1 });
}

async function send(page, action) {
  await page.locator(`form[action="${action}"] .btn-primary`).click();
}

async function enterCode(server, page, action, to) {
  await page.locator(`form[action="${action}"] input[name=code]`).fill(await codeTo(server, to));
  await send(page, action);
}

// From the empty form to an account whose e-mail is proved; the page then asks for the phone.
export async function register(server, guest, person) {
  const { page } = guest;
  await page.goto('/register');
  for (const name of ['login', 'password', 'email', 'phone', 'name']) {
    await page.locator(`input[name=${name}]`).fill(person[name]);
  }
  await page.locator('input[name=terms]').check();
  await passRobotBox(guest, 'register');
  await send(page, '/register');
  await page.waitForURL('**/register/confirm');
  await enterCode(server, page, '/register/confirm', person.email);
  await page.waitForURL('**/profile/phone');
}

export async function provePhone(server, { page }, person) {
  await page.goto('/profile/phone');
  await send(page, '/profile/phone');
  await enterCode(server, page, '/profile/phone/confirm', person.phone);
  await page.waitForURL((url) => url.pathname !== '/profile/phone' && url.pathname !== '/profile/phone/confirm');
}

// The cookie of a member of staff, to open windows of the console with.
export async function staffCookies(server, role = 'full') {
  const { session } = await server.staff(role);
  return [{ name: 'staff', value: session, url: server.url }];
}

// Two payments of somebody signed in, one open at each way to pay; gives the pages there are of them then.
export async function makePayments({ page }) {
  const paths = {};
  for (const method of ['sandbox', 'bank']) {
    await page.goto('/top-up');
    await page.fill('#f-amount', '150.50');
    await page.check(`input[name=method][value=${method}]`);
    await page.locator('form[action="/top-up"] button[type=submit]').click();
    const id = new URL(page.url()).pathname.split('/').pop();
    paths[`payment-${method}`] = `/payments/${id}`;
    paths[`staff-payment-${method}`] = `/staff/payments/${id}`;
    if (method === 'sandbox') paths['sandbox-page'] = `/sandbox/pay/${id}`;
  }
  return paths;
}

export async function logOut({ page }) {
  await page.locator('details[data-menu] summary').click();
  await page.locator('[data-menu] form[action="/logout"] button').click();
  await page.locator('a[href="/login"]').first().waitFor();
}

export async function logIn({ page }, identifier, password) {
  await page.goto('/login');
  await page.locator('input[name=identifier]').fill(identifier);
  await page.locator('input[name=password]').fill(password);
  await send(page, '/login');
}

// The forgotten password, with the code that comes to the phone.
export async function recover(server, guest, person, password) {
  const { page } = guest;
  await page.goto('/recover');
  await page.locator('input[name=identifier]').fill(person.login);
  await passRobotBox(guest, 'recover');
  const [newest] = await server.outbox();
  await send(page, '/recover');
  await page.waitForURL('**/recover/code');
  await page.locator('input[name=code]').fill(await codeTo(server, person.phone, newest));
  await send(page, '/recover/code');
  await page.waitForURL('**/recover/password');
  await page.locator('input[name=password]').fill(password);
  await send(page, '/recover/password');
  await page.waitForURL('**/login**');
}
