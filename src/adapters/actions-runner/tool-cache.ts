import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ToolCache } from '../../core/actions-ports.ts';
import { systemCode } from '../../core/system-code.ts';
import { type Env, runnerVariable } from './environment-file.ts';

const unfinished = '.unfinished-';
const leftoverMilliseconds = 24 * 3_600_000;

/** The runner's tools, laid out as `<tool>/<version>/<arch>`. Throws `github-settings`. */
export function openToolCache(env: Env): ToolCache {
  const root = runnerVariable(env, 'RUNNER_TOOL_CACHE');
  return { provide: (tool, version, fill) => provide(join(root, tool), join(root, tool, version, process.arch), fill) };
}

async function provide(tools: string, place: string, fill: (folder: string, place: string) => Promise<void>): Promise<string> {
  if (existsSync(place)) {
    return place;
  }
  await mkdir(tools, { recursive: true });
  await removeLeftovers(tools);
  const folder = await mkdtemp(join(tools, unfinished));
  try {
    await fill(folder, place);
    await chmod(folder, 0o755);
    await mkdir(dirname(place), { recursive: true });
    await rename(folder, place);
  } catch (error) {
    if (systemCode(error) !== 'ENOTEMPTY' && systemCode(error) !== 'EEXIST') {
      throw error;
    } // another job was faster
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return place;
}

/** Removes what jobs left that were killed a day ago or earlier. */
async function removeLeftovers(tools: string): Promise<void> {
  for (const name of (await readdir(tools)).filter((entry) => entry.startsWith(unfinished))) {
    const { mtimeMs = Date.now() } = (await stat(join(tools, name)).catch(() => undefined)) ?? {};
    if (Date.now() - mtimeMs > leftoverMilliseconds) {
      await rm(join(tools, name), { recursive: true, force: true });
    }
  }
}
