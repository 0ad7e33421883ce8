import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryWorkspace } from '../../test/support/memory-workspace.ts';
import { loadPipeline } from './load-pipeline.ts';
import { findNamed, findTarget, showAddress } from '../core/pipeline/find-target.ts';
import { executionOrder, type OrderOptions } from '../core/pipeline/graph-order.ts';
import { buildGraph, type PipelineGraph } from '../core/pipeline/graph.ts';
import type { PipelineNode } from '../core/pipeline/pipeline.ts';

async function graphOf(files: Readonly<Record<string, string>>): Promise<PipelineGraph> {
  return buildGraph(await loadPipeline(memoryWorkspace(files)));
}

function addresses(nodes: Iterable<PipelineNode>): string[] {
  return [...nodes].map(({ address }) => address);
}

/** The order that DVC 3.67.1 answers for this pipeline, and its edges, are what the tests below expect. */
const files = {
  'a.dvc': 'outs:\n- path: a\n',
  'dvc.yaml': `stages:
  z: {cmd: z, deps: [y.out, w.out], outs: [z.out]}
  y: {cmd: y, deps: [a, data], outs: [y.out]}
  w: {cmd: w, deps: [y.out], outs: [w.out], params: [gen.yaml: [k]]}
  g: {cmd: g, outs: [gen.yaml]}
  d2: {cmd: d, outs: [data/two]}
  d1: {cmd: d, outs: [data/one]}
  f: {cmd: f, deps: [z.out], outs: [f.out], frozen: true}
  q: {cmd: q, deps: [f.out, data/one/inner]}
`,
};

it('draws an edge to what lies above or below a dep, in the order of deps and params', async () => {
  const graph = await graphOf(files);
  const edges = graph.nodes.map((node) => [node.address, addresses(graph.dependencies(node))]);
  expect(Object.fromEntries(edges)).toEqual({
    'a.dvc': [],
    z: ['y', 'w'],
    y: ['a.dvc', 'd2', 'd1'],
    w: ['y', 'g'],
    g: [],
    d2: [],
    d1: [],
    f: ['z'],
    q: ['f', 'd1'],
  });
  const y = graph.nodes.filter(({ address }) => address === 'y');
  expect(addresses(y.flatMap(graph.dependents))).toEqual(['z', 'w']);
});

it.each<[string, readonly string[], Omit<OrderOptions, 'targets'>, readonly string[]]>([
  ['everything', [], {}, ['a.dvc', 'd2', 'd1', 'y', 'g', 'w', 'z', 'f', 'q']],
  ['a target', ['w'], {}, ['a.dvc', 'd2', 'd1', 'y', 'g', 'w']],
  ['past no frozen stage', ['q'], {}, ['d1', 'f', 'q']],
  ['downstream', ['g'], { downstream: true }, ['g', 'w', 'z']],
  ['a pipeline', ['f'], { pipeline: true }, ['a.dvc', 'd2', 'd1', 'y', 'g', 'w', 'z', 'f', 'q']],
])('orders %s', async (_what, targets, options, order) => {
  const graph = await graphOf(files);
  const nodes = graph.nodes.filter(({ address }) => targets.includes(address));
  expect(addresses(executionOrder(graph, { ...options, targets: nodes }))).toEqual(order);
});

it('orders any acyclic graph so that each node comes once and after what it needs', async () => {
  const reads = fc.array(fc.array(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(reads, async (stages) => {
      const lines = stages.map((deps, at) => {
        const earlier = [...new Set(deps.filter(() => at > 0).map((dep) => dep % at))].map((dep) => `o${dep}`);
        return `  s${at}: {cmd: x, deps: [${earlier.join(', ')}], outs: [o${at}]}\n`;
      });
      const graph = await graphOf({ 'dvc.yaml': `stages:\n${lines.toReversed().join('')}` });
      const order = executionOrder(graph);
      expect(addresses(order).toSorted()).toEqual(addresses(graph.nodes).toSorted());
      order.forEach((node, at) => graph.dependencies(node).forEach((needed) => expect(order.indexOf(needed)).toBeLessThan(at)));
    }),
    { numRuns: 30 },
  );
});

it.each([
  ['  a: {cmd: x, outs: [o]}\n  b: {cmd: x, outs: [./o/]}\n', 'output-overlap', "'o' is claimed by 'b' and by 'a'", 3],
  ['  a: {cmd: x, outs: [o], metrics: [o]}\n', 'output-overlap', "'o' is claimed twice by 'a'", 2],
  ['  a: {cmd: x, outs: [o/p]}\n  b: {cmd: x, outs: [o]}\n', 'output-overlap', "'o/p' of 'a' lies inside the output 'o' of 'b'", 3],
  ['  a: {cmd: x, outs: [.]}\n', 'forbidden-path', "the output '.' of stage 'a' is the whole project", 2],
  ['  a: {cmd: x, deps: [o], outs: [o]}\n', 'pipeline-cycle', "'a' depends on its own output 'o'", 2],
  ['  a: {cmd: x, deps: [o], outs: [o/p]}\n', 'pipeline-cycle', "'a' depends on its own output 'o/p'", 2],
  [
    '  a: {cmd: x, deps: [c], outs: [a]}\n  b: {cmd: x, deps: [a], outs: [b]}\n  c: {cmd: x, deps: [b], outs: [c]}\n',
    'pipeline-cycle',
    'a -> c -> b -> a',
    2,
  ],
])('refuses stages that contradict each other: %s', async (stages, code, message, line) => {
  await expect(graphOf({ 'dvc.yaml': `stages:\n${stages}` })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message) as string,
    place: { file: 'dvc.yaml', line },
  });
});

