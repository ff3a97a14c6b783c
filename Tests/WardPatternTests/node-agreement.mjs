// SPDX-License-Identifier: Apache-2.0
//
// Reads cases, one JSON object a line, and says where RegExp answers otherwise; exits with 1 if it does anywhere.

import { readFileSync } from "node:fs";

const lines = readFileSync(process.argv[2], "utf8").split("\n").filter((line) => line !== "");

function reads(pattern, flags) {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
}

let differing = 0;
for (const line of lines) {
  const { pattern, text, match, code, legacy } = JSON.parse(line);
  let agrees;
  if (text !== undefined) agrees = new RegExp(pattern, "u").test(text) === match;
  // Node reads no `\p` without the `u` flag, so it has no word on a pattern that has both.
  else if (code === "" && legacy && /\\p/i.test(pattern)) agrees = reads(pattern, "u") === undefined;
  else if (code === "" && legacy) agrees = reads(pattern, "u") === undefined && reads(pattern, "") !== undefined;
  else if (code === "") agrees = reads(pattern, "u") !== undefined;
  else if (code === "pattern.invalid") agrees = reads(pattern, "u") === undefined;
  else agrees = reads(pattern, "u") !== undefined || reads(pattern, "") !== undefined;
  if (!agrees) {
    differing += 1;
    if (differing <= 20) console.log(`differs: ${line}`);
  }
}
console.log(`${lines.length} compared`);
process.exit(differing === 0 ? 0 : 1);
