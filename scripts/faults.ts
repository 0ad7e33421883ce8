/**
 * Runs the fault tests: a seeded sample, or with `--full` the counts that the issues name. `--seed N` chooses the
 * faults; other arguments go to vitest.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, tokens } = parseArgs({
  options: { full: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
  strict: false,
  tokens: true,
});
const own = new Set(['full', 'seed']);
const rest = tokens.flatMap((token) => {
  switch (token.kind) {
    case 'option':
      return own.has(token.name) ? [] : [`${token.rawName}${token.value === undefined ? '' : `=${token.value}`}`];
    case 'positional':
      return [token.value];
    case 'option-terminator':
      return [];
  }
});
const { status } = spawnSync('vitest', ['run', '--project', 'faults', ...rest], {
  stdio: 'inherit',
  env: {
    SIGHTLINE_CLI: join(import.meta.dirname, '../dist/sightline.mjs'),
    ...process.env,
    SIGHTLINE_SEED: String(values.seed),
    SIGHTLINE_FAULTS: values.full === true ? '1000' : '30',
  },
});
process.exitCode = status ?? 1;
