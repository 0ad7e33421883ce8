import { compareEvaluations } from '../../src/core/metrics/compare-evaluations.ts';
import type { Spec } from '../../src/core/spec/spec.ts';
import type { Curves } from '../../src/core/report/curves.ts';
import { type Flip, type Flips, findFlips } from '../../src/core/report/flips.ts';
import { classifierPrecision } from '../../src/core/report/precision-recall.ts';
import type { TrainedWith } from '../../src/core/report/html/parameters-card.ts';
import type { DataSection, ReportData } from '../../src/core/report/report-data.ts';
import { type Judged, judged } from './judged.ts';
import { rawPng } from './raw-png.ts';

/** What a made report is about. */
export interface ReportOptions {
  readonly images?: number;
  readonly classes?: readonly string[];
  /** Put before the number of each image. */
  readonly prefix?: string;
  readonly slices?: number;
  readonly gates?: Spec['evaluate']['gates'];
  readonly side?: string;
  /** Told besides accuracy and macro F1. */
  readonly metrics?: readonly string[];
  /** Of three epochs unless given. */
  readonly curves?: { readonly base: Curves; readonly head: Curves };
}

/** A made report: head is right on every image but each 20th, base on every image but each 10th. */
export function madeReport({
  images = 600,
  classes = ['cat', 'dog', 'eel'],
  prefix = 'data/test/',
  slices = 2,
  gates = [],
  side = 'main',
  metrics = [],
  curves,
}: ReportOptions = {}): ReportData {
  const classOf = (at: number): string => classes[at % classes.length] ?? '';
  const make = (at: number, isRight: boolean): Judged => ({
    image: `${prefix}${at}.png`,
    truth: classOf(at),
    predicted: isRight ? classOf(at) : classOf(at + 1),
    confidence: 0.5 + (at % 50) / 100,
    metadata: { camera: `${prefix}c${at % slices}` },
  });
  const all = Array.from({ length: images }, (_, at) => at);
  const base = judged(
    all.map((at) => make(at, at % 10 !== 3)),
    ['camera'],
  );
  const head = judged(
    all.map((at) => make(at, at % 20 !== 5)),
    ['camera'],
  );
  return {
    model: 'animals',
    comparison: compareEvaluations(base, head, { primary: { metric: 'accuracy', margin: 0.005 }, gates, metrics }),
    base: {
      name: side,
      commit: '0123456789abcdef0123456789abcdef01234567',
      evaluation: base,
      curves: curves?.base ?? { axis: 'epoch', curves: [{ name: 'loss', x: [1, 2, 3], y: [2, 1, 0.5] }] },
      precisionRecall: classifierPrecision(base),
    },
    head: {
      name: 'workspace',
      commit: undefined,
      evaluation: head,
      curves: curves?.head ?? { axis: 'epoch', curves: [{ name: 'loss', x: [1, 2, 3], y: [1.5, 0.6, 0.25] }] },
      precisionRecall: classifierPrecision(head),
    },
    flips: withPictures(findFlips(base, head, 18)),
    data: madeDataSection(classes, prefix),
    provenance: [{ what: 'dvc.lock', base: 'sha256:aa', head: 'sha256:bb' }],
    notes: [],
    version: '0.0.0',
  };
}

/** A picture a flip, each of another grey. */
function withPictures(flips: Flips): Flips {
  const draw = (flip: Flip, at: number): Flip => ({ ...flip, thumbnail: madeThumbnail(at) });
  return { ...flips, fixes: flips.fixes.map(draw), breaks: flips.breaks.map(draw) };
}

/** A grey picture of 28 x 28 pixels, another one a seed, as a data URI. */
export function madeThumbnail(seed: number): string {
  const side = 28;
  const samples = Uint8Array.from({ length: side * side }, (_, at) => ((at % side) * (seed + 3) + Math.floor(at / side) * 5) % 256);
  const png = rawPng({ width: side, height: side, bitDepth: 8, colourType: 0 }, samples);
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

/** Images of each class added, one of the first changed, and one that became another class. */
function madeDataSection(classes: readonly string[], prefix: string): DataSection {
  const [first = '', second = first] = classes;
  const small = { bytes: 1234, width: 28, height: 28 };
  const added = classes.map((name, at) => ({ image: `${prefix}new-${at}.png`, class: name, ...small }));
  const none = { before: 100, after: 101, added: 1, removed: 0, changed: 0, gained: 0, lost: 0 };
  return {
    changes: {
      version: 1,
      classes: classes.map((name, at) => ({
        class: name,
        ...none,
        changed: at === 0 ? 1 : 0,
        lost: at === 0 ? 1 : 0,
        gained: at === 1 ? 1 : 0,
      })),
      added: { count: added.length, bytes: 1234 * added.length, images: added },
      removed: { count: 0, bytes: 0, images: [] },
      changed: { count: 1, images: [{ image: `${prefix}1.png`, class: null, old: { ...small, width: null, height: null }, new: small }] },
      moved: { count: 1, images: [{ image: `${prefix}to.png`, was: `${prefix}from.png`, class: first }] },
      relabelled: {
        count: 1,
        pairs: [{ old: first, new: second, count: 1 }],
        images: [{ image: `${prefix}2.png`, old: first, new: second }],
      },
    },
    pictures: [
      ...added.slice(0, 6).map((one, at) => ({ image: one.image, class: one.class, what: 'added' as const, thumbnail: madeThumbnail(at) })),
      { image: `${prefix}1.png`, class: null, what: 'changed', thumbnail: madeThumbnail(30), before: madeThumbnail(31) },
      { image: `${prefix}2.png`, class: second, was: first, what: 'relabelled', thumbnail: madeThumbnail(32) },
    ],
  };
}

/** Names that try to break out of tables, code, tags, or to call somebody. */
export const hostileNames = [
  '| a | b |',
  '\\| \\\\|',
  '`code` ``twice``',
  '</code></td></table><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '@everyone #1 https://evil.example',
  '[link](javascript:alert(1))',
  'line\nbreak\r\n\n# heading',
  "quote\"' onclick='x'",
  '\u202Egnp.exe\u0000\u001B[31m',
  '</details>',
  '--> <!--',
  ' ',
] as const;

/** What a report file says of a training with a parameter that changed to that value. */
export function trainedWith(value = '0.01', name = 'lr'): TrainedWith {
  return {
    parameters: { count: 1, changes: [{ file: 'params.yaml', name, base: null, head: value }] },
    training: { seconds: 200, runner: 'gpu-1' },
  };
}
