/** Runs one benchmark of bench/ by its name. */
import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';

const support = new Set(['measure', 'results']);
const names = readdirSync('bench')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'))
  .filter((name) => !support.has(name));
const [name = ''] = process.argv.slice(2);
if (names.includes(name)) {
  await import(resolve('bench', `${name}.ts`));
} else {
  console.error(`usage: npm run bench NAME, where NAME is one of ${names.join(', ')}`);
  process.exitCode = 2;
}
