import { readFileSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { realDvc } from './real-dvc.ts';
import { runProcess, sightlineTool, succeeded } from './tool.ts';

const ours = sightlineTool();
const theirs = realDvc();

type Edits = Readonly<Record<string, string | null>>;

/** A repository whose data DVC tracks and whose branches git merges by our driver. */
class Repository implements Disposable {
  readonly #folder = temporaryFolder();
  readonly root = this.#folder.path;

  async create(): Promise<void> {
    await this.git('init', '--quiet', '--initial-branch', 'main');
    await this.dvc('init', '--quiet');
    succeeded(await ours.run(['merge-driver', 'install'], this.root));
  }

  edit(edits: Edits): void {
    for (const [path, content] of Object.entries(edits)) {
      const file = join(this.root, path);
      rmSync(file, { force: true });
      if (content !== null) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    }
  }

  async dvc(...args: string[]): Promise<string> {
    return succeeded(await theirs.run(args, this.root)).stdout;
  }

  async git(...args: string[]): Promise<string> {
    return succeeded(await runProcess('git', args, this.root)).stdout;
  }

  async commit(message: string): Promise<void> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '--message', message);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  files(folder: string): Readonly<Record<string, string>> {
    const entries = readdirSync(join(this.root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(this.root.length + 1)).toSorted();
    return Object.fromEntries(paths.map((path) => [path, this.read(path)]));
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

const name = fc.constantFrom(
  ...Array.from({ length: 24 }, (_, at) => `data/${['', 'train/', 'train/é/', 'val set/'][at % 4]}img_${at}.png`),
);
const content = fc.string({ maxLength: 12 });
const change = fc.record({ ours: fc.boolean(), content: fc.option(content) });

/** At least one file, so that there is a folder to track. */
function withOne(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...files, 'data/always': 'there' };
}

it('disjoint random edits of one folder that DVC tracks merge to what both make, and DVC agrees', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, content), fc.dictionary(name, change), async (start, changes) => {
      using repository = new Repository();
      await repository.create();
      const editsOf = (own: boolean): Edits =>
        Object.fromEntries(Object.entries(changes).flatMap(([path, edit]) => (edit.ours === own ? [[path, edit.content]] : [])));
      repository.edit(withOne(start));
      await repository.dvc('add', '--quiet', 'data');
      await repository.commit('Start');
      await repository.git('switch', '--quiet', '--create', 'other');
      repository.edit(editsOf(false));
      await repository.dvc('add', '--quiet', 'data');
      await repository.commit('Theirs');
      await repository.git('switch', '--quiet', 'main');
      await repository.dvc('checkout', '--quiet', '--force');
      repository.edit(editsOf(true));
      await repository.dvc('add', '--quiet', 'data');
      await repository.commit('Ours');
      await repository.git('merge', '--no-edit', 'other');
      await repository.dvc('checkout', '--quiet');
      const expected = Object.entries({ ...withOne(start), ...editsOf(true), ...editsOf(false) }).filter(([, text]) => text !== null);
      expect(repository.files('data')).toEqual(Object.fromEntries(expected.toSorted(([a], [b]) => (a < b ? -1 : 1))));
      expect(JSON.parse(await repository.dvc('status', '--json'))).toEqual({});
      const merged = repository.read('data.dvc');
      await repository.dvc('add', '--quiet', 'data');
      expect(repository.read('data.dvc')).toBe(merged);
    }),
    { numRuns: Number(process.env['SIGHTLINE_CASES'] ?? 12), seed: Number(process.env['SIGHTLINE_SEED'] ?? 1) },
  );
});

const stages = `stages:
  one: { cmd: cat in1 > out1, deps: [in1], params: [lr], outs: [out1] }
  two: { cmd: 'mkdir -p out2 && cat in2 > out2/x', deps: [in2], outs: [out2], metrics: [{ m2.json: { cache: false } }] }
  three: { cmd: cat out1 out2/x > out3, deps: [out1, out2], outs: [out3] }
`;

it('stages that DVC ran on different branches merge, and DVC runs only what depends on both', async () => {
  using repository = new Repository();
  await repository.create();
  const command = stages.replace('> out2/x', '> out2/x && echo 1 > m2.json');
  repository.edit({ 'dvc.yaml': command, 'params.yaml': 'lr: 1.0\n', in1: '1', in2: '2' });
  await repository.dvc('repro', '--quiet');
  await repository.commit('Start');
  await repository.git('switch', '--quiet', '--create', 'other');
  repository.edit({ in2: '22' });
  await repository.dvc('repro', '--quiet', 'two');
  await repository.commit('Theirs');
  await repository.git('switch', '--quiet', 'main');
  await repository.dvc('checkout', '--quiet');
  repository.edit({ 'params.yaml': 'lr: 1e-05\n', 'dvc.yaml': `${command}  four: { cmd: cat in1 > out4, deps: [in1], outs: [out4] }\n` });
  await repository.dvc('repro', '--quiet', 'one', 'four');
  await repository.commit('Ours');
  await repository.git('merge', '--no-edit', 'other');
  await repository.dvc('checkout', '--quiet');
  expect(Object.keys(JSON.parse(await repository.dvc('status', '--json')) as object)).toEqual(['three']);
  const merged = repository.read('dvc.lock');
  const log = await repository.dvc('repro');
  expect(log).toContain("Running stage 'three'");
  expect(log).not.toMatch(/Running stage '(?:one|two|four)'/);
  const others = (lock: string): string => lock.replace(/^ {2}three:\n(?: {4}.*\n)*/m, '');
  expect(others(repository.read('dvc.lock'))).toBe(others(merged));
  await repository.commit('Merged');
  await repository.dvc('repro', '--quiet', '--force', '--no-run-cache', 'four');
  expect(await repository.git('status', '--porcelain')).toBe('');
});
