// SPDX-License-Identifier: Apache-2.0
// Printed documents against programs that read PDF: pdftotext and pdffonts of poppler, and qpdf.
//
//     print_test.mjs COURIER
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Courier } from "./courier.mjs";
import { done, same, skipAll, test } from "./tap.mjs";

const FONTS = "/usr/share/fonts/truetype/dejavu";
for (const [peer, option] of [["pdftotext", "-v"], ["pdffonts", "-v"], ["qpdf", "--version"]]) {
  if (spawnSync(peer, [option]).error) {
    skipAll(`${peer} is not installed`);
  }
}

const folder = mkdtempSync(join(tmpdir(), "kabinet-print-"));
const file = join(folder, "document.pdf");

const row = (i) => [`${i}`, `Сервер «Їжак» ${i}\n1–31 березня`, "1", "300,00 грн", "—", "50,00 грн (20%)", "300,00 грн"];
const titles = ["№", "Назва", "Кількість", "Ціна", "Знижка", "Податок", "Сума"];
const sheet = (rows) => ({
  language: "uk",
  title: "Рахунок № 2026-000017",
  lead: "від 22 листопада 2026",
  author: "ТОВ «Ґанок»",
  created: "2026-11-22T00:00:00Z",
  facts: [
    { label: "Продавець", lines: ["ТОВ «Ґанок»", "Податковий номер: 32855961"] },
    { label: "Платник", lines: ["Олена Ковальчук-Щербаньєва", "Адреса: м. Київ, вул. Ялтинська, 1"] },
  ],
  columns: titles.map((title, i) => ({ title, weight: i === 1 ? 33 : 11, number: i !== 1 })),
  rows: Array.from({ length: rows }, (_, i) => row(i + 1)),
  totals: [{ label: "Разом:", value: "300,00 грн", strong: true }],
  notes: ["Сума словами: Триста гривень 00 копійок."],
  signs: [{ label: "Виконавець", name: "Іваненко І. І." }, { label: "Замовник", name: "Олена" }],
  foot: "Рахунок № 2026-000017, сторінка {page} з {pages}",
});

const print = (courier, content, fonts = FONTS) =>
  courier.job({ kind: "print", text: typeof content === "string" ? content : JSON.stringify(content), fonts });

const saved = (answer) => {
  same(answer.verdict, "sent", answer.story);
  const pdf = Buffer.from(answer.body, "base64");
  writeFileSync(file, pdf);
  return pdf;
};
const text = () => execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });

const courier = new Courier(process.argv[2]);

await test("a document is sound, and its words can be read and searched", async () => {
  saved(await print(courier, sheet(1)));
  execFileSync("qpdf", ["--check", file], { stdio: "ignore" });
  const words = text();
  for (const part of ["Рахунок № 2026-000017", "ТОВ «Ґанок»", "Щербаньєва", "Сервер «Їжак» 1", "сторінка 1 з 1"]) {
    same(words.includes(part), true, `${part} in ${words}`);
  }
});

await test("its fonts are embedded, as parts that know their letters", async () => {
  const lines = execFileSync("pdffonts", [file], { encoding: "utf8" }).trim().split("\n").slice(2);
  same(lines.length >= 2, true);
  same(lines.every((line) => /\+DejaVuSans\S* .* yes yes yes /.test(line)), true, lines.join("\n"));
});

await test("the same words give the same bytes, in this courier and in another", async () => {
  const first = saved(await print(courier, sheet(3)));
  await print(courier, sheet(40));
  same(saved(await print(courier, sheet(3))).equals(first), true);
  const other = new Courier(process.argv[2]);
  same(saved(await print(other, sheet(3))).equals(first), true);
  await other.end();
});

await test("a long table goes on with its head on further pages, and nothing of it is lost", async () => {
  saved(await print(courier, sheet(200)));
  const words = text();
  const pages = Number(/сторінка 1 з (\d+)/.exec(words)[1]);
  same(words.split("\f").length - 1, pages);
  same(words.split("Кількість").length - 1, pages);
  for (let i = 1; i <= 200; i++) {
    same(words.includes(`Сервер «Їжак» ${i}`), true, `row ${i}`);
  }
});

await test("missing fonts are a clear fault, and printing goes on when they are back", async () => {
  const lost = await print(courier, sheet(1), folder);
  same(lost.verdict, "retry");
  same(lost.story.includes("DejaVuSans.ttf") && lost.story.includes("fonts-dejavu-core"), true, lost.story);
  saved(await print(courier, sheet(1)));
});

await test("what is no sheet is refused for good", async () => {
  for (const content of ["", "[]", "{}", '{"title": "x", "created": "y", "columns": [{"weight": 0}]}', '{"title": 1']) {
    same((await print(courier, content)).verdict, "final", content);
  }
  const crooked = { ...sheet(1), rows: [["too", "few"]] };
  same((await print(courier, crooked)).verdict, "final");
});

await courier.end();
rmSync(folder, { recursive: true, force: true });
done();
