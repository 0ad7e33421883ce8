import { expect, it } from 'vitest';
import { memoryWorkspace } from '../../test/support/memory-workspace.ts';
import type { Tree } from '../core/ports.ts';
import { loadPipeline, type Pipeline } from './load-pipeline.ts';

async function load(files: Readonly<Record<string, string>>): Promise<Pipeline> {
  return loadPipeline(memoryWorkspace(files));
}

async function loadStages(yaml: string, params = 'x: 1\n'): Promise<Pipeline['stages']> {
  return (await load({ 'dvc.yaml': yaml, 'params.yaml': params })).stages;
}

it('reads a stage with everything in it', async () => {
  const [stage] = await loadStages(`stages:
  a:
    cmd: [one, "two \${x}"]
    wdir: w/\${x}
    deps: [in, ../../top]
    params: [lr, {p.json: [k, k]}, {whole.yaml: }, more]
    outs:
      - o
      - f: {cache: false, persist: true, push: false, remote: r, desc: d, type: t, labels: [l], meta: {m: 1.0}}
      - o: {push: false}
    metrics: [m.json]
    plots: [{p.csv: {x: step, header: false}}]
    frozen: true
    always_changed: true
    desc: what
    meta: {k: 1}
`);
  const plain = { kind: 'out', cache: true, persist: false, push: true };
  expect(stage).toEqual({
    address: 'a',
    name: 'a',
    file: 'dvc.yaml',
    wdir: 'w/1',
    cmd: ['one', 'two 1'],
    deps: [
      { path: 'w/1/in', definition: 'in' },
      { path: 'top', definition: '../../top' },
    ],
    params: [
      { path: 'w/1/params.yaml', definition: 'params.yaml', names: ['lr', 'more'] },
      { path: 'w/1/p.json', definition: 'p.json', names: ['k'] },
      { path: 'w/1/whole.yaml', definition: 'whole.yaml', names: 'all' },
    ],
    outs: [
      { ...plain, path: 'w/1/o', definition: 'o', push: false },
      {
        ...plain,
        path: 'w/1/f',
        definition: 'f',
        cache: false,
        persist: true,
        push: false,
        remote: 'r',
        desc: 'd',
        type: 't',
        labels: ['l'],
        meta: new Map([['m', 1]]),
      },
      { ...plain, kind: 'metric', path: 'w/1/m.json', definition: 'm.json' },
      {
        ...plain,
        kind: 'plot',
        path: 'w/1/p.csv',
        definition: 'p.csv',
        plot: new Map<string, string | boolean>([
          ['x', 'step'],
          ['header', false],
        ]),
      },
    ],
    frozen: true,
    alwaysChanged: true,
    desc: 'what',
    meta: new Map([['k', 1n]]),
  });
});

it('expands foreach over lists, mappings and lists of mappings, named as DVC names them', async () => {
  const stages = await loadStages(
    `stages:
  list: {foreach: [a, 1.0, true, a, "\${none}"], do: {cmd: "echo \${item}"}}
  flags: {foreach: "\${flags}", do: {cmd: "echo \${item}"}}
  dict: {foreach: "\${models}", do: {cmd: "echo \${key} \${item.lr}"}}
  records: {foreach: [{v: 1}, {v: 2}], do: {cmd: "echo \${item.v}"}}
`,
    'none: null\nflags: [true, 1e-7]\nmodels: {us: {lr: 0.1}, uk: {lr: 1}}\n',
  );
  expect(stages.map(({ name, cmd }) => [name, cmd])).toEqual([
    ['list@a', 'echo a'],
    ['list@1.0', 'echo 1.0'],
    ['list@true', 'echo true'],
    ['list@None', 'echo None'],
    ['flags@True', 'echo true'],
    ['flags@1e-07', 'echo 1e-07'],
    ['dict@us', 'echo us 0.1'],
    ['dict@uk', 'echo uk 1'],
    ['records@0', 'echo 1'],
    ['records@1', 'echo 2'],
  ]);
});

it('expands a matrix, the last name changing fastest', async () => {
  const stages = await loadStages(`stages:
  m: {matrix: {a: [x, 2], b: [{v: 7}, [8]]}, cmd: "echo \${item.a} \${key}"}
`);
  expect(stages.map(({ name, cmd }) => [name, cmd])).toEqual([
    ['m@x-b0', 'echo x x-b0'],
    ['m@x-b1', 'echo x x-b1'],
    ['m@2-b0', 'echo 2 2-b0'],
    ['m@2-b1', 'echo 2 2-b1'],
  ]);
});

it('takes variables from files, keys of files, mappings, and of a stage alone, and tells which were used', async () => {
  const { stages, files } = await load({
    'dvc.yaml': `vars: [v.json, "v.toml:t", {own: {a: 1}}]
stages:
  s: {vars: [sub/p.yaml], cmd: "\${j} \${t} \${own.a} \${x} \${z}"}
`,
    'params.yaml': 'x: 1\n',
    'v.json': '{"j": 1.5, "own": {"b": 2}}',
    'v.toml': 't = 2\nu = 3\n',
    'sub/p.yaml': 'z: 9\n',
  });
  expect(stages[0]?.cmd).toBe('1.5 2 1 1 9');
  expect(files[0]?.variables.get('s')).toEqual(
    new Map<string, Map<string, bigint | number>>([
      ['v.json', new Map([['j', 1.5]])],
      ['v.toml', new Map([['t', 2n]])],
      ['params.yaml', new Map([['x', 1n]])],
      ['sub/p.yaml', new Map([['z', 9n]])],
    ]),
  );
});

