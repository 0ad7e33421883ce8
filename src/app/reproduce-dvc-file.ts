import type { Content } from '../core/data-ports.ts';
import type { DvcFile, DvcFileOutput } from '../core/data/dvc-file.ts';
import { type HashInfo, isFolderHash } from '../core/data/hash-info.ts';
import { keepVersions } from '../core/data/keep-versions.ts';
import { isWithin } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { BringContents, NeededContent } from './bring-contents.ts';
import { ignoreOutputs } from './ignore-outputs.ts';
import { type Project, showPath } from './project.ts';
import { rewriteOutputs } from './rewrite-dvc-file.ts';
import { changedMeanwhile } from './rewrite-file.ts';
import { refuseLinkedFolder } from './refuse-linked-folder.ts';
import { saveWithProgress, withProgress } from './save-with-progress.ts';
import type { ReproContext, StageOptions, StageOutcome } from './repro-context.ts';
import { inspectOutputs } from './stage-facts.ts';

/** Brings a `.dvc` file up to date with the data that it tracks, which is added again when it changed. */
export async function reproduceDvcFile(context: ReproContext, file: DvcFile, options: StageOptions): Promise<StageOutcome> {
  const { project } = context;
  const shown = showPath(project, file.path);
  const bring = options.dry ? undefined : context.source.bring(undefined);
  if (bring !== undefined && (await restoreData(project, file, bring))) {
    project.console.info(`'${shown}' didn't change, and its data was fetched`);
    return 'restored';
  }
  const states = await inspectOutputs(
    project.data,
    file.outs.map((out) => ({ ...out, info: out.hash })),
  );
  const changed = [...states.values()].filter((state) => !(options.allowMissing && state !== 'modified'));
  if (changed.length === 0 && !options.force) {
    project.console.info(`'${shown}' didn't change, skipping`);
    return 'unchanged';
  }
  project.console.info(`Verifying data sources in stage: '${shown}'`);
  const missing = file.outs.find((out) => states.get(out.path) === 'deleted' || states.get(out.path) === 'not in cache');
  if (missing !== undefined && (await project.data.describe(missing.path)) === undefined) {
    throw new SightlineError('missing-data', `'${missing.path}', which '${shown}' tracks, does not exist`, {
      place: { file: file.path },
      hint: `Restore it with 'sightline pull ${shown}', or remove '${shown}'.`,
    });
  }
  if (!options.dry) {
    await saveDvcFile(context.project, file, context.changedFiles);
  }
  return 'ran';
}

/** Restores the data of a file where all that is wrong is that none of it is here. Answers whether anything was restored. */
async function restoreData(project: Project, file: DvcFile, bring: BringContents): Promise<boolean> {
  const gone: NeededContent[] = [];
  for (const { path, hash: info, remote } of file.outs) {
    if (info !== undefined && (await project.data.describe(path, info.hash)) === undefined) {
      gone.push({ path, info, remote });
    }
  }
  if (gone.length === 0 || !(await bring(gone))) {
    return false;
  }
  for (const { path, info } of gone) {
    await project.data.checkout(path, info);
  }
  return true;
}

/**
 * Puts what a `.dvc` file tracks into the cache and records it. Answers whether the file changed. With paths `inside` of
 * its folders only these are looked at; `force` saves a part of a folder in place of the whole.
 */
export async function saveDvcFile(
  project: Project,
  file: DvcFile,
  changedFiles: Set<string>,
  { inside = [], force = false }: { readonly inside?: readonly string[]; readonly force?: boolean } = {},
): Promise<boolean> {
  const infos = new Map<string, (recorded: HashInfo | undefined) => HashInfo>();
  for (const out of file.outs) {
    const part = partOf(out, inside);
    const content = await saveOut(project, out, part, force);
    if (content !== undefined) {
      infos.set(out.definition, (recorded) => {
        if (part !== undefined && recorded?.md5 !== out.hash?.md5) {
          throw changedMeanwhile(file.path); // the rest of the folder is as it was recorded before
        }
        return keepVersions(recorded, content);
      });
    }
  }
  for (const ignored of await ignoreOutputs(
    project,
    file.outs.filter((out) => out.cache).map((out) => out.path),
  )) {
    changedFiles.add(ignored);
  }
  const isChanged = await rewriteOutputs(project, file.path, infos);
  if (isChanged) {
    changedFiles.add(file.path);
  }
  return isChanged;
}

/** The paths that alone are looked at in an output; undefined for all of it. */
function partOf({ path, hash, cache }: DvcFileOutput, inside: readonly string[]): readonly string[] | undefined {
  const within = inside.filter((each) => each !== path && isWithin(each, path));
  const isPart = cache && within.length > 0 && within.length === inside.length && hash !== undefined && canChangeInside(hash);
  return isPart ? within : undefined;
}

async function saveOut(
  project: Project,
  { path, hash, cache }: DvcFileOutput,
  part: readonly string[] | undefined,
  force: boolean,
): Promise<Content | undefined> {
  if (!cache) {
    return project.data.describe(path);
  }
  await refuseLinkedFolder(project.workspace, path);
  if (part === undefined || hash === undefined) {
    return saveWithProgress(project, path, {}, { recorded: hash, force });
  }
  return withProgress(project, path, async (options) => project.data.saveWithin(path, hash, part, options));
}

/** Entries of DVC 2 name all files by another hash: such a folder is saved as a whole. */
function canChangeInside(info: HashInfo): boolean {
  return isFolderHash(info.md5) && info.hash === 'md5';
}
