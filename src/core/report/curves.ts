import { z } from 'zod';

/** A measure over the course of a training; `x` are epochs or steps, rising, as long as `y`. */
export interface Curve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** The curves of one training, and what their x counts. */
export interface Curves {
  readonly axis: 'epoch' | 'step';
  readonly curves: readonly Curve[];
}

const maxCurves = 12;
const maxPoints = 2000;
const record = z.record(z.string().max(64), z.unknown());

/**
 * Reads learning curves as JSON lines: objects with `epoch` or `step` and numbers by name. Lines that are none
 * (the last one of a training that was killed) are passed over, and so is what goes beyond the bounds.
 */
export function parseCurves(text: string): Curves {
  const records = text
    .split('\n')
    .map(parseLine)
    .filter((line) => line !== undefined);
  const axis = records.some((line) => typeof line['epoch'] === 'number') ? 'epoch' : 'step';
  const found = new Map<string, { x: number[]; y: number[] }>();
  for (const line of records) {
    const at = line[axis];
    if (typeof at === 'number' && Number.isFinite(at)) {
      addPoint(found, line, at);
    }
  }
  return { axis, curves: [...found].map(([name, { x, y }]) => ({ name, ...thin(x, y) })) };
}

function addPoint(found: Map<string, { x: number[]; y: number[] }>, line: Readonly<Record<string, unknown>>, at: number): void {
  for (const [name, value] of Object.entries(line)) {
    if (name === 'epoch' || name === 'step' || typeof value !== 'number' || !Number.isFinite(value)) {
      continue;
    }
    const curve = found.get(name) ?? { x: [], y: [] };
    if (found.size < maxCurves || found.has(name)) {
      found.set(name, curve);
    }
    if (at > (curve.x.at(-1) ?? Number.NEGATIVE_INFINITY)) {
      curve.x.push(at);
      curve.y.push(value);
    }
  }
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const parsed = record.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
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
