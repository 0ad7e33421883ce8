import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planMarkdown } from '../../src/core/report/plan-markdown.ts';
import { planText } from '../../src/core/report/plan-text.ts';
import { type Finished, sightlineWith } from '../support/cli.ts';
import { type ProposedChange, proposedChange, proposedSpec } from '../support/proposed-change.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Main's spec with gates and an allow-list. */
const ruled = proposedSpec
  .replace('stages: [train]', 'stages: [train], allowRunsOn: [[self-hosted, gpu, large]]')
  .replace('predictions.txt', 'predictions.txt, primary: { margin: 0.001 }, gates: [{ metric: accuracy, require: not-worse }]');

async function ruledChange(): Promise<ProposedChange> {
  return proposedChange({ 'sightline.yaml': ruled });
}

function edited(change: ProposedChange, from: string, to: string): void {
  const text = change.main.read('sightline.yaml');
  expect(text).toContain(from);
  change.write('sightline.yaml', text.replace(from, to));
  change.commit();
}

describe('what the base branch governs takes effect after the merge', () => {
  it.each([
    ['gates', ', gates: [{ metric: accuracy, require: not-worse }]', '', 'evaluate.gates'],
    ['the margin of the primary metric', 'margin: 0.001', 'margin: 0.5', 'evaluate.primary'],
    ['the list of runners', '[[self-hosted, gpu, large]]', '[[ubuntu-latest]]', 'train.allowRunsOn'],
    ['the name that reports go by', 'name: toy', 'name: other', 'model.name'],
  ])('%s', async (_, from, to, key) => {
    using change = await ruledChange();
    edited(change, from, to);
    const plan = await change.plan();
    expect(plan.projects[0]?.governed).toMatchObject([{ key, file: 'sightline.yaml', line: expect.any(Number) }]);
    expect(plan.projects[0]?.report).toBe('toy');
    expect(planText(plan)).toContain(`after the merge: ${key}`);
    expect(planMarkdown(plan)).toContain(`\`${key}\``);
  });

  it.each([
    ['policies', 'version: 1', 'version: 1\npolicies: [policies/none.yaml]'],
    ['approvers', 'version: 1', 'version: 1\napprovers: [stranger]'],
    ['a budget', 'stages: [train]', 'stages: [train], budget: { hourlyUsd: 1000 }'],
    ['an engine', 'stages: [train]', 'stages: [train], engine: kubernetes'],
  ])('%s is a key that nobody knows, and refused at its place', async (_, from, to) => {
    using change = await ruledChange();
    edited(change, from, to);
    await expect(change.plan()).rejects.toMatchObject({
      code: 'invalid-spec',
      message: expect.stringContaining('unknown key'),
      place: { file: 'sightline.yaml', line: expect.any(Number) },
    });
  });
});

describe('the runner', () => {
  it.each([
    ['another', '[self-hosted, production]', '[[self-hosted, gpu, large]]'],
    ['another that it allows itself', '[self-hosted, production]', '[[self-hosted, production]]'],
    ['fewer labels, which more machines have', '[self-hosted]', '[[self-hosted, gpu, large]]'],
  ])('may not be %s', async (_, runsOn, allowed) => {
    using change = await ruledChange();
    edited(change, 'allowRunsOn: [[self-hosted, gpu, large]]', `runsOn: ${runsOn}, allowRunsOn: ${allowed}`);
    const plan = await change.plan();
    expect(plan).toMatchObject({ needed: false, matrix: { include: [] } });
    expect(plan.projects[0]?.refused).toMatchObject({
      file: 'sightline.yaml',
      line: 4,
      message: expect.stringContaining('lets nothing run on'),
    });
    expect(planText(plan)).toContain('refused: the base branch lets nothing run on');
  });

  it("may be one of base's list, in any order and case", async () => {
    using change = await ruledChange();
    edited(change, 'stages: [train]', 'stages: [train], runsOn: [Large, gpu, self-hosted]');
    expect((await change.plan()).matrix.include[0]?.runsOn).toEqual(['Large', 'gpu', 'self-hosted']);
  });

  it.each(['${{ secrets.TOKEN }}', '"a\\nb"', '["x"', 'group: production'])('may not be called %s', async (label) => {
    using change = await ruledChange();
    edited(change, 'stages: [train]', `stages: [train], runsOn: ["${label}"]`);
    await expect(change.plan()).rejects.toMatchObject({ place: { file: 'sightline.yaml' } });
  });

  it('of a project that base does not have is the one of a spec that says nothing', async () => {
    using change = await ruledChange();
    change.write('new/.dvc/config', '');
    change.write('new/dvc.yaml', 'stages: { train: { cmd: echo 1 > model.txt, outs: [model.txt] } }\n');
    change.write('new/sightline.yaml', proposedSpec.replace('toy', 'new').replace('[train]', '[train], runsOn: [production]'));
    change.commit();
    expect((await change.plan()).projects.find(({ folder }) => folder === 'new')?.refused).toMatchObject({ file: 'new/sightline.yaml' });
  });
});

