// SPDX-License-Identifier: Apache-2.0
// Certificates of servers in tests: each signed by itself, so it is its own authority's file too.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function certificate(folder, name, altNames, days = "2") {
  const [key, request, names, cert] = ["key", "csr", "ext", "pem"].map((end) => join(folder, `${name}.${end}`));
  const openssl = (...args) => execFileSync("openssl", args, { stdio: "ignore" });
  writeFileSync(names, `subjectAltName=${altNames}\n`);
  openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out",
    request, "-subj", `/CN=${name}`);
  openssl("x509", "-req", "-in", request, "-signkey", key, "-days", days, "-extfile", names, "-out", cert);
  return { key: readFileSync(key), cert: readFileSync(cert), file: cert };
}
