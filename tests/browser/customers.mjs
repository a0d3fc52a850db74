// SPDX-License-Identifier: Apache-2.0
// People of the browser tests, and how they fill in the forms of a visitor's page.
import { codeTo } from './kabinet.mjs';

let count = Date.now() % 1_000_000;

export function someone() {
  count++;
  return {
    login: `olena.k${count}`, password: `seven quiet rivers ${count}`, name: 'Олена Ковальчук',
    email: `olena${count}@example.com`, phone: `+38067${String(1_000_000 + count).slice(-7)}`,
  };
}

// "I'm not a robot": the widget solves its task once its box is ticked.
export async function tickRobotBox(page) {
  const widget = page.locator('altcha-widget');
  await widget.locator('input[type=checkbox]').click();
  await page.locator('altcha-widget [data-state=verified], altcha-widget[data-state=verified]').first().waitFor({ state: 'attached' });
}

export async function fillRegistration(page, person) {
  for (const name of ['login', 'password', 'email', 'phone', 'name']) {
    await page.locator(`input[name=${name}]`).fill(person[name]);
  }
  await page.locator('input[name=terms]').check();
}

// From the empty form to /home, with the code of the letter; the phone offered on the way is left for later.
export async function register(server, page, person) {
  await page.goto('/register');
  await fillRegistration(page, person);
  await tickRobotBox(page);
  await page.locator('main form button.btn-primary').click();
  await page.waitForURL('**/register/confirm*');
  await page.locator('input[name=code]').fill(await codeTo(server, person.email));
  await page.locator('main form button.btn-primary').click();
  await page.waitForURL('**/profile/phone');
  await page.goto('/home');
}

export async function logOut(page) {
  const menu = page.locator('details[data-menu]');
  if (!(await menu.evaluate((element) => element.open))) await menu.locator('summary').click();
  await page.locator('form[action="/logout"] button').click();
  await page.waitForURL((url) => url.pathname !== '/home');
}

export async function logIn(page, identifier, password) {
  await page.goto('/login');
  await page.locator('input[name=identifier]').fill(identifier);
  await page.locator('input[name=password]').fill(password);
  await page.locator('main form button.btn-primary').click();
}