describe('where runs are kept', () => {
  const config = (url: string): string => `[core]\n    remote = storage\n['remote "storage"']\n    url = ${url}\n`;

  it.each([['.dvc/config'], ['.dvc/config.local'], ['.dvc/config.sightline']])('is told by base, whatever %s says', async (path) => {
    using change = await proposedChange({ '.dvc/config': config('/srv/ours') });
    change.write(path, config('/srv/theirs'));
    change.git('add', '--force', path);
    change.commit();
    const plan = await change.plan();
    const told = path === '.dvc/config' ? { key: 'remote.storage.url', base: '"/srv/ours"', head: '"/srv/theirs"' } : {};
    expect(plan.projects[0]?.governed).toEqual(expect.arrayContaining([expect.objectContaining({ file: path, ...told })]));
    using project = await change.open();
    expect((await project.remotes.open()).settings).toMatchObject({ kind: 'local', folder: '/srv/ours' });
  });

  it('is where base says, too, for a job that pushes', async () => {
    using folder = temporaryFolder();
    const [ours, theirs] = ['ours', 'theirs'].map((name) => join(folder.path, name));
    using change = await proposedChange({ '.dvc/config': config(String(ours)) });
    change.write('.dvc/config', config(String(theirs)));
    change.write('.dvc/config.local', config(String(theirs)));
    change.git('add', '--force', '.dvc/config.local');
    change.commit();
    change.write('new.txt', 'x');
    const push = (env: Readonly<Record<string, string>>): Promise<Finished> =>
      sightlineWith({ ...change.main.env, ...env }, change.root, 'push', '--pull-request', '7', 'new.txt.dvc');
    await sightlineWith(change.main.env, change.root, 'add', 'new.txt');
    expect((await push({ SIGHTLINE_BASE: 'origin/main' })).stderr).toBe('');
    expect([existsSync(join(String(ours), 'untrusted/7/files/md5')), existsSync(String(theirs))]).toEqual([true, false]);
    await push({});
    expect(existsSync(String(theirs))).toBe(true); // without that it would have been
    expect(await push({ SIGHTLINE_BASE: '0'.repeat(40) })).toMatchObject({ code: 2, stderr: expect.stringContaining('fetch-depth: 0') });
  });

  it('is nowhere for a project that base does not have', async () => {
    using change = await proposedChange();
    change.write('.dvc/config', config('/srv/theirs'));
    change.commit();
    using project = await change.open();
    await expect(project.remotes.open()).rejects.toMatchObject({ code: 'no-remote' });
  });

  it('is not shown where it holds a secret', async () => {
    using change = await proposedChange();
    change.write('.dvc/config', `${config('s3://theirs')}    secret_access_key = hunter2\n`);
    change.commit();
    expect(JSON.stringify(await change.plan())).not.toContain('hunter2');
  });
});

describe('files that are made to break a reader', () => {
  it.each([['sightline.yaml'], ['dvc.yaml'], ['dvc.lock'], ['params.yaml'], ['data.dvc'], ['.dvc/config']])(
    'are refused where %s is a link that leads out of the repository',
    async (path) => {
      using change = await proposedChange();
      change.link(path, '/etc/hostname');
      change.commit();
      await expect(change.plan()).rejects.toMatchObject({ code: 'forbidden-path', place: { file: path } });
    },
  );

  it('are refused where dvc.yaml takes values from outside of the repository', async () => {
    using change = await proposedChange();
    change.write('dvc.yaml', 'vars: [../../../../../../etc/hostname]\nstages: { train: { cmd: echo, outs: [model.txt] } }\n');
    change.commit();
    await expect(change.plan()).rejects.toMatchObject({ code: 'forbidden-path' });
  });

  const billions = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}, *a${at}]\n`).join('');

  it.each([
    ['aliases that stand for themselves', 'a: &a [*a]\n'],
    ['aliases of aliases that grow without end', `a0: &a0 [x]\n${billions}`],
    ['endless nesting', `a: ${'['.repeat(100_000)}`],
  ])('are refused for %s', async (_, text) => {
    for (const path of ['sightline.yaml', 'dvc.yaml', 'params.yaml', 'dvc.lock', 'data.dvc']) {
      using change = await proposedChange();
      change.write(path, text);
      change.commit();
      await expect(change.plan()).rejects.toMatchObject({ code: 'yaml-syntax', place: { file: path, line: expect.any(Number) } });
    }
  });

  it('are refused where they are huge, before they are read', async () => {
    using change = await proposedChange();
    change.write('sightline.yaml', `version: 1\n# ${'x'.repeat(40 << 20)}\n`);
    change.commit();
    const before = process.memoryUsage().arrayBuffers;
    await expect(change.plan()).rejects.toMatchObject({ code: 'file-too-large', place: { file: 'sightline.yaml' } });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 << 20);
  });
});

describe('names', () => {
  const names = ['@maintainer', '](https:evil)', '<img src=x onerror=y>', 'a|b', '`x`', '\u001b[31m', '::error::x', '\u202egpj', '--base'];

  it('in a plan are shown as they are, and are no markup, mention, command or link', async () => {
    using change = await proposedChange();
    for (const name of names) {
      change.write(`${name.replaceAll('/', '')}/x.py`, 'x');
    }
    const stages = names.map(
      (name, at) =>
        `  ${JSON.stringify(`s${at} ${name}`.replaceAll(/[/@:|<>]/g, '_'))}: { cmd: x, deps: [${JSON.stringify(`${name}/x.py`)}] }\n`,
    );
    change.write('dvc.yaml', `stages:\n${stages.join('')}`);
    change.commit();
    const plan = await change.plan();
    const markdown = planMarkdown(plan);
    const bare = markdown.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(bare).not.toMatch(/[@<>\u202e]|(?!\n)\p{Cc}|\]\(|::/u);
    expect(planText(plan)).not.toMatch(/\u202e|(?!\n)\p{Cc}/u);
    expect(planText(plan)).not.toMatch(/^::/m);
  });
});
