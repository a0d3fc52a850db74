// SPDX-License-Identifier: Apache-2.0
// Phone numbers against libphonenumber, an oracle with the world's numbering plans: node phone_test.mjs IDENTIFIER_PEER
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { done, same, skipAll, test } from "./tap.mjs";

let library;
try {
  library = (await import("google-libphonenumber")).default;
} catch {
  skipAll("google-libphonenumber is not installed (npm install)");
}
const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = library;
const util = PhoneNumberUtil.getInstance();

const peer = spawn(process.argv[2], [], { stdio: ["pipe", "pipe", "inherit"] });
const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
async function parsed(country, typed) {
  peer.stdin.write(`${country} ${typed}\n`);
  return (await lines.next()).value;
}

// One example of each kind the library knows of a country; not of company numbers, which some countries dial at home only.
function examples(region) {
  const found = new Map();
  for (const type of Object.values(PhoneNumberType)) {
    if (type === PhoneNumberType.UAN) continue;
    const number = util.getExampleNumberForType(region, type);
    if (number && util.isPossibleNumber(number)) found.set(util.format(number, PhoneNumberFormat.E164), number);
  }
  return found;
}

await test("every example of every country is taken in international spelling", async () => {
  let count = 0;
  for (const region of util.getSupportedRegions()) {
    for (const [wanted, number] of examples(region)) {
      same([region, await parsed("UA", wanted)], [region, wanted]);
      same([region, await parsed("UA", util.format(number, PhoneNumberFormat.INTERNATIONAL))], [region, wanted]);
      count++;
    }
  }
  console.log(`# ${count} numbers`);
});

await test("at home, examples of the countries around are read as the library reads them", async () => {
  for (const region of ["UA", "PL", "MD", "RO", "SK", "CZ", "GE", "LT", "LV", "EE", "DE", "GB", "FR", "ES", "IT", "PT", "US"]) {
    for (const type of [PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE]) {
      const number = util.getExampleNumberForType(region, type);
      if (!number) continue;
      const wanted = util.format(number, PhoneNumberFormat.E164);
      same([region, await parsed(region, util.format(number, PhoneNumberFormat.NATIONAL))], [region, wanted]);
    }
  }
});

await test("what is possible in Ukraine is taken, whatever its operator", async () => {
  for (let code = 30; code <= 99; code++) {
    const wanted = `+380${code}1234567`;
    same(await parsed("UA", `0${code} 123-45-67`), wanted);
    same(util.isPossibleNumber(util.parse(wanted, "UA")), true);
  }
});

peer.stdin.end();
done();
