import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, roles, type Team, type TeamRun } from './team.ts';
import { toyTeam } from './toy-team.ts';

/** The machine that trains has another environment than the one that registers, as one with a GPU has. */
function trainsElsewhere(workflow: string): string {
  const runner = '    runs-on: ${{ matrix.runsOn }}\n';
  return workflow.replace(runner, `${runner}    env: { SIGHTLINE_IMAGE_DIGEST: 'sha256:elsewhere' }\n`);
}

describe('a push to the default branch', () => {
  let team: Team;
  let first: TeamRun;

  /** The repository on the twin: what others fetch. */
  const server = (...args: string[]): string =>
    execFileSync('git', ['-C', team.twin.repository.folder, ...args], { encoding: 'utf8' }).trim();

  beforeAll(async () => {
    team = await toyTeam();
    await team.sightline('push');
    team.push('main', 'Start');
    first = await team.releaseRun({ change: trainsElsewhere });
  });

  afterAll(async () => {
    await team[Symbol.asyncDispose]();
  });

  it('trains in the trusted place by the trusted role, and registers the model with its lock', () => {
    expect(ended(first)).toBe('plan: success, train: success, register: success');
    expect(first.text.split('training with skill 0.6')).toHaveLength(2); // and not again where it is registered
    expect(new Set(first.roles)).toEqual(new Set([`${roles.trusted} by repo:acme/defects:ref:refs/heads/main`]));
    expect(server('tag', '--list')).toBe('toy@v0.1.0');
    expect(server('notes', '--ref', 'refs/notes/sightline', 'show', 'main')).toContain('models/toy.txt');
    expect(team.bucket().filter((key) => key.startsWith('store/untrusted/'))).toEqual([]);
    expect(team.bucket().filter((key) => key.startsWith('store/runs/'))).not.toEqual([]);
  });

  it('takes over what the pull request trained, and judges it itself', { timeout: 300_000 }, async () => {
    team.git('switch', '--quiet', '--create', 'better');
    team.write('params.yaml', 'skill: 0.95\n');
    team.push('better', 'Train longer');
    const run = await team.trainRun('better');
    expect(ended(run)).toBe('plan: success, train: success');
    const { number } = await team.pullRequestEvent('better');
    team.git('switch', '--quiet', 'main');
    team.git('merge', '--quiet', '--no-ff', '--message', `Merge pull request #${number} from acme/better`, 'better');
    team.git('push', '--quiet', 'origin', 'main');
    const merged = await team.releaseRun();
    expect(ended(merged)).toBe('plan: success, train: success, register: success');
    expect(merged.text).not.toContain('training with');
    expect(merged.text).toContain("Running stage 'predict'");
    expect(server('tag', '--list', '--sort=creatordate').split('\n')).toEqual(['toy@v0.1.0', 'toy@v0.2.0']);
  });

  it('registers nothing when a gate says no, and says which', async () => {
    team.write('params.yaml', 'skill: 0.2\n');
    team.push('main', 'Break it');
    const run = await team.releaseRun();
    expect(run.jobs).toEqual({ plan: 'success', train: 'success', register: 'failure' });
    expect(run.text).toContain('[gate-failed]');
    expect(server('tag', '--list').split('\n')).toHaveLength(2);
  });
});
