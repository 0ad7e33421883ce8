import fc from 'fast-check';
import type { Case, Step } from './case.ts';

/** One stage of a random pipeline, before it is written down. */
interface Draft {
  /** Earlier stages whose output it reads. */
  readonly reads: readonly number[];
  readonly readsSource: boolean;
  readonly params: readonly string[];
  readonly form: 'text' | 'list' | 'block';
  readonly output: 'file' | 'folder' | 'metric' | 'uncached' | 'persisted' | 'nested';
  readonly wdir: boolean;
  readonly frozen: boolean;
  readonly alwaysChanged: boolean;
  readonly desc: boolean;
}

const names = ['lr', 'net.depth', 'net.name', 'list', 'flag'] as const;

const draft = (at: number): fc.Arbitrary<Draft> =>
  fc.record({
    reads: at === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(at - 1), { maxLength: 2 }),
    readsSource: fc.boolean(),
    params: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }),
    form: fc.constantFrom('text', 'list', 'block'),
    output: fc.constantFrom('file', 'file', 'folder', 'metric', 'uncached', 'persisted', 'nested'),
    wdir: fc.boolean(),
    frozen: fc.constant(false),
    alwaysChanged: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
    desc: fc.boolean(),
  });

const value = fc.oneof(
  fc.integer({ min: -5, max: 1_000_000 }),
  fc.constantFrom(
    '1.0',
    '1e-5',
    '1e10',
    '.5',
    'yes',
    '"no"',
    "'1.0'",
    'null',
    'true',
    '0x10',
    '012',
    'two words',
    'é',
    '"a\\nb"',
    '[]',
    '{}',
  ),
);

const params = fc.record({ lr: value, depth: value, name: value, list: fc.array(value, { maxLength: 3 }), flag: value });

const edit = (stages: number): fc.Arbitrary<Step> =>
  fc.oneof(
    params.map((values): Step => ({ sh: `cat > params.yaml <<'END'\n${writeParams(values)}END\n` })),
    fc.integer({ min: 0, max: 2 }).map((at): Step => ({ sh: `echo edit >> source${at}.txt` })),
    fc.nat(stages - 1).map((at): Step => ({ sh: `rm -rf out${at} out${at}.* sub/out${at}.*` })),
    fc.nat(stages - 1).map((at): Step => ({ sh: `test ! -f out${at}.txt || { chmod u+w out${at}.txt; echo spoilt >> out${at}.txt; }` })),
    fc.nat(stages - 1).map((at): Step => ({ sh: `sed -i.bak 's/mark${at}_/mark${at}__/g' dvc.yaml && rm dvc.yaml.bak` })),
    fc.constant<Step>({ sh: 'touch source0.txt; echo "# a comment" >> params.yaml; echo "# a comment" >> dvc.yaml' }),
    fc.constant<Step>({ sh: 'test ! -d data || echo more >> data/b.txt' }),
    fc.constant<Step>({ commit: 'edit' }),
  );

const call = (stages: number): fc.Arbitrary<readonly string[]> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(['repro']) },
    { weight: 2, arbitrary: fc.nat(stages - 1).map((at) => ['repro', `stage${at}`]) },
    { weight: 1, arbitrary: fc.nat(stages - 1).map((at) => ['repro', '--force', `stage${at}`]) },
    { weight: 1, arbitrary: fc.constant(['checkout', '--force', '--allow-missing']) },
  );

const reports: readonly Step[] = [
  { run: ['status', '--json'] },
  { run: ['params', 'diff', '--json'] },
  { run: ['metrics', 'diff', '--json'] },
];

/** A pipeline of two to six stages, and some rounds of an edit, the reports on it, and a command. */
export const randomCase: fc.Arbitrary<Case> = fc.integer({ min: 2, max: 6 }).chain((size) =>
  fc
    .record({
      stages: fc.tuple(...Array.from({ length: size }, (_, at) => draft(at))),
      first: params,
      rounds: fc.array(fc.tuple(edit(size), edit(size), call(size)), { minLength: 2, maxLength: 4 }),
    })
    .map(({ stages, first, rounds }) => ({
      name: 'random',
      about: 'a random pipeline',
      source: { files: { 'dvc.yaml': writePipeline(stages), 'params.yaml': writeParams(first), ...sources } },
      steps: [
        { sh: 'git rm -q -r --cached data' },
        { run: ['add', 'data'] },
        { run: ['repro'] },
        { commit: 'first' },
        ...rounds.flatMap(([one, other, args]): Step[] => [one, other, ...reports, { run: [...args] }]),
        { run: ['status', '--json'] },
        { run: ['dag', '--dot'] },
        { run: ['dag', '--mermaid', '--outs'] },
      ],
    })),
);

