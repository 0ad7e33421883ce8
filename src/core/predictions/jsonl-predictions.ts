import { z } from 'zod';
import { SightlineError } from '../errors.ts';
import { type PredictionTable, PredictionTableBuilder } from './prediction-table.ts';
import { textBlocks } from './text-blocks.ts';

const header = z.strictObject({ classes: z.array(z.string()).min(1) });

/** One line, checked by hand: there may be millions. */
interface Answer {
  readonly image: string;
  readonly label: string | undefined;
  readonly scores: readonly number[] | Readonly<Record<string, number>> | undefined;
}

/**
 * Predictions as JSON lines, `{"image": "a.png", "label": "cat", "scores": [0.9, 0.1]}`, read a block at a time; label or
 * scores may be left out. Scores are in the order of the classes, or an object by their names. A first line
 * `{"classes": [...]}` may name the classes; without one they are those of the first line's object, else `classes`.
 */
export function readJsonlPredictions(bytes: Uint8Array, file: string, classes: readonly string[]): PredictionTable {
  let builder: PredictionTableBuilder | undefined;
  let order: readonly string[] = classes;
  for (const { line, value } of valuesOf(bytes, file)) {
    if (builder === undefined && 'classes' in value) {
      order = readHeader(value, file, line);
      builder = new PredictionTableBuilder(file, order);
      continue;
    }
    const { image, label, scores } = readAnswer(value, file, line);
    if (builder === undefined) {
      order = scores === undefined || Array.isArray(scores) ? classes : Object.keys(scores);
      builder = new PredictionTableBuilder(file, order);
    }
    builder.add(image, label, scores === undefined ? undefined : inOrder(scores, order, file, line), { line });
  }
  return (builder ?? new PredictionTableBuilder(file, classes)).build();
}

function* valuesOf(bytes: Uint8Array, file: string): Generator<{ readonly line: number; readonly value: object }> {
  for (const block of textBlocks(bytes, file, false)) {
    let line = block.line - 1;
    for (const text of block.text.split('\n')) {
      line += 1;
      if (text.trim() !== '') {
        yield { line, value: parseLine(text, file, line) };
      }
    }
  }
}

function parseLine(text: string, file: string, line: number): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SightlineError('bad-predictions', `not JSON: ${cause instanceof Error ? cause.message.slice(0, 200) : ''}`, {
      place: { file, line },
      hint: 'Write one JSON object a line; NaN and Infinity are no JSON numbers.',
      cause,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse('the line is no JSON object', file, line);
  }
  return value;
}

function readHeader(value: object, file: string, line: number): readonly string[] {
  const parsed = header.safeParse(value);
  if (!parsed.success) {
    throw refuse('a line of classes holds { "classes": [names] } and nothing else', file, line);
  }
  return parsed.data.classes;
}

const keys = new Set(['image', 'label', 'scores']);

function readAnswer(value: object, file: string, line: number): Answer {
  const unknown = Object.keys(value).find((key) => !keys.has(key));
  if (unknown !== undefined) {
    throw refuse(`the key ${JSON.stringify(unknown.slice(0, 100))} is none of image, label and scores`, file, line);
  }
  const { image, label, scores }: { image?: unknown; label?: unknown; scores?: unknown } = value;
  if (typeof image !== 'string' || (label !== undefined && typeof label !== 'string')) {
    throw refuse('image and label are texts', file, line);
  }
  if (scores !== undefined && (typeof scores !== 'object' || scores === null || !Object.values(scores).every(isNumber))) {
    throw refuse('scores are numbers, in a list or by class', file, line);
  }
  return { image, label, scores: scores as Answer['scores'] };
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function inOrder(scores: NonNullable<Answer['scores']>, order: readonly string[], file: string, line: number): readonly number[] {
  if (Array.isArray(scores)) {
    return scores as readonly number[];
  }
  const byName = new Map(Object.entries(scores));
  const missing = order.find((name) => !byName.has(name));
  if (missing !== undefined || byName.size !== order.length) {
    throw refuse(
      missing === undefined ? 'it has a score of a class that is none' : `it has no score of ${JSON.stringify(missing)}`,
      file,
      line,
    );
  }
  return order.map((name) => byName.get(name) ?? Number.NaN);
}

function refuse(message: string, file: string, line: number): SightlineError {
  return new SightlineError('bad-predictions', message, { place: { file, line } });
}
