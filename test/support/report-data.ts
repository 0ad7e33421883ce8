import { compareEvaluations } from '../../src/core/metrics/compare-evaluations.ts';
import type { Spec } from '../../src/core/spec/spec.ts';
import { findFlips } from '../../src/core/report/flips.ts';
import type { ReportData } from '../../src/core/report/report-data.ts';
import { type Judged, judged } from './judged.ts';

/** What a made report is about. */
export interface ReportOptions {
  readonly images?: number;
  readonly classes?: readonly string[];
  /** Put before the number of each image. */
  readonly prefix?: string;
  readonly slices?: number;
  readonly gates?: Spec['evaluate']['gates'];
  readonly side?: string;
}

/** A made report: head is right on every image but each 20th, base on every image but each 10th. */
export function madeReport({
  images = 600,
  classes = ['cat', 'dog', 'eel'],
  prefix = 'data/test/',
  slices = 2,
  gates = [],
  side = 'main',
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
    comparison: compareEvaluations(base, head, { primary: { metric: 'accuracy', margin: 0.005 }, gates }),
    base: {
      name: side,
      commit: '0123456789abcdef0123456789abcdef01234567',
      evaluation: base,
      curves: { axis: 'epoch', curves: [{ name: 'loss', x: [1, 2, 3], y: [2, 1, 0.5] }] },
    },
    head: {
      name: 'workspace',
      commit: undefined,
      evaluation: head,
      curves: { axis: 'epoch', curves: [{ name: 'loss', x: [1, 2, 3], y: [1.5, 0.6, 0.25] }] },
    },
    flips: findFlips(base, head, 18),
    provenance: [{ what: 'dvc.lock', base: 'sha256:aa', head: 'sha256:bb' }],
    notes: [],
    version: '0.0.0',
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
