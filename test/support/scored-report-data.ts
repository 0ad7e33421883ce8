import { readCocoObjects } from '../../src/core/labels/coco-objects.ts';
import { compareScored } from '../../src/core/metrics/compare-scored.ts';
import { evaluateLabels } from '../../src/core/metrics/multi-label/evaluate-labels.ts';
import { evaluateObjects } from '../../src/core/metrics/objects/evaluate-objects.ts';
import type { ScoredModel } from '../../src/core/metrics/scored-model.ts';
import type { ClassPixels } from '../../src/core/metrics/segmentation/count-image.ts';
import { evaluateMasks } from '../../src/core/metrics/segmentation/evaluate-masks.ts';
import type { StoredScored } from '../../src/core/metrics/stored-evaluation.ts';
import { readCocoResults } from '../../src/core/predictions/coco-results.ts';
import { tablePredictions } from '../../src/core/predictions/json-predictions.ts';
import type { ScoredReportData } from '../../src/core/report/report-data.ts';
import type { Spec } from '../../src/core/spec/spec.ts';
import { randomStream } from '../../src/core/training/random.ts';
import { makeScenes } from './scenes.ts';

/** A report on two detectors whose classes and images are called so; one class has no objects. */
export function detectionReport(names: readonly string[] = [], images = 30): ScoredReportData {
  const [first = 'car', second = 'bus', image = ''] = names;
  const { truth, found } = makeScenes(images, 'boxes', 3);
  const categories = [...truth.categories.map((one, at) => ({ ...one, name: at === 0 ? first : second })), { id: 99, name: 'never' }];
  const objects = readCocoObjects({ ...truth, categories }, 'gt.json', 'boxes');
  const judge = (skill: number) =>
    evaluateObjects(
      {
        task: 'detection',
        truth: objects,
        names: objects.imageFiles.map((file) => `img/${image}${file}`),
        ...readCocoResults(found(skill), objects, 'dt.json', 'boxes'),
        leftOut: 0,
      },
      { slices: [{ class: true }] },
    );
  const gates = [{ metric: 'AP50', class: first, require: 'at-least' as const, value: 0.5 }];
  return frame('cars', { metric: 'AP', margin: 0.01 }, gates, judge(0.6), judge(0.9));
}

/** A report on two models of semantic segmentation, of which head misses fewer pixels. */
export function segmentationReport(classes: readonly string[] = ['field', 'road', 'river'], images = 60): ScoredReportData {
  const judge = (missed: number) =>
    evaluateMasks(
      Array.from({ length: images }, (_, at) => {
        const counts = pixelsOf(at, missed * randomStream(1, at).uniform(), classes.length);
        return { image: `masks/${at}.png`, counts, truthDigest: String(at), answerDigest: JSON.stringify(counts), measured: {} };
      }),
      classes,
      [{ class: true }],
    );
  return frame('fields', { metric: 'miou', margin: 0.005 }, [], judge(0.6), judge(0.3));
}

/** All pixels are of the first class but those of the others, of which that share was taken for it. */
function pixelsOf(image: number, missed: number, classes: number): ClassPixels[] {
  const boundary = { truthBoundary: 50, truthMatched: 40, predictedBoundary: 50, predictedMatched: 40 };
  const others = Array.from({ length: classes - 1 }, (_, at): ClassPixels => {
    const truth = 100 * (1 + ((image + at) % 20));
    const both = truth - Math.round(truth * missed);
    return { of: at + 1, truth, predicted: both, both, ...boundary };
  });
  const wrong = others.reduce((sum, { truth, both }) => sum + truth - both, 0);
  const rest = 10_000 - others.reduce((sum, { truth }) => sum + truth, 0);
  return [{ of: 0, truth: rest, predicted: rest + wrong, both: rest, ...boundary }, ...others];
}

/** A report on two models that say several labels an image. */
export function labelsReport(classes: readonly string[] = ['cat', 'dog', 'owl'], images = 150): ScoredReportData {
  const labelsOf = (at: number): string[] => classes.filter((_, of) => randomStream(7, at, of).uniform() < 0.4);
  const dataset = {
    classes,
    images: Array.from({ length: images }, (_, at) => ({
      image: `img/${at}.png`,
      labels: labelsOf(at),
      metadata: { camera: `c${at % 3}` },
    })),
  };
  const judge = (skill: number) => {
    const predictions = dataset.images.map(({ image, labels }, at) => ({
      image,
      scores: classes.map((name, of) => skill * Number(labels.includes(name)) + (1 - skill) * randomStream(9, at, of).uniform()),
    }));
    const options = { slices: ['camera'], measured: new Map(), threshold: 0.5, file: 'found.json', maySkip: false };
    return evaluateLabels(dataset, tablePredictions({ version: 1, classes: [...classes], predictions }, 'found.json'), options);
  };
  return frame('scenes', { metric: 'macro-average-precision', margin: 0.01 }, [], judge(0.3), judge(0.45));
}

function frame<Evaluation extends StoredScored>(
  model: string,
  primary: Spec['evaluate']['primary'],
  gates: Spec['evaluate']['gates'],
  base: ScoredModel<Evaluation>,
  head: ScoredModel<Evaluation>,
): ScoredReportData {
  const sideOf = (name: string, side: ScoredModel<Evaluation>) => ({
    name,
    commit: undefined,
    curves: undefined,
    evaluation: side.evaluation,
    precisionRecall: side.precisionRecall?.(),
  });
  return {
    model,
    comparison: compareScored(base, head, { primary, gates }),
    base: sideOf('main', base),
    head: sideOf('workspace', head),
    data: undefined,
    provenance: [{ what: 'dvc.lock', base: 'sha256:aa', head: 'sha256:bb' }],
    notes: [],
    version: '0.0.0',
  };
}
