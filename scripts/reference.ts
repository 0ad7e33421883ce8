/**
 * Holds our numbers against cases whose answers come from reference tools: those in test/fixtures/reference, or in a
 * folder of the same form that is named.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const folder = resolve(process.argv[2] ?? 'test/fixtures/reference');
const { status } = spawnSync('vitest', ['run', '--project', 'unit', 'reference.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, SIGHTLINE_REFERENCE: folder },
});
process.exitCode = status ?? 1;
