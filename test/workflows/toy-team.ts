import { Team } from './team.ts';
import { writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rawPng } from '../support/raw-png.ts';

const each = 100;

/** "Trains" by noting its parameter; notes in the given file that it ran. */
const train = `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const skill = /skill: ([\\d.]+)/.exec(readFileSync('params.yaml', 'utf8'))[1];
mkdirSync('models', { recursive: true });
writeFileSync('models/toy.txt', skill);
console.log('training with skill ' + skill);
`;

/** Answers rightly on that share of the images. */
const predict = `import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
const skill = Number(readFileSync('models/toy.txt', 'utf8'));
const predictions = ['cat', 'dog'].flatMap((truth) => readdirSync('data/test/' + truth).sort().map((name, at) => {
  const label = (at * 37) % 100 < 100 * skill ? truth : truth === 'cat' ? 'dog' : 'cat';
  return { image: 'data/test/' + truth + '/' + name, label, scores: label === 'cat' ? [0.9, 0.1] : [0.1, 0.9] };
}));
mkdirSync('eval', { recursive: true });
writeFileSync('eval/predictions.json', JSON.stringify({ version: 1, classes: ['cat', 'dog'], predictions }));
`;

const files: Readonly<Record<string, string>> = {
  'train.mjs': train,
  'predict.mjs': predict,
  'params.yaml': 'skill: 0.6\n',
  'dvc.yaml': `stages:
  train: { cmd: node train.mjs, deps: [train.mjs], params: [skill], outs: [models/toy.txt] }
  predict: { cmd: node predict.mjs, deps: [predict.mjs, models/toy.txt, data/test], outs: [eval/predictions.json] }
`,
};

/** A team with a repository that `sightline init` wrote, whose training takes milliseconds and is as good as its parameter says. */
export async function toyTeam(): Promise<Team> {
  const team = await Team.start();
  writeToyProject(team, '.');
  await team.init('--model', 'toy', '--artifact', 'models/toy.txt');
  await must(team, '.', 'add', 'data/test');
  return team;
}

/** Adds a project in a folder of the same repository, trained as the first one is, and writes the workflows anew. */
export async function addToyProject(team: Team, folder: string): Promise<void> {
  writeToyProject(team, folder);
  await must(team, folder, 'init', '--subdir');
  await must(team, folder, 'remote', 'add', '-d', 'store', `s3://${team.s3.bucket}/store`);
  await must(team, folder, 'add', 'data/test');
  team.write(`${folder}/sightline.yaml`, team.read('sightline.yaml').replace('name: toy', `name: ${folder}`));
  team.git('add', '--all');
  await team.init('--overwrite-workflows');
}

function writeToyProject(team: Team, folder: string): void {
  Object.entries(files).forEach(([path, text]) => team.write(join(folder, path), text));
  for (const name of ['cat', 'dog']) {
    for (let at = 0; at < each; at++) {
      const file = join(team.root, folder, 'data/test', name, `${String(at).padStart(3, '0')}.png`);
      mkdirSync(dirname(file), { recursive: true });
      const [shade, place] = [name === 'cat' ? 200 : 60, at + (name === 'cat' ? 0 : each)];
      writeFileSync(
        file,
        rawPng(
          { width: 4, height: 4, bitDepth: 8, colourType: 0 },
          Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? place : shade)),
        ),
      );
    }
  }
}

/** Trains here and pushes to the trusted place: what a team has before its first pull request. */
export async function trainBaseline(team: Team): Promise<string> {
  await must(team, '.', 'train');
  const commit = team.push('main', 'Baseline');
  await must(team, '.', 'push', '--run-cache');
  return commit;
}

async function must(team: Team, folder: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await team.sightlineIn(folder, ...args);
  if (code !== 0) {
    throw new Error(`sightline ${args.join(' ')} ended with ${code}: ${stderr}`);
  }
}
