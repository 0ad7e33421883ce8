import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const variable = (name: string): string => process.env[name] ?? '';
const input = (name: string): string => variable(`INPUT_${name.toUpperCase()}`);
const source = join(variable('RIG_ARTIFACTS'), input('name'));
if (!existsSync(source)) {
  process.stdout.write(`::error::Unable to download artifact: Artifact not found for name: ${input('name')}\n`);
  process.exit(1);
}
cpSync(source, resolve(variable('GITHUB_WORKSPACE'), input('path')), { recursive: true });
