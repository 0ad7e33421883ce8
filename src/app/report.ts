import { createHash } from 'node:crypto';
import type { Evaluation } from '../core/metrics/evaluation.ts';
import type { StoredEvaluation, StoredScored } from '../core/metrics/stored-evaluation.ts';
import type { ValuesDiff } from '../core/pipeline/metrics-diff.ts';
import type { ImageReader, Tree, Workspace } from '../core/ports.ts';
import { describeChangedKeys } from '../core/report/changed-keys-text.ts';
import { parseCurves, type Curves } from '../core/report/curves.ts';
import { makeReportFile } from '../core/report/file/make-report-file.ts';
import type { ReportFile } from '../core/report/file/report-file.ts';
import { writeReportFile } from '../core/report/file/write-report-file.ts';
import { findFlips, type Flip, type Flips } from '../core/report/flips.ts';
import { renderHtml } from '../core/report/html/report-html.ts';
import { findChangedImages } from '../core/report/objects/changed-images.ts';
import { classifierPrecision } from '../core/report/precision-recall.ts';
import { renderMarkdown } from '../core/report/markdown/report-markdown.ts';
import { describeLeftOut } from '../core/report/scored/left-out.ts';
import type { DataSection, ProvenanceRow, ReportData, ReportSide, ScoredReportData } from '../core/report/report-data.ts';
import type { Compared, Side } from './compare.ts';
import { dataLineage } from './data-lineage.ts';
import { governedChanges } from './governing-spec.ts';
import { workspaceName } from './revisions.ts';
import { thumbnailOf } from './thumbnail.ts';

/** What a report needs from the outside. */
export interface ReportPorts {
  readonly workspace: Workspace;
  readonly images: Pick<ImageReader, 'thumbnail'>;
  /** What changed in images and labels between two revisions. */
  readonly dataSection: (older: string, newer: string) => Promise<DataSection | undefined>;
  /** How parameters changed between two revisions. */
  readonly parameters: (older: string, newer: string) => Promise<ValuesDiff>;
  /** The script of the page, with Vega in it. */
  readonly pageScript: () => Promise<string>;
  /** Sightline's own version. */
  readonly version: string;
}

/** A report as three files' contents, which say the same. */
export interface Report {
  readonly markdown: string;
  readonly html: string;
  /** All that the Markdown is written from, as data. */
  readonly json: string;
}

/** What the training of head took. */
type Training = ReportFile['training'];

const maxFlips = 48;
const maxChanged = 24;
const maxCurveBytes = 32 * 2 ** 20;

/** Renders a comparison, with learning curves and, of classifiers, small pictures of the images whose answer flipped. */
export async function report(ports: ReportPorts, compared: Compared, training: Training = null): Promise<Report> {
  const { base, head } = compared;
  const data = await gather(ports, compared);
  const parameters = isRevision(base) && isRevision(head) ? await ports.parameters(base.name, head.name) : new Map();
  const file = makeReportFile(data, { training, parameters, changedKeys: governedChanges(base.spec, head.spec) });
  return { markdown: renderMarkdown(file), html: renderHtml(data, file, await ports.pageScript()), json: writeReportFile(file) };
}

async function gather(ports: ReportPorts, compared: Compared): Promise<ReportData | ScoredReportData> {
  const { base, head } = compared;
  const shared = {
    model: head.spec.model.name,
    data: isRevision(base) && isRevision(head) ? await ports.dataSection(base.name, head.name) : undefined,
    provenance: await traceSides(ports.workspace, base, head),
    notes: describeChangedKeys(governedChanges(base.spec, head.spec)),
    version: ports.version,
  };
  if (compared.kind === 'scored') {
    return {
      ...shared,
      notes: [...describeLeftOut(compared.comparison), ...shared.notes],
      comparison: compared.comparison,
      base: await describeSide(compared.base),
      head: await describeSide(compared.head),
      pictures: await drawChanged(ports, compared.base.evaluation, compared.head.evaluation),
    };
  }
  const flips = findFlips(compared.base.evaluation, compared.head.evaluation, maxFlips);
  return {
    ...shared,
    comparison: compared.comparison,
    base: await describeClassifier(compared.base),
    head: await describeClassifier(compared.head),
    flips: await addThumbnails(ports, flips),
  };
}

