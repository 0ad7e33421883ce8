import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryWorkspace } from '../../test/support/memory-workspace.ts';
import { SightlineError } from '../core/errors.ts';
import { executionOrder } from '../core/pipeline/graph-order.ts';
import { buildGraph } from '../core/pipeline/graph.ts';
import type { Output, Stage } from '../core/pipeline/stage.ts';
import type { Pipeline, PipelineFile } from '../core/pipeline/pipeline.ts';
import { reprPython } from '../core/value/python-text.ts';
import { isList, isMap, type Value } from '../core/value/value.ts';
import { loadPipeline } from './load-pipeline.ts';

/** Cases, and what DVC 3.67.1 made of each (`record.py` beside them): the resolved stages, or the name of its error. */
const folder = new URL('../../test/fixtures/dvc-yaml/', import.meta.url);
const recorded: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(new URL('resolved.json', folder), 'utf8'));
const cases = new Map(
  readFileSync(new URL('cases.txt', folder), 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((text): [string, Readonly<Record<string, string>>] => {
      const [name = '', ...files] = text.split(/^--- /m);
      return [
        name.trim(),
        Object.fromEntries(files.map((file) => [file.slice(0, file.indexOf('\n')), file.slice(file.indexOf('\n') + 1)])),
      ];
    }),
);

describe('a dvc.yaml is resolved as DVC resolves it', () => {
  it('has a recording for every case', () => {
    expect([...cases.keys()].toSorted()).toEqual(Object.keys(recorded).toSorted());
    expect(cases.size).toBeGreaterThan(100);
  });

  it.each([...cases.keys()].filter((name) => !refused(name)))('%s', async (name) => {
    expect(describePipeline(await loadPipeline(memoryWorkspace(cases.get(name) ?? {})))).toEqual(recorded[name]);
  });

  it.each([...cases.keys()].filter(refused))('%s is refused at a place, with a fix', async (name) => {
    const error = await loadPipeline(memoryWorkspace(cases.get(name) ?? {}))
      .then(buildGraph)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SightlineError);
    const { fault, place, hint } = error as SightlineError;
    expect({ fault, file: cases.get(name)?.[place?.file ?? ''] === undefined ? 'a folder' : 'a file', hint: hint !== '' }).toEqual({
      fault: 'user',
      file: name === 'varsdir' ? 'a folder' : 'a file',
      hint: true,
    });
  });
});

/** DVC refuses a cached output outside of the project only when it runs the stage; we do before anything is done. */
const refusedLaterByDvc: ReadonlySet<string> = new Set(['outsoutside']);

function refused(name: string): boolean {
  return refusedLaterByDvc.has(name) || Object.hasOwn(Object(recorded[name]), 'refused');
}

function describePipeline(pipeline: Pipeline): unknown {
  const graph = buildGraph(pipeline);
  const byFile = (describeFile: (file: PipelineFile) => readonly unknown[] | Readonly<Record<string, unknown>>): unknown =>
    Object.fromEntries(
      pipeline.files.map((file) => [file.path, describeFile(file)]).filter(([, found]) => Object.keys(Object(found)).length > 0),
    );
  return {
    stages: pipeline.stages.map((stage) => describeStage(stage, pipeline)),
    order: executionOrder(graph).map((node) => node.address),
    dependencies: Object.fromEntries(graph.nodes.map((node) => [node.address, graph.dependencies(node).map((other) => other.address)])),
    metrics: byFile((file) => file.metrics),
    params: byFile((file) => file.params),
    plots: byFile((file) => file.plots.map(({ id, props }) => (props === undefined ? id : { [id]: encode(props) }))),
    artifacts: byFile((file) => Object.fromEntries(file.artifacts.map(({ name, ...artifact }) => [name, describeArtifact(artifact)]))),
  };
}

function describeArtifact({ definition, labels, meta, type, desc }: Omit<PipelineFile['artifacts'][number], 'name'>): unknown {
  return {
    path: definition,
    ...(type === undefined ? {} : { type }),
    ...(desc === undefined ? {} : { desc }),
    ...(labels.length === 0 ? {} : { labels }),
    ...(meta === undefined ? {} : { meta: encode(meta) }),
  };
}

function describeStage({ file, meta, outs, ...stage }: Stage, pipeline: Pipeline): unknown {
  const used =
    pipeline.files.find(({ path }) => path === file)?.variables.get(stage.address) ?? new Map<string, ReadonlyMap<string, Value>>();
  return {
    ...stage,
    outs: outs.map(describeOutput),
    ...(meta === undefined ? {} : { meta: encode(meta) }),
    variables: Object.fromEntries([...used].map(([path, values]) => [path, encode(values)])),
  };
}

function describeOutput({ meta, plot, ...output }: Output): unknown {
  return { ...output, ...(meta === undefined ? {} : { meta: encode(meta) }), ...(plot === undefined ? {} : { plot: encode(plot) }) };
}

/** Plain JSON; numbers as Python prints them, so that 1 and 1.0 differ. */
function encode(value: Value | undefined): unknown {
  if (isMap(value)) {
    return Object.fromEntries([...value].map(([key, item]) => [key, encode(item)]));
  }
  if (isList(value)) {
    return value.map(encode);
  }
  return typeof value === 'number' || typeof value === 'bigint' ? `number ${reprPython(value)}` : (value ?? null);
}
