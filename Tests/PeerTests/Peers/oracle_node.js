// SPDX-License-Identifier: Apache-2.0
// Reads stdin as many Node servers do (readline and JSON.parse) and prints what they would act on, one JSON array a
// message, in the form of oracle_python.py. Names are sorted, so that both can be compared; U+2028 and the like are
// escaped as Python's writer does.
'use strict';

const readline = require('node:readline');
const absent = { absent: true };

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  // A null prototype, so that a member named __proto__ stays a member.
  const out = Object.create(null);
  for (const name of Object.keys(value).sort()) out[name] = sorted(value[name]);
  return out;
}

function view(value) {
  if (Array.isArray(value)) return ['batch', value.map(view)];
  if (value === null || typeof value !== 'object') return ['scalar', value];
  const members = ['id', 'method', 'params', 'result', 'error'];
  return ['message', ...members.map((name) => (Object.hasOwn(value, name) ? sorted(value[name]) : absent))];
}

const out = [];
const lines = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
lines.on('line', (line) => {
  if (line.trim() === '') return;
  let value;
  try {
    value = JSON.parse(line);
  } catch {
    out.push('["bad"]');
    return;
  }
  const text = JSON.stringify(view(value));
  out.push(text.replace(/[\u007f-\uffff]/g, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')));
});
lines.on('close', () => process.stdout.write(out.map((line) => line + '\n').join('')));
