#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Makes what the pages load, ready to be embedded: the stylesheet (Tabler cut down to what the pages use, then ours),
// the scripts, the faces and one sprite of icons; each under a name with its digest, packed with gzip and brotli.
//
//     build_assets.mjs SOURCE OUT assembler table depfile
//
// Writes OUT/assets_data.S (the bytes), OUT/assets_table.h (their addresses) and OUT/assets.d (what it read). Installs
// the packages of package-lock.json first if node_modules is not at that state; otherwise nothing is fetched.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = resolve(process.argv[2]);
const out = resolve(process.argv[3]);
const inputs = new Set();
const files = [];

const BROWSERS = ['chrome111', 'firefox115', 'safari16'];
const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
};

function read(...parts) {
  const path = join(root, ...parts);
  inputs.add(path);
  return readFileSync(path, 'utf8');
}

// npm writes what it installed beside the packages: same versions there as in the lock file means nothing to do.
function installPackages() {
  const wanted = JSON.parse(read('package-lock.json')).packages;
  const marker = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(marker)) {
    const have = JSON.parse(readFileSync(marker, 'utf8')).packages;
    const missing = Object.entries(wanted).filter(([path, entry]) => path !== '' && !entry.optional && have[path]?.version !== entry.version);
    if (missing.length === 0) return;
  }
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

installPackages();
const require = createRequire(join(root, 'package.json'));
const esbuild = require('esbuild');
const postcss = require('postcss');
const { PurgeCSS } = require('purgecss');

// A file under its public name; its address carries the digest of what is in it.
function add(name, bytes) {
  const data = Buffer.from(bytes);
  const digest = createHash('sha256').update(data).digest('hex').slice(0, 20);
  const dot = name.lastIndexOf('.');
  const file = `${name.slice(0, dot)}.${digest.slice(0, 10)}${name.slice(dot)}`;
  files.push({ name, digest, data, file, path: `/assets/${file}`, type: TYPES[name.slice(dot + 1)] });
  return `/assets/${file}`;
}

const addressOf = (name) => files.find((file) => file.name === name).path;

// All sources of pages below a folder: what they mention of Tabler's classes stays.
function pageSources(folder) {
  inputs.add(folder);
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pageSources(path);
    return entry.name.endsWith('.page') ? [path] : [];
  });
}

function addFaces() {
  for (const subset of ['latin', 'cyrillic', 'cyrillic-ext']) {
    add(`onest-${subset}.woff2`, readFileSync(join(root, `node_modules/@fontsource-variable/onest/files/onest-${subset}-wght-normal.woff2`)));
  }
}

// One sprite of the icons that assets/icons.txt names: "name" or "name = tabler-name".
function addIcons() {
  const names = [];
  const symbols = read('assets/icons.txt').split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => {
    const [name, source = name] = line.split('=').map((part) => part.trim());
    const svg = readFileSync(join(root, `node_modules/@tabler/icons/icons/outline/${source}.svg`), 'utf8');
    const body = svg.replace(/<!--[\s\S]*?-->/g, '').replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, '').replace(/\s*\n\s*/g, '');
    names.push(name);
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
  });
  const path = add('icons.svg', `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`);
  return names.map((name) => [`icons.svg#${name}`, `${path}#${name}`]);
}

// Tabler writes its dark theme once, for [data-bs-theme=dark]. Repeats those rules for a page that follows the system.
function repeatDarkForSystem(sheet) {
  const dark = /\[data-bs-theme="?dark"?\]/g;
  const copies = [];
  sheet.walkRules((rule) => {
    const selectors = rule.selectors.filter((selector) => selector.match(dark));
    if (selectors.length === 0 || (rule.parent.type === 'atrule' && rule.parent.name === 'keyframes')) return;
    const copy = rule.clone({ selectors: selectors.map((selector) => selector.replace(dark, '[data-bs-theme=auto]')) });
    const media = postcss.atRule({ name: 'media', params: '(prefers-color-scheme: dark)', nodes: [copy] });
    copies.push([rule, media]);
  });
  for (const [rule, media] of copies) rule.after(media);
}

// Classes that kabinet.css draws from scratch, though Tabler has one of the name.
const OURS_ALONE = ['alert', 'badge', 'empty', 'footer', 'legend', 'progress', 'row', 'skip-link', 'status'];

