/** Ours of what scikit-peer.py computes: `score-classification.ts IMAGES CLASSES OUT`, in the folder of scores.bin and truth.bin. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createClassificationScorer } from '../../src/core/metrics/classification/classification-scorer.ts';
import { highestOf } from '../../src/core/metrics/classification/score-matrix.ts';

const [images = 0, classCount = 0] = process.argv.slice(2, 4).map(Number);
const out = process.argv[4] ?? '';
const bytes = readFileSync('scores.bin');
const scores = { images, classCount, values: new Float64Array(bytes.buffer, bytes.byteOffset, images * classCount) };
const truth = new Int32Array(new Uint8Array(readFileSync('truth.bin')).buffer);
const names = `accuracy balanced-accuracy mcc kappa quadratic-kappa top-5 macro-roc-auc weighted-roc-auc macro-average-precision
  log-loss brier macro-precision macro-recall macro-f1 weighted-precision weighted-recall weighted-f1`.split(/\s+/);
const scorer = createClassificationScorer({ classCount, truth, predicted: highestOf(scores), scores });
const values = scorer.score(
  new Int32Array(images).fill(1),
  names.map((name) => ({ name })),
);
writeFileSync(out, JSON.stringify(Object.fromEntries(names.map((name, at) => [name, values[at]]))));