it('writes flags as .dvc/config says', async () => {
  const { stages } = await load({
    '.dvc/config': '[parsing]\n    bool = boolean_optional\n',
    'dvc.yaml': 'vars: [{o: {on: true, off: false}}]\nstages:\n  s: {cmd: "x ${o}"}\n',
  });
  expect(stages[0]?.cmd).toBe('x --on --no-off');
});

it('reads what stands at the top of the file', async () => {
  const { files, metrics, params } = await load({
    'sub/dvc.yaml': `metrics: [m.json]
params: [../p.yaml]
plots: [a, {b: {x: q}, c: }]
artifacts: {net: {path: m.onnx, type: model, labels: [l]}}
`,
  });
  expect(metrics).toEqual(['sub/m.json']);
  expect(params).toEqual(['p.yaml']);
  expect(files[0]?.plots).toEqual([
    { id: 'a', props: undefined },
    { id: 'b', props: new Map([['x', 'q']]) },
    { id: 'c', props: undefined },
  ]);
  expect(files[0]?.artifacts).toEqual([{ name: 'net', path: 'sub/m.onnx', definition: 'm.onnx', type: 'model', labels: ['l'] }]);
});

it.each([
  ['stages:\n  a:\n    cmd: x\n    depz: [a]\n', 4, 5, "unknown key 'depz'", "Did you mean 'deps'?"],
  ['stages:\n  a:\n    cmd: x\n    deps: a\n', 4, 5, "must be a list, not the text 'a'", undefined],
  ['stages:\n  a:\n    deps: [a]\n', 2, 3, "'cmd' is missing", undefined],
  ['stages:\n  a: {foreach: [1], do: {cmd: x}, cmd: y}\n', 2, 35, "unknown key 'cmd'", undefined],
  ['stages:\n  a: {foreach: abc, do: {cmd: x}}\n', 2, 7, 'foreach needs a list or a mapping', undefined],
  ['stages:\n  a: {matrix: {n: "${x}"}, cmd: y}\n', 2, 16, 'needs a list', undefined],
  ['stages:\n  a@b: {cmd: x}\n', 2, 3, "can't be the name of a stage", undefined],
  ['stages:\n  1: {cmd: x}\n', 2, 3, 'must be text', "Put it in quotes: '1'."],
  ['stages:\n  a:\n    cmd: x\n    deps:\n    - ok\n    - ${xx}\n', 6, 7, 'is not defined', "Did you mean '${x}'?"],
  ['vars: [{a: 1}, {a: 2}]\n', 1, 16, "'a' in vars[1] is already defined in vars[0]", undefined],
  ['vars: [{x: 2}]\n', 1, 8, "'x' in vars[0] is already defined in params.yaml", undefined],
  ['vars: [none.yaml]\n', 1, 8, "'none.yaml' in vars doesn't exist", undefined],
  ['vars: ["params.yaml:x"]\n', 1, 8, 'is loaded already', undefined],
  ['vars: ["${x}.yaml"]\n', 1, 8, "can't be used in vars", undefined],
  ['stages:\n  a: {foreach: [1], do: {cmd: x, vars: [{item: 2}]}}\n', 2, 41, "'item' is defined by foreach", undefined],
  ['stages:\n  a: {cmd: x, deps: ["${x}"]}\n', 2, 22, 'must be text, not 1', undefined],
  ['stages:\n  a: {cmd: x, params: [{p.yaml: 3}]}\n', 2, 25, 'needs a list of parameter names', undefined],
  [
    'stages:\n  a: {matrix: {a: [1,2,3,4,5,6,7,8,9,0], b: [1,2,3,4,5,6,7,8,9,0], c: [1,2,3,4,5,6,7,8,9,0], d: [1,2,3,4,5,6,7,8,9,0], e: [1, 2]}, cmd: x}\n',
    2,
    7,
    '20000 combinations',
    undefined,
  ],
])('tells the place of a mistake: %s', async (yaml, line, column, message, hint) => {
  await expect(loadStages(yaml)).rejects.toMatchObject({
    place: { file: 'dvc.yaml', line, column },
    message: expect.stringContaining(message) as string,
    ...(hint === undefined ? {} : { hint }),
  });
});

it('says that templates need quotes in a mapping on one line', async () => {
  const loading = loadStages('stages:\n  a: {cmd: run ${x}}\n');
  await expect(loading).rejects.toMatchObject({
    code: 'yaml-syntax',
    place: { line: 2 },
    hint: expect.stringContaining('in quotes') as string,
  });
});