async function describeClassifier(side: Side<Evaluation>): Promise<ReportSide<Evaluation>> {
  return { ...(await describeSide(side)), precisionRecall: classifierPrecision(side.evaluation) };
}

async function describeSide<Evaluated extends StoredEvaluation>(side: Side<Evaluated>): Promise<ReportSide<Evaluated>> {
  const { name, commit, files, spec, evaluation, precisionRecall } = side;
  return { name, commit, evaluation, curves: await loadCurves(files, spec.evaluate.curves), precisionRecall: precisionRecall?.() };
}

/** The curves of the first file; where there are more, those of all as seeds. */
async function loadCurves(files: Tree, named: string | readonly string[] = []): Promise<Curves | undefined> {
  const read = async (file: string): Promise<Curves | undefined> => {
    const bytes = await files.readBytes(file, maxCurveBytes);
    return bytes === undefined ? undefined : parseCurves(new TextDecoder().decode(bytes));
  };
  const seeds: { file: string; curves: Curves | undefined }[] = [];
  for (const file of [named].flat()) {
    seeds.push({ file, curves: await read(file) });
  }
  const own = seeds[0]?.curves;
  return own === undefined || seeds.length === 1 ? own : { ...own, seeds };
}

/** Hashes of what the two sides were made of and judged by: data that DVC tracks, and files. */
async function traceSides(workspace: Workspace, base: Side, head: Side): Promise<ProvenanceRow[]> {
  const traced = (side: Side): Promise<ReadonlyMap<string, string>> => traceSide(workspace, side);
  const [before, now] = [await traced(base), await traced(head)];
  const whats = new Set([...now.keys(), ...before.keys()]);
  return [...whats].map((what) => ({ what, base: before.get(what) ?? 'none', head: now.get(what) ?? 'none' }));
}

async function traceSide(workspace: Workspace, side: Side): Promise<ReadonlyMap<string, string>> {
  const data = isRevision(side) ? await dataLineage(workspace, side) : [];
  const files = ['dvc.lock', 'params.yaml', 'sightline.yaml'].map((file) => [file, file] as const);
  const digests = [...files, ['predictions', side.spec.evaluate.predictions] as const].map(
    async ([what, file]) => [what, await digestOf(side.files, file)] as const,
  );
  return new Map([...data, ...(await Promise.all(digests))]);
}

async function digestOf(files: Tree, file: string): Promise<string> {
  const bytes = await files.readBytes(file);
  return bytes === undefined ? 'none' : `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function addThumbnails(ports: ReportPorts, flips: Flips): Promise<Flips> {
  const add = (flip: Flip): Promise<Flip> => addThumbnail(ports, flip);
  return { ...flips, fixes: await Promise.all(flips.fixes.map(add)), breaks: await Promise.all(flips.breaks.map(add)) };
}

/** Pictures of the images on which one model errs more than the other: those that changed most. */
async function drawChanged({ workspace, images }: ReportPorts, base: StoredScored, head: StoredScored): Promise<Map<string, string>> {
  const { worse, better } = findChangedImages(base, head, maxChanged);
  const drawn = [...worse, ...better].map(async ({ image }) => [image, await thumbnailOf(images, `${workspace.root}/${image}`)] as const);
  return new Map((await Promise.all(drawn)).flatMap(([image, picture]) => (picture === undefined ? [] : [[image, picture]])));
}

/** An image that cannot be read has no picture; the report shows its name all the same. */
async function addThumbnail({ workspace, images }: ReportPorts, flip: Flip): Promise<Flip> {
  const thumbnail = await thumbnailOf(images, `${workspace.root}/${flip.image}`);
  return thumbnail === undefined ? flip : { ...flip, thumbnail };
}

/** A side may also be a file of predictions, which has no data. */
function isRevision({ name, commit }: Side): boolean {
  return commit !== undefined || name === workspaceName;
}
