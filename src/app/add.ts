import { createDvcFile, type DvcFile } from '../core/data/dvc-file.ts';
import { whyForbidden } from '../core/data/output-path.ts';
import { baseName, isWithin, joinFromRoot, overlaps, parentOf } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import { isGlob, matchesGlob } from '../core/pipeline/glob.ts';
import type { Pipeline } from '../core/pipeline/pipeline.ts';
import { writeYaml } from '../core/value/write-yaml.ts';
import { ignoreOutputs, refuseTracked } from './ignore-outputs.ts';
import { type Project, rootPath } from './project.ts';
import { refuseLinkedFolder } from './refuse-linked-folder.ts';
import { saveWithProgress } from './save-with-progress.ts';
import { saveDvcFile } from './reproduce-dvc-file.ts';
import { outputPaths } from './select-nodes.ts';

/** What to add, and how. */
export interface AddOptions {
  readonly targets: readonly string[];
  /** Targets may hold `*`, `?` and `[...]`. */
  readonly glob: boolean;
  /** Record the hashes without putting the data into the cache. */
  readonly noCommit: boolean;
  /** Leave the workspace's files as they are, whatever kind of link is configured. */
  readonly noRelink: boolean;
  /** Record a folder of which only a part is here without the rest. */
  readonly force?: boolean;
}

/** Puts files and folders into the cache and writes their `.dvc` files. Answers the files to add to git. */
export async function add(project: Project, pipeline: Pipeline, options: AddOptions): Promise<readonly string[]> {
  const changedFiles = new Set<string>();
  const paths = options.glob ? await expandGlobs(project, options.targets) : options.targets.map((target) => rootPath(project, target));
  const planned = new Map<string, Planned>();
  for (const path of paths) {
    const owner = findOwner(pipeline, path);
    const whole = owner?.outs.find((out) => isWithin(path, out.path))?.path ?? path;
    planned.set(whole, { owner, inside: [...(planned.get(whole)?.inside ?? []), path] });
  }
  for (const [path, { owner, inside }] of planned) {
    await checkPath(project, path);
    refuseOverlap(pipeline, [...planned.keys()], path);
    for (const part of inside) {
      await refuseIgnored(project, part);
    }
    if (owner === undefined) {
      await addNew(project, path, options, changedFiles);
    } else {
      await saveDvcFile(project, owner, changedFiles, { inside, force: options.force === true });
    }
  }
  return [...changedFiles];
}

interface Planned {
  /** The `.dvc` file that tracks the path already. */
  readonly owner: DvcFile | undefined;
  /** What was asked for: the path itself, or paths inside of it. */
  readonly inside: readonly string[];
}

/** The `.dvc` file that tracks the path already. Throws when a stage does. */
function findOwner(pipeline: Pipeline, path: string): DvcFile | undefined {
  const owner = pipeline.nodes.find((node) => outputPaths(node).some((out) => isWithin(path, out)));
  if (owner?.kind === 'stage') {
    throw new SightlineError('output-overlap', `'${path}' is an output of stage '${owner.address}'`, {
      place: { file: owner.file },
      hint: "Run the pipeline, or 'sightline commit' to record the output as it is.",
    });
  }
  return owner?.source;
}

async function checkPath(project: Project, path: string): Promise<void> {
  if (path.startsWith('../') || path.startsWith('/') || path === '.') {
    throw new SightlineError('output-overlap', `'${path}' lies outside of the project`, { hint: 'Add files and folders below the root.' });
  }
  if (path.endsWith('.dvc') || ['dvc.yaml', 'dvc.lock'].includes(baseName(path))) {
    throw new SightlineError('output-overlap', `'${path}' is a file of DVC's, which belongs into git`, {
      hint: 'Add the data, not the file about it.',
    });
  }
  const why = whyForbidden(path, { cache: true });
  if (why !== undefined) {
    throw new SightlineError('forbidden-path', `'${path}' ${why}`);
  }
  if ((await project.workspace.kind(path)) === undefined) {
    throw new SightlineError('missing-file', `'${path}' does not exist`);
  }
  await refuseLinkedFolder(project.workspace, path);
}

async function refuseIgnored(project: Project, path: string): Promise<void> {
  if (await project.data.isIgnored(path)) {
    throw new SightlineError('output-overlap', `'${path}' is left out by a .dvcignore`, {
      hint: 'Change the pattern, or add something else.',
    });
  }
}

function refuseOverlap(pipeline: Pipeline, added: readonly string[], path: string): void {
  const tracked = pipeline.nodes.flatMap((node) => outputPaths(node).map((out) => ({ out, address: node.address })));
  const known = tracked.find(({ out }) => out !== path && overlaps(out, path));
  if (known !== undefined) {
    throw new SightlineError('output-overlap', `'${path}' overlaps with '${known.out}', which '${known.address}' tracks`, {
      hint: `To track '${path}' as a whole, remove '${known.address}' first.`,
    });
  }
  const other = added.find((candidate) => candidate !== path && overlaps(candidate, path));
  if (other !== undefined) {
    throw new SightlineError('output-overlap', `'${path}' and '${other}' overlap`);
  }
}

async function addNew(project: Project, path: string, options: AddOptions, changedFiles: Set<string>): Promise<void> {
  await refuseTracked(project, [path]);
  const content = options.noCommit
    ? await project.data.describe(path)
    : await saveWithProgress(project, path, { asCopy: options.noRelink });
  if (content === undefined) {
    throw new SightlineError('missing-file', `'${path}' does not exist`);
  }
  const ignored = await ignoreOutputs(project, [path]);
  const file = `${path}.dvc`;
  const text = writeYaml(createDvcFile(baseName(path), content.info));
  if ((await project.workspace.readText(file)) !== text) {
    await project.workspace.write(file, text);
    changedFiles.add(file);
  }
  ignored.forEach((name) => changedFiles.add(name));
}

async function expandGlobs(project: Project, targets: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const target of targets) {
    const [first = '.', ...parts] = rootPath(project, target).split('/');
    const matches = await expand(project, '.', [first, ...parts]);
    if (matches.length === 0) {
      throw new SightlineError('missing-file', `nothing matches '${target}'`);
    }
    found.push(...matches);
  }
  return [...new Set(found)];
}

async function expand(project: Project, folder: string, parts: readonly string[]): Promise<readonly string[]> {
  const [part, ...rest] = parts;
  if (part === undefined) {
    return [folder];
  }
  if (part === '**') {
    const folders = (await project.workspace.list(folder)).filter(({ name, kind }) => kind === 'folder' && !name.startsWith('.'));
    const deeper = await Promise.all(folders.map(({ name }) => expand(project, joinFromRoot(folder, name), parts)));
    return [...(await expand(project, folder, rest)), ...deeper.flat()].filter((path) => path !== '.');
  }
  const entries = (await project.workspace.list(folder)).filter(
    ({ name, kind }) => fits(name, part) && (rest.length === 0 || kind === 'folder'),
  );
  const nested = await Promise.all(entries.map(({ name }) => expand(project, joinFromRoot(folder, name), rest)));
  return nested.flat().filter((path) => !path.endsWith('.dvc') && parentOf(path) !== '');
}

/** A pattern matches no hidden file unless it starts with a dot itself. */
function fits(name: string, pattern: string): boolean {
  return isGlob(pattern) ? (pattern.startsWith('.') || !name.startsWith('.')) && matchesGlob(name, pattern) : name === pattern;
}
