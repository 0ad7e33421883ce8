import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readHeadContext } from '../../src/app/head-context.ts';
import { plan } from '../../src/app/plan.ts';
import { type PlaceOptions, runReader } from '../../src/app/run-reader.ts';
import { type ClaimTiming, usualTiming } from '../../src/app/run-claims.ts';
import { openRunStatements } from '../../src/adapters/github/run-statements.ts';
import { train, type Training } from '../../src/app/train.ts';
import type { Cli } from '../../src/cli/command.ts';
import { exclusively, openProject } from '../../src/cli/project.ts';
import type { PlannedStage } from '../../src/core/pipeline/planned-stage.ts';
import type { Console } from '../../src/core/ports.ts';
import { execute, type Finished, git, sightlineWith } from './cli.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** Trains by writing down all that goes in, and notes outside of the repository that it ran. */
const trainScript = `set -e
. ./lib.sh
mkdir -p models
printf '%s' "$(grep seed: params.yaml) $(cat data.txt) $bias $(cat package-lock.json)" | tr '\\n' ' ' > models/toy.txt
printf 'train %s\\n' "$(cat models/toy.txt)" >> "$TRAIN_LOG"
if [ -n "$TRAIN_SECONDS" ]; then sleep "$TRAIN_SECONDS"; fi
if [ -n "$TRAIN_FAILS" ]; then rm "$TRAIN_FAILS"; exit 7; fi
`;
const predictScript = `set -e
mkdir -p eval
printf 'judged: %s' "$(cat models/toy.txt)" > eval/predictions.json
printf 'predict %s %s\\n' "$PLACE" "$(cat models/toy.txt)" >> "$TRAIN_LOG"
`;

const files: Readonly<Record<string, string>> = {
  'train.sh': trainScript,
  'predict.sh': predictScript,
  'lib.sh': 'bias=0\n',
  'params.yaml': 'seed: 1\n',
  'data.txt': 'images\n',
  'package-lock.json': '{}\n',
  'labels.csv': 'image,label\na.png,cat\n',
  'dvc.yaml': `stages:
  train: { cmd: sh train.sh, deps: [train.sh, data.txt], params: [seed], outs: [models/toy.txt] }
  predict: { cmd: sh predict.sh, deps: [predict.sh, models/toy.txt], outs: [eval/predictions.json] }
`,
  'sightline.yaml': `version: 1
model: { name: toy, task: classification, artifact: models/toy.txt }
data: { test: { labels: labels.csv } }
train: { stages: [train] }
evaluate: { predictions: eval/predictions.json }
`,
};

const silent: Console = {
  result: () => {},
  info: () => {},
  warn: () => {},
  progress: () => ({ advance: () => {}, [Symbol.dispose]: () => {} }),
};

/** A repository on a server, a remote for its data, and jobs that work in clones of their own. */
export class SharedRepository implements Disposable {
  readonly #folder: TemporaryFolder;
  readonly #env: Readonly<Record<string, string>>;
  #jobs = 0;

  private constructor(folder: TemporaryFolder, env: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#env = { ...env, TRAIN_LOG: join(folder.path, 'trainings.log') };
  }

