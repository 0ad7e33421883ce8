// Splits a label file in two: a seeded share of its rows goes to validation.csv, the rest to train.csv.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const [labels, folder, share, seed] = process.argv.slice(2);
const [header, ...rows] = readFileSync(labels, 'utf8').trimEnd().split('\n');

/** The same image lands on the same side whatever the other rows are. */
function isValidation(row) {
  const image = row.slice(0, row.indexOf(','));
  const digest = createHash('md5').update(`${seed}:${image}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32 < Number(share);
}

mkdirSync(folder, { recursive: true });
for (const [name, wanted] of [
  ['train.csv', false],
  ['validation.csv', true],
]) {
  writeFileSync(`${folder}/${name}`, [header, ...rows.filter((row) => isValidation(row) === wanted), ''].join('\n'));
}
console.log(`${rows.length} rows, ${Math.round(100 * share)} % of them for validation`);
