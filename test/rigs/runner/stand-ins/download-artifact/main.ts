import { cpSync, existsSync, globSync } from 'node:fs';
import { join, resolve } from 'node:path';

const variable = (name: string): string => process.env[name] ?? '';
const input = (name: string): string => variable(`INPUT_${name.toUpperCase()}`);
const target = resolve(variable('GITHUB_WORKSPACE'), input('path'));
const [name, pattern] = [input('name'), input('pattern')];
const root = variable('RIG_ARTIFACTS');
if (pattern !== '' && input('merge-multiple') !== 'true') {
  throw new Error('this stand-in merges what a pattern names');
}
const sources = (pattern === '' ? [name] : globSync(pattern, { cwd: root })).map((one) => join(root, one));
const missing = sources.find((source) => !existsSync(source));
if (missing !== undefined) {
  process.stdout.write(`::error::Unable to download artifact: Artifact not found for name: ${name}\n`);
  process.exit(1);
}
sources.forEach((source) => cpSync(source, target, { recursive: true }));
