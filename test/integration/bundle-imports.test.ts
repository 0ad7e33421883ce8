import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeBundle } from '../../scripts/build/write-bundle.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Bundles `entry.ts`, whose packages are this repository's. */
async function bundle(code: string, heavy: 'later' | 'never', more: Readonly<Record<string, string>> = {}): Promise<string> {
  const cache = resolve('.cache');
  mkdirSync(cache, { recursive: true });
  using folder = temporaryFolder(cache);
  for (const [name, text] of Object.entries({ 'entry.ts': code, ...more })) {
    writeFileSync(join(folder.path, name), text);
  }
  await writeBundle({ main: join(folder.path, 'entry.ts') }, join(folder.path, 'out'), heavy);
  expect(existsSync(join(folder.path, 'out/licences.txt'))).toBe(true);
  return readFileSync(join(folder.path, 'out/main.mjs'), 'utf8');
}

describe('a bundle', () => {
  test('holds packages, and leaves to Node.js what is its own', async () => {
    const code = await bundle("import { parse } from 'yaml'; import { join } from 'node:path'; console.log(parse(join('a')));", 'never');
    expect([...code.matchAll(/from "([^"]+)"/g)].map(([, name]) => name)).not.toContain('yaml');
  });

  test.each([
    [
      'a package that is not there',
      "import x from 'no-such-package'; console.log(x);",
      'later',
      /'no-such-package' \(for .*entry\.ts\).*bundled/,
    ],
    ['a heavy package where none may be', "console.log(await import('sharp'));", 'never', /'sharp' \(for .*entry\.ts\).*too heavy/],
    ['a heavy package at start', "import sharp from 'sharp'; console.log(sharp);", 'later', /'sharp' \(for .*entry\.ts\).*await import/],
  ] as const)('may not import %s, and the file that does is named', async (_, code, heavy, message) => {
    await expect(bundle(code, heavy)).rejects.toThrow(message);
  });

  test('may import a heavy package later, where that is allowed', async () => {
    expect(await bundle("console.log(await import('sharp'));", 'later')).toContain('sharp');
  });
});
