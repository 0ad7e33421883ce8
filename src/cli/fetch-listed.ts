import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fetchUrls } from '../app/fetch-urls.ts';
import { largestManifest, parseManifest, type UrlManifest } from '../core/data/url-manifest.ts';
import { SightlineError } from '../core/errors.ts';
import type { Cli } from './command.ts';
import { exclusively, type OpenProject } from './project.ts';
import { summarizeCounts } from './summarize.ts';

/** `sightline fetch --urls`: brings what a manifest lists into the cache, and nothing else. */
export async function fetchListed(
  project: OpenProject,
  cli: Cli,
  file: string,
  targets: readonly string[],
  { jobs, json }: { readonly jobs?: number; readonly json?: boolean },
): Promise<void> {
  if (targets.length > 0) {
    throw new SightlineError('invalid-option', '--urls brings all that its file lists, so targets have no use');
  }
  const manifest = await readManifest(resolve(cli.cwd, file), file);
  const { createUrlReader } = await import('../adapters/http/url-reader.ts');
  const reader = createUrlReader(cli.env);
  const fetched = await exclusively(project, cli, 'fetch', () => fetchUrls(project, manifest, reader, { jobs, signal: cli.signal }));
  const text = summarizeCounts({ fetched }, 'Everything is up to date.');
  project.console.result(json === true ? `${JSON.stringify({ fetched })}\n` : `${text}\n`);
}

async function readManifest(path: string, shown: string): Promise<UrlManifest> {
  const { size } = await stat(path).catch((error: unknown) => {
    throw new SightlineError('missing-file', `'${shown}' can't be read`, { cause: error });
  });
  if (size > largestManifest) {
    throw new SightlineError('file-too-large', `'${shown}' has more than ${largestManifest} bytes`);
  }
  return parseManifest(await readFile(path, 'utf8'), shown);
}
