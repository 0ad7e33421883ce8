import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Command } from 'commander';
import { type MergePaths, mergeLines, readMergeTexts, writeMergeText } from '../adapters/git/merge-files.ts';
import { findRoot } from '../adapters/local-store/find-root.ts';
import { mergeFiles } from '../app/merge-driver.ts';
import type { MergeData } from '../app/merge-folder-output.ts';
import { SightlineError } from '../core/errors.ts';
import type { Cli } from './command.ts';
import { openProject, type OpenProject, tellWaiting } from './project.ts';

/**
 * `sightline merge-driver run`, which git calls. It doesn't wait for the repository's lock: whoever holds it may have called
 * git. Besides git's own file only lists of files are written, into the cache and while no gc is at work there.
 */
export function defineMergeDriverRun(command: Command, cli: Cli): void {
  command
    .arguments('<base> <ours> <theirs> <marker-size> <path>')
    .action(async (base: string, ours: string, theirs: string, size: string, path: string) => {
      const paths: MergePaths = { base, ours, theirs };
      const markerSize = Number.parseInt(size, 10) || 7;
      let conflicts: readonly string[];
      try {
        conflicts = await merge(cli, paths, path, markerSize);
      } catch (error) {
        await mergeLines(cli.cwd, paths, markerSize);
        throw error;
      }
      if (conflicts.length > 0) {
        throw new SightlineError('merge-conflict', `conflict in ${path}\n${conflicts.join('\n')}`, { hint: hintFor(path) });
      }
    });
}

async function merge(cli: Cli, paths: MergePaths, path: string, markerSize: number): Promise<readonly string[]> {
  using project = openProjectOf(cli, path);
  await project?.cacheUsers.note(tellWaiting(cli), cli.signal);
  const fromRoot = project === undefined ? path : relative(project.workspace.root, join(cli.cwd, path));
  const result = await mergeFiles(project === undefined ? undefined : mergeDataOf(project, cli), {
    path: fromRoot,
    markerSize,
    ...readMergeTexts(cli.cwd, paths),
  });
  writeMergeText(cli.cwd, paths, result.text);
  result.notes.forEach((note) => cli.console.info(note));
  return result.conflicts;
}

function mergeDataOf({ data, mergedLists, cacheUsers }: OpenProject, cli: Cli): MergeData {
  return {
    entries: (info) => data.entries(info),
    sizeOf: (object) => data.sizeOf(object),
    keepFolder: async (entries) => {
      await using _ = await cacheUsers.hold('sightline merge-driver', tellWaiting(cli), cli.signal);
      return await mergedLists.keep(entries);
    },
  };
}

/** The project that the merged file belongs to; its folder may not be there yet, since git writes the merged tree last. */
function openProjectOf(cli: Cli, path: string): OpenProject | undefined {
  let folder = dirname(join(cli.cwd, path));
  while (!existsSync(folder)) {
    folder = dirname(folder);
  }
  return findRoot(folder) === undefined ? undefined : openProject({ ...cli, cwd: folder });
}

function hintFor(path: string): string {
  return path.endsWith('.dvc')
    ? 'Keep one side of each marked entry: both have all other changes. Then git add the file and run sightline checkout.'
    : "Keep one side of each marked stage, whichever: 'sightline repro' runs it again if it isn't up to date. Then git add the file.";
}
