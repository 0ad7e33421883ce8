import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { openChanges } from '../../src/adapters/git/changes.ts';
import { findProposedProjects } from '../../src/app/proposed-projects.ts';
import { planChangeHere } from '../../src/cli/plan-change.ts';
import { type OpenProject, openProposed } from '../../src/cli/project.ts';
import type { ChangePlan } from '../../src/core/github/change.ts';
import { testProject, type TestProject } from './test-project.ts';

/** A spec whose `train` section, or more, is to be filled in. */
export const proposedSpec = `version: 1
model: { name: toy, task: classification, artifact: model.txt }
data: { test: { labels: labels.csv } }
train: { stages: [train] }
evaluate: { predictions: predictions.txt }
`;

const files: Readonly<Record<string, string>> = {
  'sightline.yaml': proposedSpec,
  'params.yaml': 'skill: 0.8\n',
  'train.sh': 'cat data/* params.yaml > model.txt\n',
  'helper.sh': 'true\n',
  'labels.csv': 'image,label\na.png,cat\n',
  'README.md': 'A toy.\n',
  'data/a.png': 'a',
  'data/b.png': 'b',
  'dvc.yaml': `stages:
  train: { cmd: sh train.sh, deps: [train.sh, data], params: [skill], outs: [model.txt] }
  predict: { cmd: cp model.txt predictions.txt, deps: [model.txt], outs: [predictions.txt] }
`,
};

/** A repository with a trained main, and a clone that has `head` checked out and none of the data: what a light runner sees. */
export interface ProposedChange extends Disposable {
  readonly main: TestProject;
  /** Absolute: the clone. */
  readonly root: string;
  write(path: string, content: string): void;
  link(path: string, target: string): void;
  /** Commits all of the clone as the head of the change. */
  commit(): void;
  git(...args: string[]): string;
  plan(pullRequest?: number): Promise<ChangePlan>;
  /** The project of the repository's top as the plan opens it. */
  open(): Promise<OpenProject>;
}

/** Trains main and clones it; `more` are files of main that are added or replaced. `train: false` leaves main without a run. */
export async function proposedChange(more: Readonly<Record<string, string>> = {}, { train = true } = {}): Promise<ProposedChange> {
  const main = await testProject({ ...files, ...more });
  await main.add('data');
  if (train) {
    await main.repro();
  }
  main.git('add', '-A');
  main.git('commit', '--quiet', '-m', 'Start');
  const root = join(dirname(main.root), 'runner');
  main.git('clone', '--quiet', main.root, root);
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, env: main.env, encoding: 'utf8' });
  git('config', 'user.name', 'Author');
  git('config', 'user.email', 'author@example.com');
  git('switch', '--quiet', '-c', 'head');
  const place = (path: string): string => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  const console = { result: () => {}, info: () => {}, warn: () => {}, progress: () => ({ advance: () => {}, [Symbol.dispose]: () => {} }) };
  const env = { ...main.env, SIGHTLINE_CACHE_DIR: join(dirname(main.root), 'runner-cache') };
  const cli = { cwd: root, env, console, signal: new AbortController().signal, exitWith: () => {} };
  return {
    main,
    root,
    write: (path, content) => writeFileSync(place(path), content),
    link: (path, target) => {
      git('rm', '--quiet', '--ignore-unmatch', '--', path);
      symlinkSync(target, place(path));
    },
    commit: () => {
      git('add', '-A');
      git('commit', '--quiet', '--allow-empty', '-m', 'Change');
    },
    git,
    plan: (pullRequest = 7) => planChangeHere(cli, { bases: ['origin/main'], asksRemote: true, pullRequest }),
    open: async () => {
      const history = await openChanges(root);
      const { projects } = await findProposedProjects(history, 'origin/main');
      return openProposed(cli, root, { config: projects[0]?.config ?? new Map(), folder: root });
    },
    [Symbol.dispose]: () => main[Symbol.dispose](),
  };
}

/** The actions by stage. */
export function actionsOf(plan: ChangePlan): Readonly<Record<string, string>> {
  return Object.fromEntries(plan.stages.map(({ stage, action }) => [stage, action]));
}
