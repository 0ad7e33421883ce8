import { isMap, type Value } from '../value/value.ts';
import type { Shape } from './shape.ts';

const text: Shape = { kind: 'text' };
const yesNo: Shape = { kind: 'yes-no' };
const anything: Shape = { kind: 'anything' };
const texts: Shape = { kind: 'list-of', items: text };
const textOrMapping: Shape = { kind: 'either', options: [text, { kind: 'mapping' }] };

const annotations: Readonly<Record<string, Shape>> = { desc: text, type: text, labels: texts, meta: anything };

const outputFlags: Readonly<Record<string, Shape>> = {
  ...annotations,
  cache: yesNo,
  persist: yesNo,
  checkpoint: yesNo,
  remote: text,
  push: yesNo,
};

/** Flags of a plot output that say how to draw it. */
const plotFlags: Readonly<Record<string, Shape>> = {
  template: text,
  x: text,
  y: text,
  x_label: text,
  y_label: text,
  title: text,
  header: yesNo,
};

/** The names of the flags that only plot outputs have. */
export const plotFlagNames: ReadonlySet<string> = new Set(Object.keys(plotFlags));

/** A list whose items are paths, or mappings of a path to its flags. */
function paths(flags: Readonly<Record<string, Shape>>): Shape {
  const detailed: Shape = { kind: 'mapping-of', values: { kind: 'record', keys: flags } };
  return { kind: 'list-of', items: { kind: 'either', options: [text, detailed] } };
}

const stageKeys: Readonly<Record<string, Shape>> = {
  cmd: { kind: 'either', options: [text, { kind: 'list' }] },
  wdir: text,
  deps: texts,
  params: { kind: 'list-of', items: textOrMapping },
  vars: { kind: 'list-of', items: textOrMapping },
  outs: paths(outputFlags),
  metrics: paths(outputFlags),
  plots: paths({ ...outputFlags, ...plotFlags }),
  frozen: yesNo,
  always_changed: yesNo,
  desc: text,
  meta: anything,
  matrix: { kind: 'mapping-of', values: { kind: 'either', options: [text, { kind: 'list' }] } },
};

const stage: Shape = { kind: 'record', keys: stageKeys, required: ['cmd'] };

const foreachStage: Shape = {
  kind: 'record',
  keys: { foreach: { kind: 'either', options: [text, { kind: 'list' }, { kind: 'mapping' }] }, do: stage },
  required: ['foreach', 'do'],
};

function stageOrForeach(value: Value): Shape {
  return isMap(value) && (value.has('foreach') || value.has('do')) ? foreachStage : stage;
}

const textsByFile: Shape = { kind: 'mapping-of', values: { kind: 'either', options: [text, texts] } };

const plotDefinition: Shape = {
  kind: 'record',
  keys: {
    x: { kind: 'either', options: [text, { kind: 'mapping-of', values: text }] },
    y: { kind: 'either', options: [text, texts, textsByFile] },
    x_label: text,
    y_label: text,
    title: text,
    template: text,
  },
};

const topPlot: Shape = {
  kind: 'either',
  options: [text, { kind: 'mapping-of', values: { kind: 'either', options: [plotDefinition, { kind: 'nothing' }] } }],
};

/** What a dvc.yaml may hold: the same that DVC 3 accepts, before `${...}` is filled in. */
export const pipelineShape: Shape = {
  kind: 'record',
  keys: {
    stages: { kind: 'mapping-of', values: { kind: 'chosen', choose: stageOrForeach } },
    vars: { kind: 'list-of', items: textOrMapping },
    params: texts,
    metrics: texts,
    plots: { kind: 'list-of', items: topPlot },
    artifacts: { kind: 'mapping-of', values: { kind: 'record', keys: { path: text, ...annotations }, required: ['path'] } },
    datasets: anything,
  },
};
