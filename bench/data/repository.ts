import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchCommand } from '../measure.ts';
import { moveAway } from './trash.ts';

/** A tool with a repository, a remote and state of its own. */
export interface Tool {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const pipeline = `stages:
  train: { cmd: echo trained > model, deps: [data], outs: [{ model: { cache: false } }] }
`;

/** A repository in which one tool works. */
export class Repository {
  readonly root: string;
  readonly remote: string;
  readonly tool: Tool;
  readonly #state: string;
  readonly #trash: string;

  constructor(folder: string, tool: Tool) {
    this.tool = tool;
    this.root = join(folder, tool.name, 'repository');
    this.remote = join(folder, tool.name, 'remote');
    this.#state = join(folder, tool.name, 'state');
    this.#trash = join(folder, 'trash');
  }

  get name(): string {
    return this.tool.name;
  }

  /** Makes an empty project. */
  start(): void {
    mkdirSync(this.root, { recursive: true });
    this.run('git', 'init', '--quiet');
    this.runTool('init', '--quiet');
  }

  /** Makes it with a copy of the images, added, and the remotes `folder` and `cloud`. */
  create(images: string, cloud: ReadonlyMap<string, string>): void {
    this.start();
    const sections = new Map([
      [
        'core',
        new Map([
          ['remote', 'folder'],
          ['autostage', 'false'],
        ]),
      ],
      [`'remote "folder"'`, new Map([['url', this.remote]])],
      [`'remote "cloud"'`, cloud],
    ]);
    const text = [...sections].map(([name, settings]) =>
      [`[${name}]`, ...[...settings].map(([key, value]) => `    ${key} = ${value}`)].join('\n'),
    );
    writeFileSync(join(this.root, '.dvc/config'), `${text.join('\n')}\n`);
    cpSync(images, join(this.root, 'data'), { recursive: true });
    writeFileSync(join(this.root, 'dvc.yaml'), pipeline);
    this.runTool('add', '--quiet', 'data');
    this.runTool('repro', '--quiet');
  }

  /** A command of the tool in the repository. */
  command(...args: string[]): BenchCommand {
    return { command: this.tool.program, args: [...this.tool.args, ...args], cwd: this.root, env: this.#env() };
  }

  /** Moves paths of the repository out of it. */
  remove(...paths: string[]): void {
    paths.forEach((path) => moveAway(join(this.root, path), this.#trash));
  }

  /** Deletes paths of few files, which would fill the disk if they were kept. */
  delete(...paths: string[]): void {
    paths.forEach((path) => rmSync(join(this.root, path), { recursive: true, force: true }));
  }

  /** Forgets what the tool remembered between runs. */
  forget(): void {
    moveAway(this.#state, this.#trash);
    this.remove('.dvc/tmp');
  }

  /** Runs the tool to its end, not timed. */
  runTool(...args: string[]): void {
    this.run(this.tool.program, ...this.tool.args, ...args);
  }

  /** Runs a program in the repository. */
  run(program: string, ...args: string[]): void {
    execFileSync(program, args, { cwd: this.root, env: { ...process.env, ...this.#env() }, stdio: 'pipe' });
  }

  #env(): Readonly<Record<string, string>> {
    return { ...this.tool.env, SIGHTLINE_CACHE_DIR: this.#state, DVC_SITE_CACHE_DIR: this.#state };
  }
}
