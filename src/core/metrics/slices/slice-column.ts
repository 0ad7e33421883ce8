import { SightlineError } from '../../errors.ts';
import type { ImageFacts } from './image-facts.ts';
import type { SliceSpec } from './slice-spec.ts';
import { type NeededFact, parseWhere } from './where-expression.ts';

/** What tells images apart: a value for each image, in their order; '' for an image that is in none of its slices. */
export interface SliceColumn {
  readonly column: string;
  readonly values: readonly string[];
  /** The slices in the order of reports. */
  readonly slices: readonly string[];
}

/** What images have to be opened for, so that these slices can be made. */
export function factsNeeded(specs: readonly SliceSpec[]): Set<NeededFact> {
  return new Set(specs.flatMap((spec) => [...neededBy(spec)]));
}

function neededBy(spec: SliceSpec): Iterable<NeededFact> {
  if (typeof spec === 'string') {
    return [];
  }
  return 'area' in spec ? ['size'] : 'brightness' in spec ? ['brightness'] : 'where' in spec ? parseWhere(spec.where).needs : [];
}

/**
 * One column an entry of the spec. Throws `unknown-slice` for a column or expression that no image has a value for,
 * `too-many-slices` for one that is rather an id, and `invalid-slice` for a bad expression or a name that stands twice.
 */
export function sliceColumns(images: readonly ImageFacts[], specs: readonly SliceSpec[]): SliceColumn[] {
  const columns = specs.map((spec) => sliceColumn(images, spec));
  const repeated = columns.find(({ column }, at) => columns.findIndex((other) => other.column === column) < at);
  if (repeated !== undefined) {
    throw new SightlineError('invalid-slice', `two entries of the slices are called '${repeated.column}'`);
  }
  return columns;
}

function sliceColumn(images: readonly ImageFacts[], spec: SliceSpec): SliceColumn {
  if (typeof spec === 'string') {
    return byValue(
      spec,
      images.map(({ metadata }) => valueOf(metadata, spec)),
    );
  }
  if ('column' in spec) {
    return sliceColumn(images, spec.column);
  }
  if ('class' in spec) {
    return byValue(
      'class',
      images.map(({ label }) => label),
    );
  }
  if ('area' in spec) {
    return byArea(images, spec.area);
  }
  return 'brightness' in spec ? byBrightness(images, spec.brightness) : byExpression(images, spec);
}

/** Own keys alone: a column may be called `constructor`. */
function valueOf(metadata: ImageFacts['metadata'], column: string): string {
  return Object.hasOwn(metadata, column) ? (metadata[column] ?? '') : '';
}

/** A column with more values than this is no slice but an id. */
const maxValues = 200;

function byValue(column: string, values: readonly string[]): SliceColumn {
  const slices = [...new Set(values.filter((value) => value !== ''))].toSorted();
  if (slices.length === 0) {
    throw new SightlineError('unknown-slice', `no image of the test set has a value in the column '${column}'`);
  }
  if (slices.length > maxValues) {
    throw new SightlineError('too-many-slices', `the column '${column}' has ${slices.length} values; at most ${maxValues} make slices`);
  }
  return { column, values, slices };
}

/** COCO's limits between small, medium and large. */
const cocoEdges = [32 ** 2, 96 ** 2];
const cocoNames = ['small', 'medium', 'large'];

function byArea(images: readonly ImageFacts[], wanted: 'coco' | readonly number[]): SliceColumn {
  const edges = wanted === 'coco' ? cocoEdges : wanted;
  const names = wanted === 'coco' ? cocoNames : edgeNames(wanted);
  return byEdges(
    'area',
    images.map(({ size }) => size && size.width * size.height),
    edges,
    names,
  );
}

function edgeNames(edges: readonly number[]): string[] {
  const between = edges.slice(1).map((edge, at) => `${edges[at] ?? ''} to ${edge}`);
  return [`below ${edges[0] ?? ''}`, ...between, `${edges.at(-1) ?? ''} and above`];
}

/** Bins of equal width from black to white: their names stay the same when the test set changes. */
function byBrightness(images: readonly ImageFacts[], bins: number): SliceColumn {
  const edges = Array.from({ length: bins - 1 }, (_, at) => (at + 1) / bins);
  const ends = [0, ...edges, 1].map((edge) => String(Number(edge.toFixed(2))));
  const names = edges.map((_, at) => `${ends[at] ?? ''} to ${ends[at + 1] ?? ''}`);
  return byEdges(
    'brightness',
    images.map(({ brightness }) => brightness),
    edges,
    [...names, `${ends.at(-2) ?? ''} to 1`],
  );
}

/** An edge belongs to the bin above it; bins without an image are no slices. */
function byEdges(
  column: string,
  measured: readonly (number | undefined)[],
  edges: readonly number[],
  names: readonly string[],
): SliceColumn {
  const values = measured.map((value) =>
    value === undefined || Number.isNaN(value) ? '' : (names[edges.filter((edge) => value >= edge).length] ?? ''),
  );
  const { slices } = byValue(column, values);
  return { column, values, slices: names.filter((name) => slices.includes(name)) };
}

function byExpression(
  images: readonly ImageFacts[],
  { where, name }: { readonly where: string; readonly name?: string | undefined },
): SliceColumn {
  const { holds } = parseWhere(where);
  const values = images.map((facts) => (holds(facts) ? 'true' : ''));
  if (!values.includes('true')) {
    throw new SightlineError('unknown-slice', `no image of the test set is in the slice where ${JSON.stringify(where)}`, {
      hint: 'Check the names of its columns: an image without the column is not in the slice.',
    });
  }
  return { column: name ?? where, values, slices: ['true'] };
}
