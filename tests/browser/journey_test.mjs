// SPDX-License-Identifier: Apache-2.0
// The main job, in a real browser: register, come back by phone, forget the password and get in again; in both
// languages, with and without JavaScript.
import { done, same, skipAll, test } from '../peers/tap.mjs';
import { logIn, logOut, provePhone, recover, register, someone } from './customers.mjs';
import { LANGUAGES, launchBrowser, missing, startServer, visitor } from './kabinet.mjs';

if (missing()) skipAll(missing());
const server = await startServer();
const browser = await launchBrowser();
const HELLO = { uk: /Вітаємо|Добрий|Привіт|Олено|Олена/, en: /Hello/ };

async function greeted({ page }, language) {
  await page.waitForURL('**/home');
  same(await page.locator('html').getAttribute('lang'), language, 'language');
  same(HELLO[language].test(await page.locator('h1').textContent()), true, await page.locator('h1').textContent());
}

async function journey(language, script) {
  const guest = await visitor(browser, server, { language, script, width: script ? 1280 : 390 });
  guest.page.setDefaultTimeout(15_000);
  const person = someone();
  await register(server, guest, person);
  await provePhone(server, guest, person);
  await guest.page.goto('/home');
  await greeted(guest, language);
  await logOut(guest);
  await logIn(guest, person.phone, person.password);
  await greeted(guest, language);
  await logOut(guest);
  const fresh = `${person.password} anew`;
  await recover(server, guest, person, fresh);
  await logIn(guest, person.email, fresh);
  await greeted(guest, language);
  same(guest.complaints, [], 'complaints of the browser');
  await guest.close();
}

for (const language of LANGUAGES) {
  for (const script of [true, false]) {
    await test(`a person registers, returns by phone and recovers in ${language}, ${script ? 'with' : 'without'} JavaScript`, () => journey(language, script), 90);
  }
}

await test('the sum follows every choice by itself, and the button to reckon is gone', async () => {
  const guest = await visitor(browser, server, { language: 'en' });
  const { page } = guest;
  await page.goto('/catalogue/vps-start');
  same(await page.locator('[data-recalculate]').count(), 0);
  const sum = (amount) => page.locator('.sum-total dd', { hasText: amount }).waitFor();
  await sum('300.00');
  await page.locator('[name="option.disk"]').fill('60');
  await sum('380.00');
  await page.locator('[name="option.addon.backup"]').check();
  await sum('470.00');
  await page.locator('[name=promo]').fill('START10');
  await sum('423.00');
  await page.locator('[name=promo]').fill('NOPE');
  await sum('470.00');
  await page.locator('[role=status] .field-error').waitFor();
  await page.reload(); // the address kept what was chosen
  await sum('470.00');
  await page.locator('input[type=range]').first().fill('100');
  same(await page.locator('[name="option.disk"]').inputValue(), '100');
  await sum('550.00');
  same(guest.complaints, [], 'complaints of the browser');
  await guest.close();
}, 40);

await test('a mistake brings the form back with what was typed, but never the password', async () => {
  const guest = await visitor(browser, server, { language: 'en' });
  const { page } = guest;
  await page.goto('/register');
  await page.locator('input[name=login]').fill('олена');
  await page.locator('input[name=password]').fill('short');
  await page.locator('input[name=name]').fill('Олена');
  await page.locator('form[action="/register"] .btn-primary').click();
  await page.locator('.error-summary').waitFor();
  same(await page.locator('input[name=login]').inputValue(), 'олена');
  same(await page.locator('input[name=name]').inputValue(), 'Олена');
  same(await page.locator('input[name=password]').inputValue(), '');
  same(await page.evaluate(() => document.activeElement.classList.contains('error-summary')), true, 'the summary has the focus');
  same(await page.locator('input[name=login]').getAttribute('aria-invalid'), 'true');
  await guest.close();
}, 40);

await test('a login that is taken is told before the form is sent', async () => {
  const person = someone();
  const owner = await visitor(browser, server, { language: 'en' });
  await register(server, owner, person);
  await owner.close();
  const guest = await visitor(browser, server, { language: 'en' });
  await guest.page.goto('/register');
  await guest.page.locator('input[name=login]').fill(person.login.toUpperCase());
  await guest.page.locator('input[name=name]').focus();
  await guest.page.locator('.field-live[data-state=bad]').waitFor();
  await guest.page.locator('input[name=login]').fill(`${person.login}.x`);
  await guest.page.locator('input[name=name]').focus();
  await guest.page.locator('.field-live[data-state=good]').waitFor();
  await guest.close();
}, 60);

await browser.close();
await server.stop();
done();