const sources = {
  'source0.txt': '0\n',
  'source1.txt': '1\n',
  'source2.txt': '2\n',
  'data/a.txt': 'a\n',
  'data/b.txt': 'b\n',
  'sub/keep': '',
};

function writeParams(values: { lr: unknown; depth: unknown; name: unknown; list: readonly unknown[]; flag: unknown }): string {
  const { lr, depth, name, list, flag } = values;
  const items = list.map(String).join(', ');
  return `lr: ${String(lr)}\nnet:\n  depth: ${String(depth)}\n  name: ${String(name)}\nlist: [${items}]\nflag: ${String(flag)}\n`;
}

function writePipeline(stages: readonly Draft[]): string {
  return `stages:\n${stages.map((stage, at) => writeStage(stages, stage, at)).join('')}`;
}

function outputPath(stage: Draft, at: number): string {
  switch (stage.output) {
    case 'file':
    case 'uncached':
    case 'persisted':
      return `out${at}.txt`;
    case 'folder':
      return `out${at}`;
    case 'metric':
      return `out${at}.json`;
    case 'nested':
      return `sub/out${at}.txt`;
  }
}

function writeStage(stages: readonly Draft[], stage: Draft, at: number): string {
  const up = stage.wdir ? '../' : '';
  const deps = [
    ...stage.reads.flatMap((from) => stages.slice(from, from + 1).map((source) => `${up}${outputPath(source, from)}`)),
    ...(stage.readsSource ? [`${up}source${at % 3}.txt`] : []),
    ...(at % 3 === 1 ? [`${up}data`] : []),
  ];
  const out = `${up}${outputPath(stage, at)}`;
  const lines = [
    ...(stage.wdir ? ['wdir: sub'] : []),
    ...writeCommand(stage, deps, out, at),
    ...(deps.length > 0 ? [`deps: [${deps.join(', ')}]`] : []),
    ...(stage.params.length > 0
      ? [stage.wdir ? `params: [{../params.yaml: [${stage.params.join(', ')}]}]` : `params: [${stage.params.join(', ')}]`]
      : []),
    ...writeOutput(stage, out),
    ...(stage.alwaysChanged ? ['always_changed: true'] : []),
    ...(stage.desc ? [`desc: "stage ${at}: it's one"`] : []),
  ];
  return `  stage${at}:\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

function writeCommand(stage: Draft, deps: readonly string[], out: string, at: number): readonly string[] {
  const read = `{ echo mark${at}_; for f in ${deps.join(' ')}; do find $f -type f | LC_ALL=C sort | xargs cat; done; }`;
  const target = stage.output === 'folder' ? `${out}/x.txt` : out;
  const steps = [
    ...(stage.output === 'folder' ? [`mkdir -p ${out}/deep`, `echo ${at} > ${out}/deep/y.txt`] : []),
    stage.output === 'metric' ? `${read} | cksum | sed 's/^\\([0-9]*\\) .*/{"sum":\\1,"part":0.\\1}/' > ${out}` : `${read} > ${target}`,
  ];
  switch (stage.form) {
    case 'text':
      return [`cmd: >-`, `  ${steps.join(' && ')}`];
    case 'list':
      return ['cmd:', ...steps.flatMap((step) => ['  - >-', `    ${step}`])];
    case 'block':
      return ['cmd: |', ...steps.map((step) => `  ${step}`)];
  }
}

function writeOutput(stage: Draft, out: string): readonly string[] {
  switch (stage.output) {
    case 'file':
    case 'folder':
    case 'nested':
      return [`outs: [${out}]`];
    case 'metric':
      return ['metrics:', `  - ${out}: {cache: false}`];
    case 'uncached':
      return ['outs:', `  - ${out}: {cache: false}`];
    case 'persisted':
      return ['outs:', `  - ${out}: {persist: true, push: false}`];
  }
}