it('finds files in folders, but none in outputs, in projects of their own, and in what is ignored', async () => {
  const { nodes } = await load({
    '.dvcignore': '/left\n',
    '.gitignore': 'node_modules\n',
    'a.dvc': 'outs:\n- path: data\n',
    'data/dvc.yaml': 'not: read',
    'dvc.yaml': 'stages:\n  root: {cmd: x, outs: [made]}\n',
    'left/dvc.yaml': 'not: read',
    'made/x.dvc': 'not: read',
    'node_modules/p/dvc.yaml': 'not: read',
    'other/.dvc/config': '',
    'other/dvc.yaml': 'not: read',
    'sub/dvc.yaml': 'stages:\n  s: {cmd: x, outs: [gone]}\n',
    'sub/gone/dvc.yaml': 'not: read',
  });
  expect(nodes.map(({ address }) => address)).toEqual(['a.dvc', 'root', 'sub/dvc.yaml:s']);
});

it('lists no folder that is an output', async () => {
  const workspace = memoryWorkspace({ 'dvc.yaml': 'stages:\n  s: {cmd: x, outs: [images]}\n', 'images/1.png': '', 'code/train.py': '' });
  const listed: string[] = [];
  const watched: Tree = { ...workspace, list: async (folder) => (listed.push(folder), workspace.list(folder)) };
  await loadPipeline(watched);
  expect(listed).toEqual(['.', 'code']);
});

it('follows no link to a folder, as DVC does not', async () => {
  const workspace = memoryWorkspace({ 'dvc.yaml': 'stages:\n  s: {cmd: x}\n', 'link/dvc.yaml': 'not: read' });
  const linked: Tree = {
    ...workspace,
    list: async (folder) => (await workspace.list(folder)).map((entry) => (entry.name === 'link' ? { ...entry, isLink: true } : entry)),
  };
  expect((await loadPipeline(linked)).stages.map(({ address }) => address)).toEqual(['s']);
});

it.each([
  [
    'texts that grow',
    { 'params.yaml': `a: ${'x'.repeat(1000)}`, 'dvc.yaml': `stages: {s: {cmd: "${'${a}'.repeat(1000)}"}}` },
    'invalid-template',
  ],
  [
    'combinations',
    { 'dvc.yaml': `stages: {s: {cmd: x, matrix: {${'abcdefgh'.replaceAll(/./g, '$&: [1, 2, 3, 4], ')}}}}` },
    'invalid-pipeline',
  ],
  ['a name of many spaces', { 'dvc.yaml': `stages: {s: {cmd: "\${a${' '.repeat(100_000)}[}"}}` }, 'invalid-template'],
  ['a name of many parts', { 'dvc.yaml': `stages: {s: {cmd: "\${a${'.b'.repeat(100_000)}}"}}` }, 'invalid-template'],
])('refuses %s soon', async (_what, files, code) => {
  const error: unknown = await load(files).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, place: { file: 'dvc.yaml', line: 1 } });
  expect(String(error).length).toBeLessThan(300);
});

it('ends in a folder that contains itself', async () => {
  const endless: Tree = { ...memoryWorkspace({}), list: async () => [{ name: 'loop', kind: 'folder' }] };
  await expect(loadPipeline(endless)).rejects.toMatchObject({ code: 'unreadable-file' });
});

it.each([
  ['outs: [../x]', "the output '../x' of stage 'a' lies outside of the project"],
  ['outs: [/tmp/x]', "the output '/tmp/x' of stage 'a' lies outside of the project"],
  ['outs: [.git/hooks/post-checkout]', 'lies in a folder of git or DVC'],
  ['metrics: [{sub/.GIT/config: {cache: false}}]', 'lies in a folder of git or DVC'],
  ['plots: [.dvc/config]', 'lies in a folder of git or DVC'],
  ['outs: [x/dvc.lock]', "is a file of DVC's own"],
  ['outs: [x.dvc]', "is a file of DVC's own"],
  ['outs: [x/..]', 'is the whole project'],
])('refuses %j with its line', async (outs, message) => {
  await expect(loadStages(`stages:\n  a:\n    cmd: x\n    ${outs}\n`)).rejects.toMatchObject({
    code: 'forbidden-path',
    message: expect.stringContaining(message) as unknown,
    place: { file: 'dvc.yaml', line: 4 },
  });
});

it.each(['outs: [s3://bucket/x]', 'deps: [remote://name/x]', 'params: [{https://host/p.yaml: [a]}]'])(
  'says that %j is not supported yet, with its line',
  async (entry) => {
    await expect(loadStages(`stages:\n  a:\n    cmd: x\n    ${entry}\n`)).rejects.toMatchObject({
      code: 'invalid-pipeline',
      message: expect.stringContaining("remote outputs and dependencies aren't supported yet") as unknown,
      place: { file: 'dvc.yaml', line: 4 },
    });
  },
);

it('lets git keep an output outside of the project', async () => {
  const [stage] = await loadStages('stages: {a: {cmd: x, outs: [{../x: {cache: false}}]}}');
  expect(stage?.outs[0]?.path).toBe('../x');
});