  /** With the files on main, nothing trained yet. `remote` are settings of the default remote: by default a folder. */
  static async create(remote?: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}): Promise<SharedRepository> {
    const folder = temporaryFolder();
    const shared = new SharedRepository(folder, env);
    mkdirSync(shared.origin);
    await git(shared.origin, 'init', '--quiet', '--initial-branch', 'main');
    await sightlineWith(env, shared.origin, 'init', '-q');
    const settings = Object.entries(remote ?? { url: shared.remote }).map(([key, value]) => `    ${key} = ${value}\n`);
    shared.write(shared.origin, { ...files, '.dvc/config': `[core]\n    remote = store\n['remote "store"']\n${settings.join('')}` });
    await git(shared.origin, 'add', '--all');
    await git(shared.origin, 'commit', '--quiet', '--message', 'Start');
    return shared;
  }

  get origin(): string {
    return join(this.#folder.path, 'origin');
  }

  /** The folder of the remote, where it is one. */
  get remote(): string {
    return join(this.#folder.path, 'remote');
  }

  write(root: string, contents: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(contents)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  }

  /** A fresh clone at a revision. */
  async job(revision = 'main'): Promise<Job> {
    this.#jobs += 1;
    const root = join(this.#folder.path, `job-${this.#jobs}`);
    await git(this.#folder.path, 'clone', '--quiet', this.origin, root);
    await git(root, 'checkout', '--quiet', revision);
    return new Job(root, this.#env);
  }

  /** Every command of a stage that ran anywhere: its stage, and all that went in. */
  ran(stage: 'train' | 'predict'): readonly string[] {
    const log = join(this.#folder.path, 'trainings.log');
    const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
    return lines.filter((line) => line.startsWith(`${stage} `)).map((line) => line.slice(stage.length + 1));
  }

  /** Makes main what another branch of the server is. */
  async moveMain(branch: string): Promise<void> {
    await git(this.origin, 'update-ref', 'refs/heads/main', `refs/heads/${branch}`);
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

/** A clone in which one job works. */
export class Job {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;

  constructor(root: string, env: Readonly<Record<string, string>>) {
    this.root = root;
    this.env = env;
  }

  /** The same with more variables in its environment. */
  with(env: Readonly<Record<string, string>>): Job {
    return new Job(this.root, { ...this.env, ...env });
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
    return sightlineWith({ ...this.env, ...env }, this.root, ...args);
  }

  /** Runs a command that must succeed and prints JSON. */
  async json<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.run([...args, '--json']);
    if (code !== 0) {
      throw new Error(`sightline ${args.join(' ')} ended with ${code}: ${stderr}`);
    }
    return JSON.parse(stdout) as T;
  }

  /** Trains in this process, with claims by a clock of its own; answers what `train` would, with what it said. */
  async train(
    places: PlaceOptions,
    timing: Partial<ClaimTiming> = {},
    signal = new AbortController().signal,
  ): Promise<Training & { readonly said: string }> {
    const lines: string[] = [];
    const say = (line: string): void => void lines.push(line);
    const console = { ...silent, info: say, warn: say };
    const cli = this.#cli(console, signal, { PLACE: places.pullRequest === undefined ? 'trusted' : 'untrusted' });
    const by = { holder: `job in ${this.root}`, nonce: randomUUID(), now: () => Date.now(), timing: { ...usualTiming, ...timing } };
    using project = openProject(cli);
    const work = async (): Promise<Training> =>
      train(project, {
        targets: [],
        jobs: 1,
        pull: true,
        quietStdout: true,
        writer: 'test',
        signal,
        places,
        by,
        statements: openRunStatements(cli.env),
      });
    const { failure, ...training } = await exclusively(project, cli, 'train', work);
    if (failure !== undefined) {
      throw failure;
    }
    return { ...training, said: lines.join('\n') };
  }

  /** Plans in this process, asking the remote. */
  async plan(places: PlaceOptions): Promise<readonly PlannedStage[]> {
    using project = openProject(this.#cli(silent, new AbortController().signal, {}));
    const { otherLocks, spec } = await readHeadContext(project);
    const options = { targets: [], otherLocks, codePaths: spec?.train.code, writer: 'test', signal: new AbortController().signal };
    return await plan(project, { ...options, reader: runReader(spec, places, () => {}) });
  }

  #cli(console: Console, signal: AbortSignal, more: Readonly<Record<string, string>>): Cli {
    const own = { HOME: dirname(this.root), SIGHTLINE_CACHE_DIR: join(this.root, '.git/sightline-index') };
    return { cwd: this.root, env: { PATH: process.env['PATH'], ...own, ...this.env, ...more }, console, signal, exitWith: () => {} };
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  append(path: string, text: string): void {
    appendFileSync(join(this.root, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  git(...args: string[]): Promise<string> {
    return git(this.root, ...args);
  }

  /** Runs a program without a shell. */
  execute(program: string, ...args: string[]): Promise<Finished> {
    return execute(program, args, this.root, this.env);
  }
}
