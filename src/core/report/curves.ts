import { z } from 'zod';
import type { CurveSeries } from '../metrics/curves/curve-series.ts';

/** A measure over the course of a training. */
export type Curve = CurveSeries;

/** The curves of one training, and what their x counts. */
export interface Curves {
  readonly axis: 'epoch' | 'step';
  readonly curves: readonly Curve[];
  /** Where the spec names several files: this training's and those with other seeds. A file that isn't there has no curves. */
  readonly seeds?: readonly { readonly file: string; readonly curves: Pick<Curves, 'axis' | 'curves'> | undefined }[];
}

const maxCurves = 12;
const maxPoints = 2000;
const record = z.record(z.string().max(64), z.unknown());

/**
 * Reads learning curves as JSON lines: objects with `epoch` or `step` and numbers by name. Lines that are none
 * (the last one of a training that was killed) are passed over, and so is what goes beyond the bounds. NaN and infinity, as Python
 * writes them or as words, are kept as broken; null is a value that was not measured, or a broken one where no number follows.
 */
export function parseCurves(text: string): Curves {
  const records = text
    .split('\n')
    .map(parseLine)
    .filter((line) => line !== undefined);
  const axis = records.some((line) => typeof line['epoch'] === 'number') ? 'epoch' : 'step';
  const found = new Map<string, Points>();
  for (const line of records) {
    const at = line[axis];
    if (typeof at === 'number' && Number.isFinite(at)) {
      addPoint(found, line, at);
    }
  }
  const curves = [...found].filter(([, { x, broken, nulls }]) => x.length + broken.length + nulls.length > 0);
  return { axis, curves: curves.map(([name, points]) => ({ name, ...thin(points.x, points.y), ...brokenOf(points) })) };
}

interface Points {
  readonly x: number[];
  readonly y: number[];
  readonly broken: number[];
  readonly nulls: number[];
}

function brokenOf({ x, broken, nulls }: Points): Pick<Curve, 'broken'> {
  const last = x.at(-1) ?? Number.NEGATIVE_INFINITY;
  const all = [...broken, ...nulls.filter((at) => at > last)].toSorted((a, b) => a - b);
  return all.length === 0 ? {} : { broken: all.slice(0, maxPoints) };
}

/** What is no number of JSON, as Python writes it. */
const bareWord = /([:,[]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g;
const words = new Set<unknown>(['NaN', 'Infinity', '-Infinity']);

function addPoint(found: Map<string, Points>, line: Readonly<Record<string, unknown>>, at: number): void {
  for (const [name, value] of Object.entries(line)) {
    const isNumber = typeof value === 'number' && Number.isFinite(value);
    if (name === 'epoch' || name === 'step' || !(isNumber || value === null || words.has(value))) {
      continue;
    }
    const curve = found.get(name) ?? { x: [], y: [], broken: [], nulls: [] };
    if (found.size < maxCurves || found.has(name)) {
      found.set(name, curve);
    }
    if (!isNumber) {
      (value === null ? curve.nulls : curve.broken).push(at);
    } else if (at > (curve.x.at(-1) ?? Number.NEGATIVE_INFINITY)) {
      curve.x.push(at);
      curve.y.push(value);
    }
  }
}

function parseLine(line: string): Record<string, unknown> | undefined {
  const parsed = record.safeParse(parseJson(line) ?? parseJson(line.replaceAll(bareWord, '$1"$2"')));
  return parsed.success ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every n-th point and the last, so that at most `maxPoints` are left. */
function thin(x: readonly number[], y: readonly number[]): Pick<Curve, 'x' | 'y'> {
  const every = Math.ceil(x.length / maxPoints);
  const kept = (_: number, at: number): boolean => at % every === 0 || at === x.length - 1;
  return { x: x.filter(kept), y: y.filter(kept) };
}
