import { describe, expect, it } from 'vitest';
import { actionsOf, proposedChange, proposedSpec } from '../support/proposed-change.ts';

describe('a change that was planned on a machine without data', () => {
  it('trains what its parameter makes stale', async () => {
    using change = await proposedChange();
    change.write('params.yaml', 'skill: 0.9\n');
    change.commit();
    const plan = await change.plan();
    expect(plan).toMatchObject({ needed: true, trainings: 1, pullRequest: 7, cost: 'not configured', policy: 'not configured' });
    expect(plan.matrix.include).toEqual([{ folder: '.', report: 'toy', runsOn: ['self-hosted', 'gpu'], trainings: 1 }]);
    expect(actionsOf(plan)).toEqual({ 'data.dvc': 'unchanged', train: 'run', predict: 'may-run' });
    expect(plan.changes).toEqual([{ kind: 'parameters', count: 1, files: ['params.yaml'] }]);
  });

  it.each([
    ['prose', 'README.md', 'A toy that learns.\n'],
    ['a comment in the spec', 'sightline.yaml', `# ours\n${proposedSpec}`],
    ['a comment in the parameters', 'params.yaml', 'skill: 0.80 # high\n'],
    ['a comment in the pipeline', 'dvc.yaml', undefined],
  ])('trains nothing for %s', async (_, path, text) => {
    using change = await proposedChange();
    change.write(path, text ?? `# stages\n${change.main.read(path)}`);
    change.commit();
    const plan = await change.plan();
    expect(plan).toMatchObject({ needed: false, trainings: 0, matrix: { include: [] }, stages: [] });
    expect(plan.changes).toEqual([{ kind: 'prose', count: 1, files: [path] }]);
  });

  it('trains for a comment in code that a stage names, since a program may read its own text', async () => {
    using change = await proposedChange();
    change.write('train.sh', '# faster\ncat data/* params.yaml > model.txt\n');
    change.commit();
    expect(actionsOf(await change.plan())).toMatchObject({ train: 'run' });
  });

  it('believes the lock for code that no stage names, as DVC does', async () => {
    using change = await proposedChange();
    change.write('helper.sh', 'false\n');
    change.commit();
    expect(await change.plan()).toMatchObject({ needed: false, changes: [{ kind: 'code', count: 1 }] });
  });

  it('trains for data by the hash in its .dvc file', async () => {
    using change = await proposedChange();
    change.write('data.dvc', change.main.read('data.dvc').replace(/md5: [0-9a-f]{32}/, `md5: ${'0'.repeat(32)}`));
    change.commit();
    expect(actionsOf(await change.plan())).toEqual({ 'data.dvc': 'unchanged', train: 'run', predict: 'may-run' });
  });

  it('judges anew, and trains nothing, for labels that models are judged on', async () => {
    using change = await proposedChange();
    change.write('labels.csv', 'image,label\na.png,dog\n');
    change.commit();
    expect(await change.plan()).toMatchObject({ needed: true, trainings: 0, changes: [{ kind: 'data' }] });
  });

  it('judges anew, and trains nothing, what its author trained and committed the lock of', async () => {
    using change = await proposedChange();
    change.main.write('params.yaml', 'skill: 0.9\n');
    await change.main.repro();
    for (const path of ['params.yaml', 'dvc.lock']) {
      change.write(path, change.main.read(path));
    }
    change.commit();
    expect(await change.plan()).toMatchObject({ needed: true, trainings: 0, matrix: { include: [{ trainings: 0 }] } });
  });

  it('takes the deletion of a file that git keeps for one', async () => {
    using change = await proposedChange();
    change.git('rm', '--quiet', 'train.sh');
    change.commit();
    const plan = await change.plan();
    expect(plan.stages.find(({ stage }) => stage === 'train')).toMatchObject({ action: 'run', reasons: ['train.sh is deleted'] });
  });

  it('counts changes from the merge base, whatever came to the base since', async () => {
    using change = await proposedChange();
    change.write('README.md', 'B\n');
    change.commit();
    change.main.write('params.yaml', 'skill: 0.5\n');
    change.main.git('commit', '--quiet', '-am', 'Another');
    change.git('fetch', '--quiet');
    expect(await change.plan()).toMatchObject({ needed: false, changes: [{ kind: 'prose' }] });
  });
});

