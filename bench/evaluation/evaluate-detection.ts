/** Judges gt.json and dt.json of the current folder as a process of its own: `once [FILE]`, which may keep all precisions, or `bootstrap`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { readCocoObjects } from '../../src/core/labels/coco-objects.ts';
import { boxOverlap } from '../../src/core/metrics/detection/box-overlap.ts';
import { evaluateCoco } from '../../src/core/metrics/detection/coco-evaluation.ts';
import { cocoSettings } from '../../src/core/metrics/detection/coco-settings.ts';
import { meanPrecision } from '../../src/core/metrics/detection/coco-summary.ts';
import type { DetectionColumns } from '../../src/core/metrics/detection/detection-set.ts';
import { detectionScorer } from '../../src/core/metrics/detection/detection-scorer.ts';
import { type Matches, matchDetections } from '../../src/core/metrics/detection/match-detections.ts';
import { readCocoResults } from '../../src/core/predictions/coco-results.ts';

const resamples = 1000;
const [, , mode, out] = process.argv;
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const truth = readCocoObjects(readJson('gt.json'), 'gt.json', 'boxes');
const { detections } = readCocoResults(readJson('dt.json'), truth, 'dt.json', 'boxes');
const matches = match(detections);
if (mode === 'bootstrap') {
  bootstrap();
} else {
  const evaluation = evaluateCoco(matches);
  console.log(meanPrecision(evaluation, { area: 0, limit: cocoSettings.limits.length - 1 }));
  if (out !== undefined) {
    writeFileSync(out, new Uint8Array(evaluation.precision.buffer));
  }
}

function match(found: DetectionColumns): Matches {
  const set = { images: truth.imageIds.length, classes: truth.classIds.length, truths: truth.objects, detections: found };
  return matchDetections(set, cocoSettings, boxOverlap(found, truth.objects));
}

/** Base and a head whose scores are a little off, on the same drawn images. */
function bootstrap(): void {
  let state = 1;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const head = match({ ...detections, scores: detections.scores.map((score) => score + draw(100) / 1000) });
  const scorers = [matches, head].map(detectionScorer);
  const counts = new Int32Array(matches.images);
  const differences = Float64Array.from({ length: resamples }, () => {
    counts.fill(0);
    for (let drawn = 0; drawn < counts.length; drawn++) {
      const image = draw(counts.length);
      counts[image] = (counts[image] ?? 0) + 1;
    }
    const [base = Number.NaN, other = Number.NaN] = scorers.map((scorer) => scorer.score(counts, [{ name: 'AP' }])[0]);
    return other - base;
  }).toSorted();
  console.log(differences[Math.floor(resamples * 0.025)], differences[Math.floor(resamples * 0.975)]);
}
