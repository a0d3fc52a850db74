// SPDX-License-Identifier: Apache-2.0
// Every page in both themes, widths and languages: nothing for axe to find, nothing against the content policy, no
// sideways scrolling down to 320 px, everything within reach of the keyboard.
import { done, same, skipAll, test } from '../peers/tap.mjs';
import { makePayments, register, someone, staffCookies } from './customers.mjs';
import { LANGUAGES, THEMES, WIDTHS, axe, launchBrowser, missing, overflow, startServer, visitor } from './kabinet.mjs';
import { FOR_CUSTOMERS, FOR_STAFF, FOR_STRANGERS } from './pages.mjs';

if (missing()) skipAll(missing());
const server = await startServer();
const browser = await launchBrowser();

// The state of one registered customer's browser, to open further windows with.
async function signedInCookies() {
  const guest = await visitor(browser, server);
  await register(server, guest, someone());
  for (const [name, path] of Object.entries(await makePayments(guest))) {
    (path.startsWith('/staff/') ? FOR_STAFF : FOR_CUSTOMERS)[name] = path;
  }
  const cookies = await guest.context.cookies();
  await guest.close();
  return cookies.filter(({ name }) => !/lang|theme/.test(name));
}

async function look(guest, path, status) {
  guest.complaints.length = 0;
  const answer = await guest.page.goto(path);
  same(answer.status(), status, 'status');
  same(await guest.page.locator('html').getAttribute('lang'), guest.language, 'language');
  same(await guest.page.locator('html').getAttribute('data-bs-theme'), guest.theme, 'theme');
  for (const width of WIDTHS) {
    await guest.page.setViewportSize({ width, height: 844 });
    same(await axe(guest.page), [], `axe at ${width} px`);
    same(await overflow(guest.page), 0, `pixels wider than ${width}`);
  }
  await guest.page.setViewportSize({ width: 320, height: 700 });
  same(await overflow(guest.page), 0, 'pixels wider than 320');
  same(guest.complaints, [], 'complaints of the browser');
}

let cookies = [];
const ofStaff = await staffCookies(server);
await test('a stranger registers, and this browser stays signed in', async () => {
  cookies = await signedInCookies();
}, 60);

for (const language of LANGUAGES) {
  for (const theme of THEMES) {
    const guest = await visitor(browser, server, { language, theme });
    await guest.page.goto(`/?lang=${language}&theme=${theme}`);
    for (const [pages, kept] of [[FOR_STRANGERS, []], [FOR_CUSTOMERS, cookies], [FOR_STAFF, ofStaff]]) {
      await guest.context.addCookies(kept);
      for (const [name, path] of Object.entries(pages)) {
        const sentence = `${name} is in order in ${language} and ${theme}, ${WIDTHS.join(' and ')} px wide`;
        await test(sentence, () => look({ ...guest, language, theme }, path, name === 'missing' ? 404 : 200));
      }
    }
    await guest.close();
  }
}

await test('the first press of Tab reaches the skip link, and it leads to the content', async () => {
  const guest = await visitor(browser, server);
  await guest.page.goto('/');
  await guest.page.locator('body').press('Tab');
  same(await guest.page.evaluate(() => document.activeElement.className), 'skip-link');
  await guest.page.keyboard.press('Enter');
  same(await guest.page.evaluate(() => document.activeElement.id), 'main');
  await guest.close();
});

await test('whatever has the focus shows it', async () => {
  const guest = await visitor(browser, server);
  await guest.page.goto('/demo/components');
  for (let step = 0; step < 30; step++) {
    await guest.page.keyboard.press('Tab');
    const seen = await guest.page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
    });
    same(seen, true, await guest.page.evaluate(() => document.activeElement.outerHTML.slice(0, 120)));
  }
  await guest.close();
});

await test('the theme changes in place and is kept for the next page', async () => {
  const guest = await visitor(browser, server);
  await guest.page.goto('/login');
  await Promise.all([
    guest.page.waitForResponse((response) => response.url().includes('theme=dark')),
    guest.page.locator('[data-theme-choice=dark]').click(),
  ]);
  same(await guest.page.locator('html').getAttribute('data-bs-theme'), 'dark');
  await guest.page.goto('/register');
  same(await guest.page.locator('html').getAttribute('data-bs-theme'), 'dark');
  await guest.close();
});

await test('language and theme change without JavaScript too', async () => {
  const guest = await visitor(browser, server, { script: false });
  await guest.page.goto('/login?lang=en');
  await guest.page.locator('a[hreflang=uk]').click();
  same(await guest.page.locator('html').getAttribute('lang'), 'uk');
  await guest.page.locator('[data-theme-choice=dark]').click();
  same(await guest.page.locator('html').getAttribute('data-bs-theme'), 'dark');
  same(new URL(guest.page.url()).pathname, '/login');
  await guest.close();
});

await test('a form sent back takes the focus to its summary, whose links lead into the fields', async () => {
  const guest = await visitor(browser, server);
  await guest.page.goto('/demo/components?lang=en');
  same(await guest.page.evaluate(() => document.activeElement.classList.contains('error-summary')), true);
  await guest.page.locator('.error-summary a').first().click();
  same(await guest.page.evaluate(() => document.activeElement.id), 'f-login-wrong');
  await guest.close();
});

await test('a password can be looked at, and a letter of another layout is noticed while typing', async () => {
  const guest = await visitor(browser, server);
  await guest.page.goto('/demo/components?lang=en');
  const input = guest.page.locator('#f-password');
  await input.fill('пароль');
  same(await guest.page.locator('#f-password-meter span').textContent(), 'Letters of another keyboard layout. Switch to Latin.');
  await guest.page.locator('button[aria-controls=f-password]').click();
  same(await input.getAttribute('type'), 'text');
  await guest.close();
});

await browser.close();
await server.stop();
done();
