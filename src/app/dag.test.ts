import { expect, it } from 'vitest';
import { memoryWorkspace } from '../../test/support/memory-workspace.ts';
import { dag, type DagOptions } from './dag.ts';

const files = {
  'data.dvc': 'outs:\n- path: data\n',
  'dvc.yaml': `stages:
  prepare: {cmd: x, deps: [data], outs: [ready]}
  train: {foreach: [a, b], do: {cmd: x, deps: [ready], outs: ["\${item}.pt"]}}
  test: {cmd: x, deps: [a.pt, b.pt], metrics: [m.json]}
  lone: {cmd: x}
`,
  'sub/dvc.yaml': 'stages:\n  more: {cmd: x, deps: [../m.json], outs: [out]}\n',
};

async function draw(options: Partial<DagOptions>, folder = '.'): Promise<string> {
  const workspace = memoryWorkspace(files);
  return dag({ workspace, folder }, { format: 'drawing', full: false, outs: false, collapse: false, ...options });
}

async function names(options: Partial<DagOptions>): Promise<string[]> {
  const { nodes } = JSON.parse(await draw({ format: 'json', ...options })) as { nodes: { name: string }[] };
  return nodes.map(({ name }) => name);
}

it('writes dot as DVC does', async () => {
  expect(await draw({ format: 'dot' })).toBe(`strict digraph {
"data.dvc";
"prepare";
"train@a";
"train@b";
"test";
"lone";
"sub/dvc.yaml:more";
"data.dvc" -> "prepare";
"prepare" -> "train@a";
"prepare" -> "train@b";
"train@a" -> "test";
"train@b" -> "test";
"test" -> "sub/dvc.yaml:more";
}
`);
});

it('writes Mermaid as DVC does: each connected part by name', async () => {
  expect(await draw({ format: 'markdown' })).toBe(`\`\`\`mermaid
flowchart TD
	node1["data.dvc"]
	node2["prepare"]
	node3["sub/dvc.yaml:more"]
	node4["test"]
	node5["train@a"]
	node6["train@b"]
	node1-->node2
	node2-->node5
	node2-->node6
	node4-->node3
	node5-->node4
	node6-->node4
	node7["lone"]
\`\`\``);
});

it('collapses groups into nodes of their own', async () => {
  expect(JSON.parse(await draw({ format: 'json', collapse: true, target: 'test' }))).toEqual({
    nodes: [
      { name: 'data.dvc', kind: 'data' },
      { name: 'prepare', kind: 'stage' },
      { name: 'test', kind: 'stage' },
      { name: 'train', kind: 'group' },
    ],
    edges: [
      { from: 'data.dvc', to: 'prepare' },
      { from: 'prepare', to: 'train' },
      { from: 'train', to: 'test' },
    ],
  });
});

it('shows outputs instead of stages, named from the folder', async () => {
  expect(await draw({ format: 'mermaid', outs: true, target: 'more' }, 'sub')).toBe(`flowchart TD
	node1["../a.pt"]
	node2["../b.pt"]
	node3["../data"]
	node4["../m.json"]
	node5["../ready"]
	node6["out"]
	node1-->node4
	node2-->node4
	node3-->node5
	node4-->node6
	node5-->node1
	node5-->node2`);
});

it('takes what a target needs, or with full all that is connected', async () => {
  expect(await names({ target: 'prepare' })).toEqual(['data.dvc', 'prepare']);
  expect(await names({ target: 'a.pt', outs: true })).toEqual(['data', 'ready', 'a.pt']);
  expect(await names({ target: 'prepare', full: true })).toEqual([
    'data.dvc',
    'prepare',
    'train@a',
    'train@b',
    'test',
    'sub/dvc.yaml:more',
  ]);
  expect(await names({ target: 'lone', full: true })).toEqual(['lone']);
});

it('refuses options that exclude each other', async () => {
  await expect(draw({ outs: true, collapse: true })).rejects.toMatchObject({ code: 'invalid-option' });
});

it('draws a chain as DVC does, and what branches in layers', async () => {
  expect(await draw({ target: 'prepare' })).toBe(
    [
      '+----------+ ',
      '| data.dvc | ',
      '+----------+ ',
      '      *      ',
      '      *      ',
      '      *      ',
      '+---------+  ',
      '| prepare |  ',
      '+---------+  ',
    ].join('\n'),
  );
  expect(await draw({})).toMatchSnapshot();
});
