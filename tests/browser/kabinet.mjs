// SPDX-License-Identifier: Apache-2.0
// What browser tests need: a demo server of their own with fresh data, Debian's Chromium, and visitors that remember
// whatever the browser complained about. Tests know only the program's command line and its addresses.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort, pause } from '../peers/tap.mjs';

const require = createRequire(import.meta.url);
const PROGRAM = process.env.KABINET_TEST_PROGRAM ?? 'build/kabinet';
const CHROMIUM = process.env.KABINET_TEST_CHROMIUM ?? '/usr/bin/chromium';
const CLOCK = join(dirname(PROGRAM), 'tests/harness/shifted_clock.so');
const PATIENCE_MS = 15_000;

export const WIDTHS = [390, 1280];
export const THEMES = ['light', 'dark'];
export const LANGUAGES = ['uk', 'en'];

// Why these tests cannot run here, or nothing.
export function missing() {
  if (!existsSync(CHROMIUM)) return 'no Chromium: apt-get install chromium';
  try {
    require.resolve('playwright-core');
    require.resolve('axe-core');
  } catch {
    return 'no packages: npm ci --ignore-scripts';
  }
  return existsSync(PROGRAM) ? undefined : `no program at ${PROGRAM}`;
}

async function isReady(url) {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

// The file that tells the server's clocks how far they are from the machine's, in microseconds: the wall clock's, and, since
// time that passes goes forward only, that of the time since boot.
function clockIn(folder) {
  const file = join(folder, 'clock');
  let [last, slept] = [0, 0];
  const set = (ms) => {
    [last, slept] = [ms, slept + Math.max(0, ms - last)];
    const bytes = Buffer.alloc(16);
    bytes.writeBigInt64LE(BigInt(ms) * 1000n);
    bytes.writeBigInt64LE(BigInt(slept) * 1000n, 8);
    writeFileSync(file, bytes, { flag: existsSync(file) ? 'r+' : 'w' });
  };
  set(0);
  return { set, environment: { LD_PRELOAD: CLOCK, SHIFTED_CLOCK: file, ASAN_OPTIONS: 'verify_asan_link_order=0' } };
}

// A running demo: its address, its outbox, a clock that can be set, and an end.
export async function startServer(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-browser-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const clock = clockIn(folder);
  const environment = {
    ...process.env, ...clock.environment, KABINET_SERVER_PUBLIC_URL: url, KABINET_SERVER_TRUSTED_PROXIES: '127.0.0.1', KABINET_METRICS_LISTEN: '',
    KABINET_BRAND_NAME: 'Оберіг', KABINET_BRAND_EMAIL: 'help@oberih.example',
    KABINET_BRAND_PHONE: '+380 44 123 45 67', ...settings,
  };
  const child = spawn(PROGRAM, ['serve', '--demo', '--data', join(folder, 'data'), '--listen', `127.0.0.1:${port}`], {
    env: environment, stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (bytes) => { log = (log + bytes).slice(-20_000); });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
    rmSync(folder, { recursive: true, force: true });
  };
  for (const end = Date.now() + PATIENCE_MS; !(await isReady(url)); await pause(20)) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`the server did not get ready: ${log}`);
    }
  }
  // A member of staff of that role, enrolled: see peers/staff.mjs.
  const staff = async (role) => (await import('../peers/staff.mjs')).hire(url, PROGRAM, join(folder, 'data'), environment, role);
  const setTime = (moment) => clock.set(Date.parse(moment) - Date.now());
  return { url, stop, staff, setTime, log: () => log, outbox: () => fetch(`${url}/demo/outbox.json`).then((answer) => answer.json()) };
}

// The newest message to an address of e-mail or phone, waiting for it a little; after: the message it must be newer than.
export async function messageTo(server, to, after) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(50)) {
    const messages = await server.outbox();
    const known = messages.findIndex(({ id }) => id === after?.id);
    const found = messages.slice(0, known < 0 ? messages.length : known).find((message) => message.to === to);
    if (found) return found;
  }
  throw new Error(`no message to ${to}`);
}

export async function codeTo(server, to, after) {
  const message = await messageTo(server, to, after);
  return /(?<![\w.+])\d{6,8}(?!\w)/.exec(message.text)[0];
}

export function launchBrowser() {
  return require('playwright-core').chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
}

// Someone with a browser window: page is Playwright's, complaints is whatever the browser objected to (errors of
// scripts, refusals of the content policy, files that did not load).
export async function visitor(browser, server, { width = 1280, theme = 'light', language = 'en', script = true } = {}) {
  const context = await browser.newContext({
    baseURL: server.url, viewport: { width, height: width < 600 ? 844 : 900 }, colorScheme: theme,
    locale: language === 'uk' ? 'uk-UA' : 'en-GB', javaScriptEnabled: script, reducedMotion: 'reduce',
    // The server believes the forwarded address of loopback, so that the budgets of visitors do not mix.
    extraHTTPHeaders: { 'X-Forwarded-For': `198.18.${randomInt(256)}.${randomInt(1, 255)}` },
  });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // Chromium reports every answer of 400 and above as an error; those that a test asks for are no fault.
    if (message.type() === 'error' && !/the server responded with a status of 4(04|22|29)/.test(message.text())) complaints.push(message.text());
  });
  return { context, page, script, complaints, close: () => context.close() };
}

// What axe finds wrong by WCAG 2.2 A and AA and by its best practices, one line each.
export async function axe(page) {
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')}`));
}

// Pixels by which a page is wider than its window; people would have to scroll sideways.
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
