import { join } from 'node:path';
import { appendPath } from '../../src/adapters/actions-runner/environment-file.ts';
import { runAction } from '../../src/adapters/actions-runner/run-action.ts';
import { openToolCache } from '../../src/adapters/actions-runner/tool-cache.ts';
import { nodeOnPath } from '../../src/adapters/npm/node-on-path.ts';
import { npmInstaller } from '../../src/adapters/npm/npm-installer.ts';
import { readTarball } from '../../src/adapters/npm/tarball.ts';
import { setUpCommandLine } from '../../src/app/set-up-command-line.ts';
import { version } from '../../src/version.ts';

await runAction(async (run) => {
  const tools = openToolCache(process.env);
  const tarball = run.input('tarball');
  const { folder, ownNode } = await setUpCommandLine(
    { tools, installer: npmInstaller },
    {
      version: run.input('version') || version,
      tarball: tarball === '' ? undefined : await readTarball(tarball),
      node: await nodeOnPath(),
      platform: process.platform,
      arch: process.arch,
    },
  );
  const path = join(folder, 'bin');
  appendPath(process.env, path);
  run.output('path', path);
  run.info(`sightline is in ${path}${ownNode ? ', with a Node.js of its own' : ''}`);
});
