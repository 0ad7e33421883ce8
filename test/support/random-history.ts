import { type Chance, createChance } from '../../scripts/simulations/chance.ts';
import type { PlannedStage } from '../../src/core/pipeline/planned-stage.ts';
import { type Job, SharedRepository } from './shared-repository.ts';

/** What pull requests change: of each file a few contents, so that histories come back to what was before. */
const edits: Readonly<Record<string, readonly string[]>> = {
  'params.yaml': ['seed: 1\n', 'seed: 2\n', '# the same\nseed: 2\n', 'seed: 3\n'],
  'data.txt': ['images\n', 'more images\n'],
  'lib.sh': ['bias=0\n', 'bias=1\n'], // no stage declares it
  'package-lock.json': ['{}\n', '{ "version": 2 }\n'],
  'README.md': ['A\n', 'B\n'],
};

/** What happened. */
export interface History {
  /** What must not have: something trained twice, or served though it is of other inputs. */
  readonly faults: readonly string[];
  readonly events: readonly string[];
  readonly trainings: number;
  /** Jobs whose plan had nothing to train. */
  readonly idle: number;
}

/**
 * Lives through a repository's random history: pull requests, pushes to them, two at once that want the same, merges through a
 * queue, reverts, and jobs that run again.
 */
export async function liveHistory(
  seed: number,
  steps: number,
  remote?: Readonly<Record<string, string>>,
  env?: Readonly<Record<string, string>>,
): Promise<History> {
  using shared = await SharedRepository.create(remote, env);
  const history = new RandomHistory(shared, seed);
  try {
    await history.live(steps);
  } catch (error) {
    throw new Error(`history ${seed}:\n${history.result().events.join('\n')}`, { cause: error });
  }
  return history.result();
}

class RandomHistory {
  readonly #shared: SharedRepository;
  readonly #chance: Chance;
  readonly #events: string[] = [];
  readonly #faults: string[] = [];
  /** Open pull requests by number, and their branches. */
  readonly #open = new Map<number, string>();
  #last = 0;
  #idle = 0;

  constructor(shared: SharedRepository, seed: number) {
    this.#shared = shared;
    this.#chance = createChance(seed);
  }

  result(): History {
    return { faults: this.#faults, events: this.#events, trainings: this.#shared.ran('train').length, idle: this.#idle };
  }

  async live(steps: number): Promise<void> {
    await this.#trusted('main', undefined, 'start');
    for (let step = 0; step < steps; step += 1) {
      await this.#step();
      const ran = this.#shared.ran('train');
      this.#demand(new Set(ran).size === ran.length, 'trained twice');
    }
  }

  async #step(): Promise<void> {
    const open = [...this.#open.keys()];
    const number = this.#pick(open);
    const what = this.#pick(['open', 'twins', 'push', 'merge', 'merge', 'revert', 'again'] as const) ?? 'again';
    if (what === 'open' || (number === undefined && what !== 'twins' && what !== 'revert' && what !== 'again')) {
      await this.#check(await this.#propose('main', (job) => this.#edit(job)), 'open');
    } else if (what === 'twins') {
      const path = this.#pick(Object.keys(edits)) ?? 'params.yaml';
      const text = this.#pick(edits[path] ?? []) ?? '';
      const twins = [
        await this.#propose('main', (job) => job.write(path, text)),
        await this.#propose('main', (job) => job.write(path, text)),
      ];
      await Promise.all(twins.map((twin) => this.#check(twin, 'twin')));
    } else if (what === 'push' && number !== undefined) {
      await this.#push(number, (job) => this.#edit(job));
      await this.#check(number, 'push');
    } else if (what === 'merge' && number !== undefined) {
      await this.#merge(number);
    } else if (what === 'revert') {
      await this.#revert();
    } else {
      await this.#trusted('main', undefined, 'again');
    }
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.#chance.below(items.length)];
  }

  #edit(job: Job): void {
    const path = this.#pick(Object.keys(edits)) ?? 'params.yaml';
    job.write(path, this.#pick(edits[path] ?? []) ?? '');
  }

  /** Opens a pull request. */
  async #propose(from: string, work: (job: Job) => unknown): Promise<number> {
    this.#last += 1;
    const branch = `pull-${this.#last}`;
    const job = await this.#shared.job(from);
    await this.#commit(job, work, branch);
    this.#open.set(this.#last, branch);
    return this.#last;
  }

  async #push(number: number, work: (job: Job) => unknown): Promise<void> {
    const branch = this.#open.get(number) ?? '';
    await this.#commit(await this.#shared.job(`origin/${branch}`), work, branch);
  }

  async #commit(job: Job, work: (job: Job) => unknown, branch: string): Promise<void> {
    await work(job);
    await job.git('add', '--all');
    await job.git('commit', '--quiet', '--allow-empty', '--message', branch);
    await job.git('push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`);
  }

  /** The job of a pull request works on what merging it would make. */
  async #check(number: number, why: string): Promise<Job> {
    const job = await this.#shared.job('main');
    await job.git('merge', '--quiet', '--no-edit', '-X', 'theirs', `origin/${this.#open.get(number)}`);
    await this.#train(job, { pullRequest: number }, `${why} ${number}`);
    return job;
  }

