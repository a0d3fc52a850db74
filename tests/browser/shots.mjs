// SPDX-License-Identifier: Apache-2.0
// Takes a picture of every page in both widths, themes and languages:  node tests/browser/shots.mjs [FOLDER]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { register, someone, staffCookies } from './customers.mjs';
import { LANGUAGES, THEMES, WIDTHS, launchBrowser, missing, startServer, visitor } from './kabinet.mjs';
import { FOR_CUSTOMERS, FOR_STAFF, FOR_STRANGERS } from './pages.mjs';

const folder = process.argv[2] ?? 'shots';
if (missing()) {
  console.error(missing());
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const server = await startServer();
const browser = await launchBrowser();
let count = 0;

async function shoot(pages, options, page) {
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(`${path}${path.includes('?') ? '&' : '?'}lang=${options.language}&theme=${options.theme}`);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, `${name}-${options.width}-${options.theme}-${options.language}.png`), fullPage: true });
    count++;
  }
}

try {
  const first = await visitor(browser, server);
  await register(server, first, someone());
  const cookies = (await first.context.cookies()).filter(({ name }) => !/lang|theme/.test(name));
  const ofStaff = await staffCookies(server);
  for (const language of LANGUAGES) {
    for (const theme of THEMES) {
      for (const width of WIDTHS) {
        const options = { language, theme, width };
        const guest = await visitor(browser, server, options);
        await shoot(FOR_STRANGERS, options, guest.page);
        await guest.context.addCookies(cookies);
        await shoot(FOR_CUSTOMERS, options, guest.page);
        await guest.context.addCookies(ofStaff);
        await shoot(FOR_STAFF, options, guest.page);
        await guest.close();
      }
    }
  }
  console.log(`${count} pictures in ${folder}/`);
} finally {
  await browser.close();
  await server.stop();
}
