import { resolve } from 'node:path';
import { findRoot } from '../adapters/local-store/find-root.ts';
import { openLocalStore } from '../adapters/local-store/local-store.ts';
import { restoreFolder, writeFolder } from '../adapters/local-store/write-folder.ts';
import { createImageReader } from '../adapters/sharp/image-reader.ts';
import { openRuntime } from '../adapters/tensorflow/open-runtime.ts';
import type { FitPorts } from '../app/fit-request.ts';
import { loadSpec } from '../app/load-spec.ts';
import { requireTask } from '../app/require-task.ts';
import type { OnBadImage } from '../app/read-images.ts';
import { joinFromRoot } from '../core/data/root-path.ts';
import { SightlineError } from '../core/errors.ts';
import type { LabelSource } from '../core/labels/label-format.ts';
import type { Tree } from '../core/ports.ts';
import { specFile } from '../core/spec/spec-file.ts';
import type { Cli } from './command.ts';

/** What `fit` and `predict` work on, and how they spell paths. */
export interface NetPorts extends FitPorts, Disposable {
  /** A path of the command line, which counts from the current folder, as one from the project's root. */
  fromRoot(path: string): string;
  /** What the spec says on images that cannot be read; without a spec they are refused. */
  readonly onBadImage: OnBadImage;
}

/** Opens the project, the image reader and the fastest backend. */
export async function openNetPorts(cli: Cli): Promise<NetPorts> {
  const found = findRoot(cli.cwd);
  if (found === undefined) {
    throw new SightlineError('not-a-project', `'${cli.cwd}' lies in no project: there is no .dvc folder here or above`);
  }
  const { root, folder } = found;
  const store = openLocalStore(root, cli.env);
  const runtime = await openRuntime({
    cwd: cli.cwd,
    forced: cli.env['SIGHTLINE_BACKEND'],
    onUnusable: (reason) => cli.console.warn(reason),
  });
  const files = store.workspace;
  return {
    files,
    images: createImageReader([root, store.cacheFolder]),
    console: cli.console,
    signal: cli.signal,
    runtime,
    writeFolder: async (path, contents) => writeFolder(resolve(root, path), contents),
    restoreFolder: async (path) => restoreFolder(resolve(root, path)),
    fromRoot: (path) => joinFromRoot(folder, path),
    onBadImage: await readOnBadImage(files),
    [Symbol.dispose]: () => store[Symbol.dispose](),
  };
}

async function readOnBadImage(files: Tree): Promise<OnBadImage> {
  if ((await files.kind(specFile)) !== 'file') {
    return 'refuse';
  }
  const spec = await loadSpec(files);
  requireTask(spec, 'classification', 'trained and run by the built-in trainer');
  return spec.data.badImages;
}

/** Labels and images as the command line names them; labels that are a folder hold one folder for each class. */
export async function sourceOf(ports: NetPorts, given: LabelSource): Promise<LabelSource> {
  const labels = given.labels === undefined ? undefined : ports.fromRoot(given.labels);
  if (labels !== undefined && (await ports.files.kind(labels)) === 'folder') {
    return { images: labels, format: 'folders' };
  }
  return { labels, images: given.images === undefined ? undefined : ports.fromRoot(given.images), format: given.format };
}
