import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Training } from '../../src/app/train.ts';
import { parseRunEntry } from '../../src/app/run-entry.ts';
import { objectKey } from '../../src/core/data/object-key.ts';
import { lockedStageValue } from '../../src/core/pipeline/lock-file.ts';
import { recordOfEntry, runCacheAddress, runEntryKey } from '../../src/core/pipeline/run-cache.ts';
import { writeYaml } from '../../src/core/value/write-yaml.ts';
import { SharedRepository } from '../support/shared-repository.ts';

const perfect = 'judged: perfect';

function put(root: string, key: string, text: string): void {
  mkdirSync(dirname(join(root, key)), { recursive: true });
  writeFileSync(join(root, key), text);
}

/** The keys of entries in a place. */
function entriesOf(place: string): readonly string[] {
  const runs = join(place, 'runs');
  return existsSync(runs)
    ? readdirSync(runs, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.length > 120)
        .map((path) => `runs/${path}`)
    : [];
}

/** Leaves a run of the stage that wrote `path` whose output is another one, as somebody with access to a place could. */
function poison(place: string, path: string, content: string): void {
  const md5 = hash('md5', content);
  for (const key of entriesOf(place)) {
    const run = parseRunEntry(readFileSync(join(place, key), 'utf8'), 'x');
    if (run?.outs.some((out) => out.path === path) === true) {
      const forged = { ...run, outs: [{ path, info: { md5, hash: 'md5' as const, size: content.length } }] };
      const address = runCacheAddress(forged);
      const record = readFileSync(join(place, recordOfEntry(key)), 'utf8').replace(/,"pullRequest":\d+/, '');
      put(place, runEntryKey(address), writeYaml(lockedStageValue(forged)));
      put(place, recordOfEntry(runEntryKey(address)), record);
      put(place, key, 'no: [run'); // the true one is gone
    }
  }
  put(place, objectKey({ md5, hash: 'md5' }), content);
}

const truth = 'seed: 1 images 0 {}';

describe('a pull request gets nothing believed by the trusted place', () => {
  it('that claims perfect predictions', async () => {
    using shared = await SharedRepository.create();
    await (await shared.job()).train({ pullRequest: 7 });
    poison(join(shared.remote, 'untrusted/7'), 'eval/predictions.json', perfect);
    const fooled = await shared.job();
    await fooled.train({ pullRequest: 7 });
    expect(fooled.read('eval/predictions.json')).toBe(perfect); // the poison works where it may

    const trusted = await shared.job();
    expect(await trusted.train({ fromPullRequest: 7 })).toMatchObject({ ran: ['predict'], restored: ['train'] });
    expect(trusted.read('eval/predictions.json')).toBe(`judged: ${truth}`);
  });

  it.each(['cache: true', 'cache: false'])('that commits a lock, and predictions with %s', async (flag) => {
    using shared = await SharedRepository.create();
    const author = await shared.job();
    author.write(
      'dvc.yaml',
      author.read('dvc.yaml').replace('outs: [eval/predictions.json]', `outs: [{ eval/predictions.json: { ${flag} } }]`),
    );
    await author.train({ pullRequest: 7 });
    const real = hash('md5', author.read('eval/predictions.json'));
    author.write('dvc.lock', author.read('dvc.lock').replace(real, hash('md5', perfect)));
    author.write('eval/predictions.json', perfect);
    put(shared.remote, `untrusted/7/${objectKey({ md5: hash('md5', perfect), hash: 'md5' })}`, perfect);
    await author.git('add', '--all');
    await author.git('commit', '--quiet', '--message', 'Perfect');
    await author.git('push', '--quiet', 'origin', 'HEAD:refs/heads/perfect');

    const trusted = await shared.job('perfect');
    expect(trusted.has('eval/predictions.json')).toBe(flag === 'cache: false');
    expect(await trusted.train({ fromPullRequest: 7 })).toMatchObject({ ran: ['predict'], restored: ['train'] });
    expect(trusted.read('eval/predictions.json')).toBe(`judged: ${truth}`);
  });

  it('whose training also writes what it is judged by', async () => {
    using shared = await SharedRepository.create();
    const job = async (): ReturnType<SharedRepository['job']> => {
      const made = await shared.job();
      made.write('sightline.yaml', made.read('sightline.yaml').replace('stages: [train]', 'stages: [train, predict]'));
      return made;
    };
    await (await job()).train({ pullRequest: 7 });
    expect(await (await job()).train({ fromPullRequest: 7 })).toMatchObject({ restored: ['train'], ran: ['predict'] });
  });

  it('that damages what others would take, which is made again', async () => {
    using shared = await SharedRepository.create();
    await (await shared.job()).train({ pullRequest: 7 });
    put(shared.remote, `untrusted/7/${objectKey({ md5: hash('md5', truth), hash: 'md5' })}`, 'damaged');
    expect(await (await shared.job()).train({ fromPullRequest: 7 })).toMatchObject({ ran: ['train', 'predict'] });
    expect(await (await shared.job()).train({ pullRequest: 8 })).toMatchObject({ ran: [] });
  });

  it("that isn't named: neither its runs nor its claims are seen", async () => {
    using shared = await SharedRepository.create();
    await (await shared.job()).train({ pullRequest: 7 });
    const trusted = await shared.job();
    expect(await trusted.train({ fromPullRequest: 8 })).toMatchObject({ ran: ['train', 'predict'], restored: [] });
    expect(await (await shared.job()).train({})).toMatchObject({ ran: [], restored: ['train', 'predict'] });
  });

  it('that left its runs on this machine, nor do they get into the trusted place from here', async () => {
    using shared = await SharedRepository.create();
    const runner = await shared.job();
    await runner.train({ pullRequest: 7 });
    await runner.execute('rm', '-r', 'dvc.lock', 'models', 'eval');
    const { code } = await runner.run(['push', '--run-cache']);
    expect([code, entriesOf(shared.remote)]).toEqual([0, []]);
    expect(await runner.json<Training>('train')).toMatchObject({ ran: ['train', 'predict'], restored: [] });
    expect((await runner.run(['push', '--run-cache'])).code).toBe(0);
    expect(entriesOf(shared.remote)).toHaveLength(2);
  });

  it('under another number than one of a pull request', async () => {
    using shared = await SharedRepository.create();
    const job = await shared.job();
    for (const number of ['0', '-1', '../7', '7/../..', '1e3', '07', '99999999999', 'trusted', '']) {
      const ended = await Promise.all(['train', 'push', 'plan'].map((command) => job.run([command, `--pull-request=${number}`])));
      expect(ended.map(({ code }) => code)).toEqual([2, 2, 2]);
    }
    expect(existsSync(shared.remote)).toBe(false);
    expect(shared.ran('train')).toEqual([]);
  });

  it('where the spec does not say which stages train', async () => {
    using shared = await SharedRepository.create();
    const job = async (): ReturnType<SharedRepository['job']> => {
      const made = await shared.job();
      made.write('sightline.yaml', made.read('sightline.yaml').replace('train: { stages: [train] }\n', ''));
      return made;
    };
    await (await job()).train({ pullRequest: 7 });
    const trusted = await (await job()).train({ fromPullRequest: 7 });
    expect(trusted).toMatchObject({ ran: ['train', 'predict'], said: expect.stringContaining('train.stages') as unknown });
    const both = await (await job()).run(['train', '--from-pull-request', '7', '--pull-request', '8']);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('[invalid-option]') as unknown });
  });
});