it('refuses an output that a .dvc file tracks already', async () => {
  const overlap = graphOf({ 'data.dvc': 'outs:\n- path: data\n', 'dvc.yaml': 'stages:\n  a: {cmd: x, outs: [data/x]}\n' });
  await expect(overlap).rejects.toMatchObject({ code: 'output-overlap', place: { file: 'dvc.yaml', line: 2 } });
});

const named = {
  'dvc.yaml':
    'stages:\n  train: {foreach: [a, "b:c"], do: {cmd: x, outs: ["${item}.pt"]}}\n  test: {cmd: x, deps: [a.pt], outs: [folder]}\n',
  'sub/dvc.yaml': 'stages:\n  train: {cmd: x}\n  test-two: {cmd: x}\n',
  'sub/raw.dvc': 'outs:\n- path: raw\n',
};

it.each([
  ['test', '.', ['test']],
  ['train', '.', ['train@a', 'train@b:c']],
  ['train@b:c', '.', ['train@b:c']],
  ['dvc.yaml', '.', ['train@a', 'train@b:c', 'test']],
  ['sub/dvc.yaml:train', '.', ['sub/dvc.yaml:train']],
  [':test', '.', ['test']],
  ['train', 'sub', ['sub/dvc.yaml:train']],
  ['../dvc.yaml:train', 'sub', ['train@a', 'train@b:c']],
  ['../dvc.yaml:train@b:c', 'sub', ['train@b:c']],
  ['raw.dvc', 'sub', ['sub/raw.dvc']],
  ['b:c.pt', '.', ['train@b:c']],
  ['folder/inner/x', '.', ['test']],
  ['raw', 'sub', ['sub/raw.dvc']],
])('finds %s from the folder %s', async (target, folder, found) => {
  expect(addresses(findTarget(await graphOf(named), target, folder).nodes)).toEqual(found);
});

it.each([
  ['t*t', ['test']],
  ['train@[!a]*', ['train@b:c']],
  ['train@[!a]', undefined],
  ['sub/dvc.yaml:t*', ['sub/dvc.yaml:train', 'sub/dvc.yaml:test-two']],
  ['none*', undefined],
])('finds stages by the pattern %s', async (target, found) => {
  const nodes = findNamed((await graphOf(named)).pipeline, target, { folder: '.', glob: true });
  expect(nodes === undefined ? undefined : addresses(nodes)).toEqual(found);
});

it('says which path of an output was meant', async () => {
  expect(findTarget(await graphOf(named), 'folder/x', '.').path).toBe('folder/x');
  expect(findTarget(await graphOf(named), 'test', '.').path).toBeUndefined();
});

it.each([
  ['tset', "Did you mean 'test'?"],
  ['sub/dvc.yaml:tran', "Did you mean 'sub/dvc.yaml:train'?"],
  ['dvc.lock:train', "Did you mean 'dvc.yaml:train'?"],
])('suggests for the unknown target %s', async (target, hint) => {
  const graph = await graphOf(named);
  expect(() => findTarget(graph, target, '.')).toThrow(expect.objectContaining({ code: 'unknown-target', hint }));
});

it('names stages as seen from a folder', async () => {
  const graph = await graphOf(named);
  expect(graph.nodes.map((node) => showAddress(node, 'sub'))).toEqual([
    '../dvc.yaml:train@a',
    '../dvc.yaml:train@b:c',
    '../dvc.yaml:test',
    'train',
    'test-two',
    'raw.dvc',
  ]);
});