it('trains what is stale on the base itself, though nothing differs', async () => {
  using change = await proposedChange({}, { train: false });
  expect(await change.plan()).toMatchObject({ needed: true, trainings: 1, changes: [] });
  change.write('README.md', 'B\n');
  change.commit();
  expect(await change.plan()).toMatchObject({ needed: false });
});

it('plans every project of a repository that a change reaches, each in its folder', async () => {
  using change = await proposedChange();
  for (const folder of ['a', 'b']) {
    change.write(`${folder}/.dvc/config`, '');
    change.write(`${folder}/sightline.yaml`, proposedSpec.replace('toy', `toy-${folder}`));
    change.write(`${folder}/dvc.yaml`, 'stages: { train: { cmd: echo 1 > model.txt, params: [skill], outs: [model.txt] } }\n');
    change.write(`${folder}/params.yaml`, 'skill: 1\n');
  }
  change.write('lost/sightline.yaml', proposedSpec);
  change.commit();
  const plan = await change.plan();
  expect(plan.matrix.include.map(({ folder, report }) => [folder, report])).toEqual([
    ['a', 'toy-a'],
    ['b', 'toy-b'],
  ]);
  expect(plan.notes).toEqual(['lost/sightline.yaml is left out: there is no .dvc folder beside it.']);
  change.write('b/sightline.yaml', proposedSpec.replace('toy', 'toy-a'));
  change.commit();
  await expect(change.plan()).rejects.toMatchObject({ code: 'invalid-spec', place: { file: 'b/sightline.yaml' } });
  change.write('b/sightline.yaml', 'version: 1\nmodell: {}\n');
  change.commit();
  await expect(change.plan()).rejects.toMatchObject({ code: 'invalid-spec', place: { file: 'b/sightline.yaml', line: 2 } });
});

it('says how to fetch history where a clone has none in common', async () => {
  using change = await proposedChange();
  change.write('params.yaml', 'skill: 0.9\n');
  change.commit();
  change.git('checkout', '--quiet', '--orphan', 'alone');
  change.commit();
  await expect(change.plan()).rejects.toMatchObject({ code: 'no-merge-base', hint: expect.stringContaining('fetch-depth: 0') });
  change.git('update-ref', '-d', 'refs/remotes/origin/main');
  await expect(change.plan()).rejects.toMatchObject({ code: 'unknown-revision', hint: expect.stringContaining('fetch-depth: 0') });
});

it("says that it is base's spec which is wrong, though the change mends it", async () => {
  using change = await proposedChange({ 'sightline.yaml': `${proposedSpec}policies: []\n` });
  change.write('sightline.yaml', proposedSpec);
  change.commit();
  await expect(change.plan()).rejects.toMatchObject({
    code: 'invalid-spec',
    message: expect.stringMatching(/^the spec of the base branch, which governs, is wrong at line 6: unknown key 'policies'/),
  });
});

it('refuses more jobs than a matrix of GitHub Actions holds', async () => {
  using change = await proposedChange();
  for (let at = 0; at < 257; at += 1) {
    change.write(`p${at}/.dvc/config`, '');
    change.write(`p${at}/sightline.yaml`, proposedSpec.replace('toy', `toy-${at}`));
    change.write(`p${at}/dvc.yaml`, 'stages: { train: { cmd: echo 1 > model.txt, outs: [model.txt] } }\n');
  }
  change.commit();
  await expect(change.plan()).rejects.toMatchObject({ code: 'too-many-projects', message: expect.stringContaining('257') });
  change.git('rm', '-r', '--quiet', 'p256');
  change.commit();
  expect((await change.plan()).matrix.include).toHaveLength(256);
});
