import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { git, sightline, type Finished } from './cli.ts';

const images = 400;

/** "Trains" by noting its parameter, and predicts rightly on that share of the images. */
const trainScript = `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { bias } from './bias.mjs';
const skill = Number(/skill: ([\\d.]+)/.exec(readFileSync('params.yaml', 'utf8'))[1]) + bias;
mkdirSync('models', { recursive: true });
writeFileSync('models/toy.txt', String(skill));
`;
const predictScript = `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const skill = Number(readFileSync('models/toy.txt', 'utf8'));
const rows = readFileSync('labels.csv', 'utf8').trim().split('\\n').slice(1).map((row) => row.split(','));
const predictions = rows.map(([image, truth], at) => {
  const label = (at * 37) % 100 < 100 * skill ? truth : truth === 'cat' ? 'dog' : 'cat';
  return { image, label, scores: label === 'cat' ? [0.9, 0.1] : [0.1, 0.9] };
});
mkdirSync('eval', { recursive: true });
writeFileSync('eval/predictions.json', JSON.stringify({ version: 1, classes: ['cat', 'dog'], predictions }));
`;

const files: Readonly<Record<string, string>> = {
  'train.mjs': trainScript,
  'bias.mjs': 'export const bias = 0;\n',
  'predict.mjs': predictScript,
  'params.yaml': 'skill: 0.8\n',
  'package-lock.json': '{}\n',
  'labels.csv': `image,label\n${Array.from({ length: images }, (_, at) => `img/${at}.png,${at % 2 === 0 ? 'cat' : 'dog'}\n`).join('')}`,
  'dvc.yaml': `stages:
  train: { cmd: node train.mjs, deps: [train.mjs], params: [skill], outs: [models/toy.txt] }
  predict: { cmd: node predict.mjs, deps: [predict.mjs, models/toy.txt, labels.csv], outs: [eval/predictions.json] }
`,
  'sightline.yaml': `version: 1
model: { name: toy, task: classification, artifact: models/toy.txt }
data: { test: { labels: labels.csv } }
train: { stages: [train] }
evaluate:
  predictions: eval/predictions.json
  gates: [{ metric: accuracy, require: not-worse }]
`,
};

/** A repository whose "training" takes milliseconds and whose model is as good as its parameter says. */
export class ToyProject {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Makes the files, and commits them on main; nothing is trained yet. The repository's top may lie above. */
  async create(top = this.root): Promise<void> {
    await mkdir(this.root, { recursive: true });
    await git(top, 'init', '--quiet', '--initial-branch', 'main');
    await this.sightline('init', ...(top === this.root ? [] : ['--subdir']));
    await this.#writeFiles();
    await this.commit('Start');
  }

  /** Makes the files in a project that goes without git. */
  async createWithoutGit(): Promise<void> {
    await this.sightline('init', '--no-scm');
    await this.#writeFiles();
  }

  async #writeFiles(): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await this.write(path, text);
    }
  }

  sightline(...args: string[]): Promise<Finished> {
    return sightline(this.root, ...args);
  }

  git(...args: string[]): Promise<string> {
    return git(this.root, ...args);
  }

  /** Runs a command that must succeed and prints JSON. */
  async json<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.sightline(...args, '--json');
    if (code !== 0) {
      throw new Error(`sightline ${args.join(' ')} ended with ${code}: ${stderr}`);
    }
    return JSON.parse(stdout) as T;
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await writeFile(join(this.root, path), text);
  }

  read(path: string): Promise<string> {
    return readFile(join(this.root, path), 'utf8');
  }

  async commit(message: string): Promise<void> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--message', message);
  }
}