  /** The queue checks what will be the branch, and then moves it there; as a merge, or as one commit with the same files. */
  async #merge(number: number): Promise<void> {
    const job = await this.#check(number, 'queue');
    await job.git('restore', '.');
    if (this.#chance.uniform() < 0.5) {
      await job.git('reset', '--quiet', '--soft', 'origin/main');
      await job.git('commit', '--quiet', '--allow-empty', '--message', `Squash ${number}`);
    }
    await job.git('push', '--quiet', 'origin', 'HEAD:refs/heads/merged');
    await this.#shared.moveMain('merged');
    this.#open.delete(number);
    await this.#trusted('main', number, 'merge');
  }

  async #revert(): Promise<void> {
    const number = await this.#propose('main', async (job) => {
      const earlier = (await job.git('rev-list', '--first-parent', '--max-count', '4', 'HEAD')).trim().split('\n');
      await job.git('restore', '--source', this.#pick(earlier) ?? 'HEAD', '--', '.');
    });
    await this.#merge(number);
  }

  async #trusted(revision: string, fromPullRequest: number | undefined, why: string): Promise<void> {
    await this.#train(await this.#shared.job(revision), { fromPullRequest, proven: true }, `${why} trusted`);
  }

  async #train(
    job: Job,
    places: { pullRequest?: number; fromPullRequest?: number | undefined; proven?: boolean },
    why: string,
  ): Promise<void> {
    const inputs = ['params.yaml', 'data.txt', 'lib.sh', 'package-lock.json'].map((path) => job.read(path));
    const [params = '', data, code = '', environment] = inputs.map((text) => text.trim());
    const model = `${params.split('\n').at(-1)} ${data} ${code.replace('bias=', '')} ${environment}`;
    const planned = await job.plan(places);
    const training = await job.train(places, { poll: 20 });
    this.#events.push(`${why}: ${model}: ${describe(planned)} -> ran ${training.ran.join(' ')}`);
    const [served, judged] = [job.read('models/toy.txt'), job.read('eval/predictions.json')];
    this.#demand(served === model && judged === `judged: ${model}`, `serves ${served} and ${judged}`);
    const isPlanned = planned.some(({ stage, action }) => stage === 'train' && action === 'run');
    this.#demand(isPlanned || !training.ran.includes('train'), 'trains what was planned as done');
    this.#idle += Number(!isPlanned);
    const isOwn = places.pullRequest !== undefined || this.#shared.ran('predict').includes(`trusted ${model}`);
    this.#demand(isOwn, 'believes predictions of a pull request');
  }

  #demand(holds: boolean, what: string): void {
    if (!holds) {
      this.#faults.push(`${what}, after\n${this.#events.join('\n')}`);
    }
  }
}

function describe(steps: readonly PlannedStage[]): string {
  return steps.map(({ stage, action }) => `${stage} ${action}`).join(', ');
}
