import { mkdirSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { execute, git } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('is built with the commit of its release, which init then writes into workflows', { timeout: 60_000 }, async () => {
  using folder = temporaryFolder();
  const [source, root] = [join(folder.path, 'source'), join(folder.path, 'repository')];
  [source, root].forEach((path) => mkdirSync(path));
  ['src', 'actions', 'templates', 'node_modules', 'package.json', 'tsconfig.json'].forEach((name) =>
    symlinkSync(resolve(name), join(source, name)),
  );
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const env = { SIGHTLINE_ACTIONS: `sightline-ml/sightline@${commit} v1.2.3` };
  expect(await execute(process.execPath, [resolve('scripts/build.ts')], source, env)).toMatchObject({ code: 0 });
  await git(root, 'init', '--quiet');
  expect(await execute(process.execPath, [join(source, 'dist/sightline.mjs'), 'init', '--yes'], root)).toMatchObject({ code: 0 });
  const text = await readFile(join(root, '.github/workflows/sightline-report.yml'), 'utf8');
  expect(text).toContain(`uses: sightline-ml/sightline/actions/report@${commit} # v1.2.3`);
});
