import { parseDvcFile } from '../core/data/dvc-file.ts';
import { normalize, relativeTo } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { parseLockFile } from '../core/pipeline/lock-file.ts';
import { readYaml } from '../core/value/read-yaml.ts';
import type { Tree } from '../core/ports.ts';
import { loadPipeline } from './load-pipeline.ts';
import { lockPathOf } from './lock-files.ts';
import type { Mention } from './named-data.ts';
import type { Project } from './project.ts';

type Place = Pick<Project, 'workspace' | 'git' | 'console'>;

/**
 * A folder whose list is neither in the cache nor at the remote: any file could be one of its, so nothing may be
 * removed. Folders that DVC's cache never keeps (`cache: false`) have no list; what dvc.yaml says of them is read only
 * here, since that takes longer than all else. Throws `missing-data`, or what keeps dvc.yaml from being read.
 */
export async function checkUnknownFolder(place: Place, md5: string, mentions: readonly Mention[], skipFailed: boolean): Promise<void> {
  for (const mention of mentions) {
    if (await isCached(place, md5, mention, skipFailed)) {
      const { path, where } = mention;
      if (!skipFailed) {
        throw new SightlineError(
          'missing-data',
          `the list of files ${md5}, which ${path} of ${where} names, is neither in the cache nor at the remote, so its files can't be told from others`,
          { hint: 'Fetch it where a remote has it, or remove what names it; with --skip-failed its files count as unused.' },
        );
      }
      place.console.warn(`The files of ${md5}, which ${path} of ${where} names, can't be known: skipped.`);
      return;
    }
  }
}

async function isCached(place: Place, md5: string, mention: Mention, skipFailed: boolean): Promise<boolean> {
  const { path, text } = mention;
  try {
    if (path.endsWith('.dvc')) {
      const outs = parseDvcFile(readYaml(text, path), path).outs.filter((out) => out.hash?.md5 === md5);
      return outs.length === 0 || outs.some((out) => out.cache);
    }
    return await isCachedByStage(place, md5, mention);
  } catch (error) {
    if (skipFailed && error instanceof SightlineError) {
      return true;
    }
    throw error;
  }
}

async function isCachedByStage(place: Place, md5: string, mention: Mention): Promise<boolean> {
  const found = await treeOf(place, mention);
  const pipeline = found === undefined ? undefined : await loadPipeline(found.tree);
  const file = pipeline?.files.find((candidate) => lockPathOf(candidate.path) === found?.path);
  if (file === undefined) {
    return true; // of another project, or of one that isn't committed: nobody here knows
  }
  const lock = parseLockFile(readYaml(mention.text, mention.path), mention.path);
  return [...lock.stages].some(([name, stage]) =>
    stage.outs
      .filter(({ info }) => info?.md5 === md5)
      .some(({ path }) => {
        const stages = file.stages.filter((candidate) => candidate.name === name);
        const out = stages.flatMap(({ outs }) => outs).find(({ definition }) => definition === path);
        return out?.cache ?? !mention.isCommitted;
      }),
  );
}

/** The files that a lock belongs to, and its path among them; undefined where they aren't known. */
async function treeOf(
  { workspace, git }: Place,
  { where, path, commit }: Mention,
): Promise<{ readonly tree: Tree; readonly path: string } | undefined> {
  if (where === 'the workspace' || git === undefined) {
    return { tree: workspace, path };
  }
  const own = relativeTo(normalize(await git.prefix()), path);
  if (commit === undefined) {
    return { tree: workspace, path: own };
  }
  return (await git.resolve(commit)) === undefined ? undefined : { tree: await git.tree(commit), path: own };
}
