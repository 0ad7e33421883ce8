import pMap from 'p-map';
import { findImageChanges, type FoundImageChanges, type ImageSide, type ImageVersion } from '../core/data-diff/image-changes.ts';
import { describeImageChanges, type ImageChanges, type Picture } from '../core/data-diff/image-changes-report.ts';
import { SightlineError } from '../core/errors.ts';
import type { Git, ImageReader, Tree } from '../core/ports.ts';
import { specFile } from '../core/spec/spec-file.ts';
import { loadDataset } from './load-dataset.ts';
import { loadSpec } from './load-spec.ts';
import { openCommit } from './open-commit.ts';
import type { Project } from './project.ts';
import { isBadImage } from './read-images.ts';
import { requireGit, workspaceName } from './revisions.ts';
import { presentData, recordedData, recordedOutputs } from './recorded-data.ts';

/** What comparing images needs from the outside. */
export interface ImageDiffPorts extends Pick<Project, 'folder' | 'workspace' | 'data' | 'console' | 'transfers'> {
  readonly git: Git | undefined;
  readonly images: Pick<ImageReader, 'size' | 'concurrency'>;
}

/** Of so many images of each kind the header is read. */
const mostMeasured = 100;

/** What changed in images and labels, as a value to write and with the objects behind it. */
export interface ImageDiff {
  readonly changes: ImageChanges;
  readonly found: FoundImageChanges;
  /** What the newer revision tracks. */
  readonly newer: ImageSide['data'];
}

/** Compares the images and labels of two revisions; `workspace` is what is on disk. */
export async function imageDiff(ports: ImageDiffPorts, older: string, newer: string): Promise<ImageDiff> {
  const [before, now] = [await openSide(ports, older), await openSide(ports, newer)];
  const found = findImageChanges(before, now);
  const { added, removed, changed } = found;
  const shown = [added, removed, changed.map((pair) => pair.old), changed.map((pair) => pair.new)].flatMap((all) =>
    all.slice(0, mostMeasured),
  );
  const pixels = await measurePixels(ports, shown);
  const changes = describeImageChanges(found, (version) => {
    const bytes = ports.transfers.size(version.object) ?? null;
    return { bytes, width: null, height: null, ...pixels.get(version) };
  });
  return { changes, found, newer: now.data };
}

async function openSide(ports: ImageDiffPorts, revision: string): Promise<ImageSide> {
  if (revision === workspaceName) {
    const { outputs } = await recordedOutputs(ports, ports.workspace, []);
    return { data: await presentData(ports, outputs), labels: await readLabels(ports, ports.workspace) };
  }
  const git = requireGit(ports.git);
  const tree = await git.tree(revision);
  const { outputs } = await recordedOutputs(ports, tree, []);
  const data = await recordedData(ports, tree, outputs);
  return { data, labels: await readLabels(ports, await openCommit({ git, data: ports.data }, revision)) };
}

/** Classes of all labelled images; none where the labels are of objects. Labels that can't be read are told, and folders are taken for classes. */
async function readLabels({ console }: ImageDiffPorts, tree: Tree): Promise<ReadonlyMap<string, string> | undefined> {
  if ((await tree.kind(specFile)) !== 'file') {
    return undefined;
  }
  try {
    const { model, data } = await loadSpec(tree);
    const { train, test } = data;
    const labels = new Map<string, string>();
    if (model.task !== 'classification') {
      return labels;
    }
    for (const source of [train, test]) {
      const dataset = source === undefined ? undefined : await loadDataset(tree, source);
      dataset?.images.forEach(({ image, label }) => labels.set(image, label));
    }
    return labels;
  } catch (error) {
    if (error instanceof SightlineError && error.fault === 'user') {
      console.warn(`the labels of ${tree.name} can't be read, so folders are taken for classes: ${error.message} [${error.code}]`);
      return undefined;
    }
    throw error;
  }
}

/** Sizes of those images that the cache has, by their headers; a damaged one has none. */
async function measurePixels(
  { transfers, images }: ImageDiffPorts,
  versions: readonly ImageVersion[],
): Promise<ReadonlyMap<ImageVersion, Pick<Picture, 'width' | 'height'>>> {
  const found = new Map<ImageVersion, Pick<Picture, 'width' | 'height'>>();
  const measure = async (version: ImageVersion): Promise<void> => {
    const file = transfers.locate(version.object);
    const size = file === undefined ? undefined : await images.size(file).catch(noSize);
    if (size !== undefined) {
      found.set(version, size);
    }
  };
  await pMap(versions, measure, { concurrency: images.concurrency });
  return found;
}

function noSize(error: unknown): undefined {
  if (!isBadImage(error)) {
    throw error;
  }
}
