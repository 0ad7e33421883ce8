import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPageScript } from '../../src/adapters/local-store/page-script.ts';
import type { Curves } from '../../src/core/report/curves.ts';
import { renderHtml } from '../../src/core/report/html/report-html.ts';
import type { ReportData, ScoredReportData } from '../../src/core/report/report-data.ts';
import { hostileNames, madeReport, madeThumbnail, trainedWith } from '../support/report-data.ts';
import { detectionReport, labelsReport, segmentationReport } from '../support/scored-report-data.ts';

const names = hostileNames.filter((name) => name.trim() !== '');

/** A report of each form that there is; names out of the repository are hostile in the last ones. */
const reports: Readonly<Record<string, () => ReportData | ScoredReportData>> = {
  classification: () =>
    madeReport({
      slices: 6,
      curves: { base: madeCurves(0.5), head: madeCurves(0.25) },
      metrics: ['log-loss', 'ece'],
      gates: [{ metric: 'accuracy', require: 'not-worse' }],
    }),
  'many-classes': () => madeReport({ images: 2400, classes: Array.from({ length: 40 }, (_, at) => `class ${at}`), slices: 60 }),
  detection: () => withPictures(detectionReport([], 120)),
  segmentation: () => segmentationReport(),
  labels: () => withPictures(labelsReport()),
  hostile: () => madeReport({ classes: names, prefix: names.join(''), side: names[3] ?? '' }),
  'hostile-detection': () => detectionReport([names[3] ?? '', names[0] ?? '', (names[4] ?? '').replaceAll('/', '')], 60),
};

/** Every second image has a picture. */
function withPictures(data: ScoredReportData): ScoredReportData {
  const images = data.head.evaluation.rows.image.filter((_, at) => at % 2 === 0);
  return { ...data, pictures: new Map(images.map((image, at) => [image, madeThumbnail(at)])) };
}

const epochs = 20;

/** Loss that halves its way to `end`, and the accuracy that goes with it. */
function madeCurves(end: number): Curves {
  const x = Array.from({ length: epochs }, (_, at) => at + 1);
  const loss = x.map((epoch) => end + 2 * 0.75 ** epoch);
  return {
    axis: 'epoch',
    curves: [
      { name: 'loss', x, y: loss },
      { name: 'val_accuracy', x, y: loss.map((value) => 1 - value / 3) },
    ],
  };
}

/** Their names. */
export const reportNames = Object.keys(reports);

/** Writes each as a page into a folder, and answers where they lie by name. */
export async function writeReportPages(folder: string): Promise<Readonly<Record<string, string>>> {
  const script = await readPageScript();
  const written = Object.entries(reports).map(async ([name, make]) => {
    const file = join(folder, `${name}.html`);
    await writeFile(file, renderHtml(make(), trainedWith(names.join(' ')), script));
    return [name, file] as const;
  });
  return Object.fromEntries(await Promise.all(written));
}
