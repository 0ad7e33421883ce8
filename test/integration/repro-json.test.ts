import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

/** `bad` fails between a stage before it, one that needs it, and one that doesn't. */
const stages = `stages:
  good: { cmd: echo good > good.txt, outs: [good.txt] }
  bad: { cmd: COMMAND, deps: [good.txt], outs: [bad.txt] }
  after: { cmd: cp bad.txt after.txt, deps: [bad.txt], outs: [after.txt] }
  other: { cmd: echo other > other.txt, outs: [other.txt] }
`;

async function project(root: string, command: string): Promise<ToyProject> {
  const toy = new ToyProject(root);
  await toy.create();
  await toy.write('dvc.yaml', stages.replace('COMMAND', command));
  return toy;
}

const failed = { stage: 'bad', outcome: 'failed', code: 'stage-failed' };

it('tells as JSON what became of each stage when one fails, and ends with 1', async () => {
  using folder = temporaryFolder();
  const toy = await project(folder.path, 'echo noise && exit 7');
  const { code, stdout, stderr } = await toy.sightline('repro', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    stages: [
      { stage: 'good', outcome: 'ran' },
      { ...failed, exitCode: 7, message: "stage 'bad' failed: 'echo noise && exit 7' ended with exit code 7" },
      { stage: 'after', outcome: 'skipped' },
      { stage: 'other', outcome: 'skipped' },
    ],
  });
  expect(stderr).toContain('This stage was not recorded.');
  expect(await toy.read('dvc.lock')).toContain('good:');
});

it('tells so with --keep-going, too', async () => {
  using folder = temporaryFolder();
  const toy = await project(folder.path, 'exit 9');
  const { code, stdout } = await toy.sightline('repro', '--json', '--keep-going');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    stages: [
      { stage: 'good', outcome: 'ran' },
      { ...failed, exitCode: 9 },
      { stage: 'after', outcome: 'skipped' },
      { stage: 'other', outcome: 'ran' },
    ],
  });
});

it('tells so for train', async () => {
  using folder = temporaryFolder();
  const toy = await project(folder.path, 'exit 7');
  const { code, stdout } = await toy.sightline('train', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    ran: ['good'],
    notedCommit: null,
    lockCommit: null,
    stages: [{ stage: 'good' }, { ...failed, exitCode: 7 }, { outcome: 'skipped' }, { outcome: 'skipped' }],
  });
});
