// SPDX-License-Identifier: Apache-2.0
// The other half of the product, in a real browser: a stranger fills a cart, becomes a customer, orders and pays in the
// sandbox, watches the services come up, changes a plan on 11 March, renews, takes the documents, and finds every step
// among the transactions. Each language and width with and without JavaScript with KABINET_BROWSER_ALL=1, else half.
import { pause, same, skipAll, test, done } from '../peers/tap.mjs';
import { register, someone } from './customers.mjs';
import { axe, launchBrowser, missing, overflow, startServer, visitor } from './kabinet.mjs';

if (missing()) skipAll(missing());
const browser = await launchBrowser();

const ALL = [['uk', 390, false], ['en', 390, true], ['uk', 1280, true], ['en', 1280, false],
             ['uk', 390, true], ['en', 390, false], ['uk', 1280, false], ['en', 1280, true]];
// As the page of either language writes an amount of minor units.
const AMOUNT = {
  uk: (minor) => `${(minor / 100).toFixed(2).replace('.', ',')} грн`,
  en: (minor) => `${(minor / 100).toFixed(2)} UAH`,
};

const words = async (locator) => (await locator.innerText()).replace(/\u00a0/g, ' ').replace(/−/g, '-');

async function mustSay(page, text, where = 'main') {
  const said = await words(page.locator(where).first());
  same(said.includes(text), true, `${page.url()} does not say “${text}” but: ${said.slice(0, 1500)}`);
}

// Nobody scrolls sideways, and axe has nothing to say.
async function look({ page, script }) {
  same(await overflow(page), 0, `${page.url()} is too wide`);
  if (script) same(await axe(page), [], page.url());
}

async function toCart(page, more = async () => {}) {
  await page.goto('/catalogue');
  await page.locator('a[href^="/catalogue/vps-start"]').first().click();
  await more(page);
  await page.locator('form[action="/cart/items"] .btn-primary').click();
  await page.waitForURL('**/cart');
}

async function order(guest) {
  const { page } = guest;
  await page.goto('/cart');
  await look(guest);
  await page.locator('a[href="/cart/checkout"]').click();
  const terms = page.locator('form[action="/cart/checkout"] input[name=terms]');
  if (await terms.count()) await terms.check();
  await look(guest);
  await page.locator('form[action="/cart/checkout"] .btn-primary').click();
  await page.waitForURL('**/orders/*');
  await look(guest);
  await page.locator('a[href$="/pay"]').first().click();
}

// From the page that asks how to pay an invoice.
async function payInTheSandbox(guest) {
  const { page } = guest;
  await look(guest);
  await page.locator('input[name=method][value=sandbox]').check();
  await page.locator('form', { has: page.locator('input[value=sandbox]') }).locator('.button-row button').click();
  await page.waitForURL('**/sandbox/pay/*');
  await page.locator('button[name=action][value=pay]').click();
  await page.waitForURL('**/payments/*');
  await look(guest);
}

async function services(page) {
  await page.goto('/services');
  const links = await page.locator('main a[href^="/services/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  return [...new Set(links)];
}

// Progress is seen on the way, and in the end the address.
async function watchItComeUp(guest, path) {
  const { page } = guest;
  let seen = 0;
  for (const end = Date.now() + 40_000; Date.now() < end; await pause(250)) {
    await page.goto(path);
    if (await page.locator('progress, [role=progressbar]').count()) seen++;
    if (/203\.0\.113\.\d+/.test(await words(page.locator('main')))) {
      same(seen > 0, true, 'progress was never shown');
      return look(guest);
    }
  }
  throw new Error(`the service did not come up: ${await words(page.locator('main'))}`);
}

async function changePlan(guest, path, amount) {
  const { page } = guest;
  await page.goto(`${path}/plan?plan=vps-pro`);
  await look(guest);
  const card = page.locator('section.card', { has: page.locator('input[name=mode][value=pay_difference]') });
  const said = await words(card);
  for (const minor of [20323, 33871, 13548]) same(said.includes(amount(minor)), true, `${amount(minor)} is not in: ${said}`);
  await card.locator('button[type=submit]').click();
  if (!/\/pay$/.test(page.url())) await page.locator('a[href$="/pay"]').first().click();
  await mustSay(page, amount(13548));
  await payInTheSandbox(guest);
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(250)) {
    await page.goto(path);
    if (/VPS Pro/.test(await words(page.locator('main'))) && !await page.locator('progress, [role=progressbar]').count()) return;
  }
  throw new Error('the plan did not change');
}

async function renew(guest, path, amount) {
  const { page } = guest;
  await page.goto(path);
  await page.locator(`form[action="${path}/renew"] button`).click();
  if (!/\/pay$/.test(page.url())) await page.locator('a[href$="/pay"]').first().click();
  await mustSay(page, amount(50000));
  await payInTheSandbox(guest);
}

async function documents(guest) {
  const { page } = guest;
  await page.goto('/invoices');
  await look(guest);
  await page.locator('main a[href^="/invoices/"]').first().click();
  await look(guest);
  const pdf = page.locator('a[href*=".pdf"]').first();
  const answer = await page.request.get(await pdf.getAttribute('href'));
  same(answer.status(), 200, 'the document');
  same((await answer.body()).subarray(0, 5).toString(), '%PDF-');
}

async function history(guest, amount) {
  const { page } = guest;
  await page.goto('/transactions');
  await look(guest);
  // Two orders, a change and a renewal: each received, then taken by its invoice.
  for (const minor of [32400, 30000, 13548, 50000]) {
    await mustSay(page, `+${amount(minor)}`);
    await mustSay(page, `-${amount(minor)}`);
  }
  const csv = await (await page.request.get(await page.locator('a[href*="transactions.csv"]').first().getAttribute('href'))).text();
  same(csv.trim().split(/\r?\n/).length, 9, csv);
  await page.goto('/spending');
  await look(guest);
  await page.goto('/home');
  await look(guest);
}

async function journey(language, width, script) {
  const server = await startServer({ KABINET_PROVISIONING_DEMO_TIME: '3s' });
  try {
    server.setTime('2027-03-01T10:00:00Z');
    const guest = await visitor(browser, server, { language, script, width });
    const { page } = guest;
    page.setDefaultTimeout(15_000);
    await toCart(page, async () => {
      await page.locator('input[name="option.disk"]').first().fill('50');
      await page.locator('input[name="promo"]').fill('START10');
    });
    await register(server, guest, someone());
    await order(guest);
    await payInTheSandbox(guest);
    const [first] = await services(page);
    await watchItComeUp(guest, first);
    await toCart(page);
    await order(guest);
    await payInTheSandbox(guest);
    const second = (await services(page)).find((path) => path !== first);
    await watchItComeUp(guest, second);
    server.setTime('2027-03-11T10:00:00Z');
    await changePlan(guest, second, AMOUNT[language]);
    await renew(guest, second, AMOUNT[language]);
    await documents(guest);
    await history(guest, AMOUNT[language]);
    same(guest.complaints, [], 'complaints of the browser');
    await guest.close();
  } finally {
    await server.stop();
  }
}

for (const [language, width, script] of ALL.slice(0, process.env.KABINET_BROWSER_ALL ? 8 : 4)) {
  await test(`a stranger becomes a paying customer in ${language} at ${width} px, ${script ? 'with' : 'without'} JavaScript`,
             () => journey(language, width, script), 180);
}

await browser.close();
done();
