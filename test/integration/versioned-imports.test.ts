import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fetchVersionedImports } from '../../src/app/fetch-versioned-imports.ts';
import { importUrl } from '../../src/app/import-url.ts';
import { loadPipeline } from '../../src/app/load-pipeline.ts';
import { usedOutputs } from '../../src/app/used-outputs.ts';
import { openProject } from '../../src/cli/project.ts';
import type { ImportSources } from '../../src/core/import-ports.ts';
import { testProject } from '../support/test-project.ts';

const { signal } = new AbortController();
const quiet = { result: () => {}, info: () => {}, warn: () => {}, progress: () => ({ advance: () => {}, [Symbol.dispose]: () => {} }) };
const md5s = { x: '9dd4e461268c8034f5c8564e155c67a6', y: '415290769594460e2e485922904f345d' } as const;

/** A bucket with versions whose files all have this text; it tells which versions were asked for. */
function bucketOf(text: keyof typeof md5s, asked: string[]): ImportSources {
  const files = ['a', 'b'].map((relpath) => ({ relpath, token: `etag-${relpath}`, versionId: `v-${relpath}`, size: 1 }));
  return {
    open: async () => ({
      concurrency: 1,
      state: async () => ({ tokenName: 'etag', isFolder: true, isVersioned: true, files }),
      download: async (file, target) => {
        asked.push(`${file.relpath} ${file.versionId}`);
        writeFileSync(target, text);
        return { md5: md5s[text], size: 1 };
      },
    }),
  };
}

it('brings imports with versions from where they came from, and nothing but what was recorded', async () => {
  using at = await testProject({});
  const cli = { cwd: at.root, env: at.env, console: quiet, signal, exitWith: () => {} };
  const asked: string[] = [];
  const usual = { out: undefined, fetch: 'all', force: false, settings: new Map(), toRemote: undefined, jobs: undefined, signal } as const;
  {
    using project = openProject(cli);
    await importUrl(project, bucketOf('x', asked), await loadPipeline(project.workspace), { ...usual, url: 's3://bucket/data' });
  }
  rmSync(join(at.root, '.dvc', 'cache'), { recursive: true });
  asked.splice(0);
  using project = openProject(cli);
  const used = await usedOutputs(project.workspace);
  const fetchFrom = async (text: keyof typeof md5s) =>
    fetchVersionedImports(project, bucketOf(text, asked), used, { jobs: undefined, signal });
  await expect(fetchFrom('y')).rejects.toThrow(expect.objectContaining({ code: 'wrong-content', place: { file: 'data.dvc' } }));
  expect(await fetchFrom('x')).toEqual({ left: [], count: 2 });
  expect(asked.slice(-2)).toEqual(['a v-a', 'b v-b']);
  expect(await fetchFrom('x')).toEqual({ left: [], count: 0 });
});
