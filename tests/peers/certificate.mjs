// SPDX-License-Identifier: Apache-2.0
// Certificates of servers in tests: each signed by itself, so it is its own authority's file too.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// OpenSSL 3.4 and later refuse a negative number of days and take dates; those before know no dates here.
function dates(expired) {
  if (!expired) return ["-days", "2"];
  const help = spawnSync("openssl", ["x509", "-help"], { encoding: "utf8" }).stderr;
  return help.includes("-not_after") ? ["-not_before", "20200101000000Z", "-not_after", "20200102000000Z"] : ["-days", "-1"];
}

export function certificate(folder, name, altNames, { expired = false } = {}) {
  const [key, request, names, cert] = ["key", "csr", "ext", "pem"].map((end) => join(folder, `${name}.${end}`));
  const openssl = (...args) => execFileSync("openssl", args, { stdio: "ignore" });
  writeFileSync(names, `subjectAltName=${altNames}\n`);
  openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out",
    request, "-subj", `/CN=${name}`);
  openssl("x509", "-req", "-in", request, "-signkey", key, ...dates(expired), "-extfile", names, "-out", cert);
  return { key: readFileSync(key), cert: readFileSync(cert), file: cert };
}