// What pages use of markup: classes (also those in literals inside a class attribute), tags, attributes.
function usedMarkup(pages) {
  const used = { attributes: { names: ['data-bs-theme'], values: ['light', 'dark'] }, classes: [], ids: [], tags: ['html', 'body'], undetermined: [] };
  for (const path of pages) {
    const page = readFileSync(path, 'utf8');
    inputs.add(path);
    for (const [, value] of page.matchAll(/\bclass="((?:\{\{.*?\}\}|[^"])*)"/g)) {
      used.classes.push(...value.split(/[^A-Za-z0-9_-]+/));
    }
    used.tags.push(...[...page.matchAll(/<([a-z][a-z0-9-]*)/g)].map(([, tag]) => tag));
    used.attributes.names.push(...[...page.matchAll(/\s([a-z][a-z-]*)(?==")|\b(disabled|checked|readonly|required|hidden)\b/g)].map(([, name, flag]) => name ?? flag));
    used.attributes.values.push(...[...page.matchAll(/\b(?:type|role)="([a-z-]+)"/g)].map(([, value]) => value));
  }
  return used;
}

async function addStyles() {
  const used = usedMarkup(pageSources(join(root, 'src')));
  const tabler = readFileSync(join(root, 'node_modules/@tabler/core/dist/css/tabler.css'), 'utf8');
  const ours = read('assets/kabinet.css').replace(/url\(asset:([^)]+)\)/g, (_, name) => `url(${addressOf(name)})`);
  const [{ css }] = await new PurgeCSS().purge({
    content: [{ raw: 'pages', extension: 'page' }],
    css: [{ raw: tabler }],
    extractors: [{ extensions: ['page'], extractor: () => used }],
    blocklist: OURS_ALONE,
    keyframes: true,
  });
  const sheet = postcss.parse(`${css}\n${ours}`);
  repeatDarkForSystem(sheet);
  add('kabinet.css', minified(await withoutUnusedVariables(sheet.toString())));
}

// Done last: our rules use some of Tabler's variables. Those of the captcha are used by its own stylesheet.
async function withoutUnusedVariables(css) {
  const [{ css: kept }] = await new PurgeCSS().purge({ content: [{ raw: '', extension: 'html' }], css: [{ raw: css }], safelist: { standard: [/.*/], variables: [/^--altcha/] }, variables: true });
  return kept;
}

const minified = (css) => esbuild.transformSync(css, { loader: 'css', minify: true, legalComments: 'inline', target: BROWSERS }).code;

async function addScript(name, define = {}) {
  inputs.add(join(root, `assets/${name}.js`));
  const built = await esbuild.build({
    entryPoints: [join(root, `assets/${name}.js`)], bundle: true, format: 'esm', minify: true, write: false, define,
    legalComments: 'none', target: BROWSERS, absWorkingDir: root, logLevel: 'warning',
  });
  add(`${name}.js`, built.outputFiles[0].contents);
}

// What others made goes out with their notices. Tabler's package has its copyright in the stylesheet alone.
function addLicences() {
  const licence = (path) => readFileSync(join(root, 'node_modules', path), 'utf8').trim();
  const permission = licence('@tabler/icons/LICENSE').replace(/^[\s\S]*?(?=Permission is hereby granted)/, '');
  const banner = licence('@tabler/core/dist/css/tabler.css').match(/Copyright .*/g).slice(0, 2).map((line) => line.trim());
  add('licences.txt', [
    ['Tabler, from which the stylesheet is made', `MIT License\n\n${banner.join('\n')}\n\n${permission}`],
    ['Tabler Icons, from which the pictures are taken', licence('@tabler/icons/LICENSE')],
    ['Onest, the face of the text', licence('@fontsource-variable/onest/LICENSE')],
    ['ALTCHA, the widget of the check against robots', licence('altcha/LICENSE.txt')],
  ].map(([title, text]) => `${title}\n${'='.repeat(title.length)}\n\n${text}\n`).join('\n\n'));
}

function packed(file) {
  const gzip = gzipSync(file.data, { level: 9 });
  const brotli = brotliCompressSync(file.data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: file.data.length } });
  const pays = brotli.length < file.data.length * 0.9;
  return pays ? { plain: file.data, gzip, brotli } : { plain: file.data };
}

function writeResults(icons) {
  const blobs = join(out, 'assets');
  rmSync(blobs, { recursive: true, force: true });
  mkdirSync(blobs, { recursive: true });
  const assembler = ['/* Made by tools/build_assets.mjs. */', '.section .rodata'];
  const externs = [];
  const rows = files.sort((a, b) => (a.path < b.path ? -1 : 1)).map((file, index) => {
    const forms = Object.entries(packed(file)).map(([form, data]) => {
      const path = join(blobs, `${file.file}.${form}`);
      const symbol = `asset_${index}_${form}`;
      writeFileSync(path, data);
      assembler.push(`.globl ${symbol}`, `.hidden ${symbol}`, `.balign 16`, `${symbol}:`, `.incbin "${path}"`);
      externs.push(`extern const char ${symbol}[];`);
      return `     .${form} = {${symbol}, ${data.length}},`;
    });
    return [`    {.path = STR_INIT("${file.path}"),`, `     .type = STR_INIT("${file.type}"),`, `     .digest = STR_INIT("${file.digest}"),`, ...forms, '    },'].join('\n');
  });
  assembler.push('.section .note.GNU-stack,"",@progbits', '');
  const names = [...files.map((file) => [file.name, file.path]), ...icons].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(join(out, 'assets_data.S'), assembler.join('\n'));
  writeFileSync(join(out, 'assets_table.h'), [
    '/* Made by tools/build_assets.mjs. */',
    ...externs,
    'static const struct asset asset_files[] = {', ...rows, '};',
    'static const struct asset_name asset_names[] = {',
    ...names.map(([name, path]) => `    {"${name}", STR_INIT("${path}")},`),
    '};', '',
  ].join('\n'));
  const escaped = [...inputs].sort().map((path) => path.replaceAll(' ', '\\ '));
  writeFileSync(join(out, 'assets.d'), `${process.argv[4]} ${process.argv[5]}: ${escaped.join(' ')}\n`);
}

addFaces();
const icons = addIcons();
add('logo.svg', read('assets/logo.svg'));
await addStyles();
add('captcha.css', minified(readFileSync(join(root, 'node_modules/altcha/dist/external/altcha.css'), 'utf8')));
await addScript('kabinet');
await addScript('captcha-worker');
await addScript('captcha', { WORKER_ADDRESS: JSON.stringify(addressOf('captcha-worker.js')) });
addLicences();
writeResults(icons);
