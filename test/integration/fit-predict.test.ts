import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ready, setBackend, tensor4d, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/run-command.ts';
import { parsePredictions, type Predictions } from '../../src/core/metrics/predictions.ts';
import { randomStream } from '../../src/core/training/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const names = ['bar', 'column', 'cross', 'blank'];
const side = 8;
let root: string;

/** Matches any text that has this in it. */
function containing(text: string): unknown {
  return expect.stringContaining(text);
}

/** Noisy pictures of a bar, a column, both or nothing, in one folder with a label file. */
async function writePictures(folder: string, count: number, classes: number): Promise<void> {
  const random = randomStream(count, folder);
  mkdirSync(join(root, folder), { recursive: true });
  const rows = ['image,label'];
  for (let index = 0; index < count; index += 1) {
    const label = index % classes;
    const pixels = Uint8Array.from({ length: side * side }, (_, at) => {
      const bright = ((label === 0 || label === 2) && Math.floor(at / side) === 3) || ((label === 1 || label === 2) && at % side === 4);
      return (bright ? 150 : 0) + random.below(100);
    });
    const image = sharp(pixels, { raw: { width: side, height: side, channels: 1 } });
    await image.png().toFile(join(root, folder, `${index}.png`));
    rows.push(`${index}.png,${names[label]}`);
  }
  writeFileSync(join(root, `${folder}.csv`), `${rows.join('\n')}\n`);
}

function writeParams(more: string, { epochs = 3, learningRate = 0.01 } = {}): void {
  const image = `{ width: ${side}, height: ${side}, channels: 1 }`;
  const fit = `  preset: small-cnn\n  image: ${image}\n  epochs: ${epochs}\n  batchSize: 8\n  learningRate: ${learningRate}\n`;
  writeFileSync(join(root, 'params.yaml'), `fit:\n${fit}${more}`);
}

interface Ran {
  readonly exitCode: number;
  readonly said: string;
}

async function sightline(line: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const said: string[] = [];
  let exitCode = 0;
  const say = (text: string): void => {
    said.push(text);
  };
  await runCommand(line.split(' '), {
    cwd: root,
    env,
    console: { result: say, info: say, warn: say, progress: () => ({ advance: () => {}, [Symbol.dispose]: () => {} }) },
    signal: new AbortController().signal,
    exitWith: (code) => {
      exitCode = code;
    },
  });
  return { exitCode, said: said.join('\n') };
}

function bytesOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(join(root, folder)).map((name) => [name, readFileSync(join(root, folder, name)).toString('base64')]),
  );
}

function weightsOf(name: string): Buffer {
  return readFileSync(join(root, `models/${name}/weights.bin`));
}

function predictionsIn(file: string): Predictions {
  return parsePredictions(readFileSync(join(root, file), 'utf8'), file);
}

const fit = 'fit --train train.csv --images train --validation test.csv';

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'sightline-fit-'));
  mkdirSync(join(root, '.dvc'));
  await writePictures('train', 90, 3);
  await writePictures('test', 30, 3);
  await writePictures('four', 40, 4);
  writeFileSync(join(root, 'one.csv'), 'image,label\n0.png,bar\n3.png,bar\n');
});
beforeEach(() => writeParams(''));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('fit and predict', () => {
  it('write the same bytes each time, and the model is right', async () => {
    const command = 'fit --train train.csv --images train';
    const first = await sightline(`${command} --output models/a --curves curves/a.jsonl`);
    expect(first).toEqual({ exitCode: 0, said: containing('with @tensorflow/tfjs-backend-wasm') });
    await sightline(`${command} --output models/b --curves curves/b.jsonl`);
    expect(bytesOf('models/b')).toEqual(bytesOf('models/a'));
    expect(readFileSync(join(root, 'curves/b.jsonl'))).toEqual(readFileSync(join(root, 'curves/a.jsonl')));
    for (const name of ['a', 'b']) {
      expect((await sightline(`predict --model models/${name} --labels test.csv --images test --output ${name}.json`)).exitCode).toBe(0);
    }
    expect(readFileSync(join(root, 'b.json'))).toEqual(readFileSync(join(root, 'a.json')));
    const { classes, predictions } = predictionsIn('a.json');
    expect(classes).toEqual(['bar', 'column', 'cross']);
    expect(predictions.length).toBe(30);
    const right = predictions.filter(({ image, label }) => label === names[Number.parseInt(image.slice('test/'.length), 10) % 3]);
    expect(right.length).toBeGreaterThan(25);
    expect(predictions[0]?.image).toBe('test/0.png');
    expect(readdirSync(join(root, 'models')).toSorted()).toEqual(['a', 'b']);
  });

  it('write a model that TensorFlow.js reads', async () => {
    const text = readFileSync(join(root, 'models/a/model.json'), 'utf8');
    const json = JSON.parse(text) as { modelTopology: object; weightsManifest: { weights: [] }[] };
    const weightData = Uint8Array.from(readFileSync(join(root, 'models/a/weights.bin'))).buffer;
    const weightSpecs = json.weightsManifest.flatMap(({ weights }) => weights);
    await setBackend('wasm');
    await ready();
    const model = await loadLayersModel({ load: async () => ({ modelTopology: json.modelTopology, weightSpecs, weightData }) });
    const pixels = await sharp(join(root, 'test/1.png')).greyscale().raw().toBuffer();
    const scores = model.predict(
      tensor4d(
        Float32Array.from(pixels, (value) => value / 255),
        [1, side, side, 1],
      ),
    ) as Tensor;
    const ours = predictionsIn('a.json').predictions[1]?.scores ?? [];
    expect([...scores.dataSync()].map((score) => Math.round(score * 1e6) / 1e6)).toEqual(ours);
  });

  it('go on from another model, for other classes', async () => {
    writeParams('  freeze: true\n');
    const ran = await sightline('fit --train four.csv --images four --from models/a --output models/four');
    expect(ran.exitCode).toBe(0);
    const base = weightsOf('a');
    const head = 4 * (32 * 3 + 3);
    const frozen = base.subarray(0, base.length - head);
    const four = weightsOf('four');
    expect(four.length - frozen.length).toBe(4 * (32 * 4 + 4));
    expect(four.subarray(0, frozen.length)).toEqual(frozen);
    writeParams('');
    await sightline('fit --train four.csv --images four --from models/a --output models/tuned');
    expect(weightsOf('tuned').subarray(0, frozen.length)).not.toEqual(frozen);
    writeParams('  dropout: 0.5\n  seed: 3\n');
    expect(await sightline('fit --train four.csv --from models/none --output models/x')).toMatchObject({ exitCode: 2 });
  });

  it('leave the old model when a training fails, and say why', async () => {
    const before = bytesOf('models/a');
    writeParams('  optimizer: sgd\n', { learningRate: 95 });
    const ran = await sightline(`${fit} --images train --output models/a`);
    expect(ran).toEqual({ exitCode: 1, said: containing('[training-unstable]') });
    expect(bytesOf('models/a')).toEqual(before);
    expect(readdirSync(join(root, 'models')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it.each([
    ['fit --train train.csv --images train --section fitt --output m', "there is no section 'fitt'"],
    ['fit --train train.csv --images train --params none.yaml --output m', 'none.yaml'],
    ['fit --train none.csv --output m', 'none.csv'],
    ['fit --train train.csv --images train --validation four.csv --output m', "labelled 'blank', a class that no training image has"],
    ['fit --train train.csv --images train --validation nope --output m', 'nope: there is no such file or folder'],
    ['fit --train train.csv --images train --output m --resume', '--checkpoint'],
    ['fit --train one.csv --images train --output m', "one.csv: every image is labelled 'bar'"],
    ['predict --model models/none --labels test.csv --images test', 'models/none'],
  ])('refuse what is not there: %s', async (line, message) => {
    expect(await sightline(line)).toEqual({ exitCode: 2, said: containing(message) });
  });

  it.each([
    'fit --train train.csv --images train --output .',
    'fit --train train.csv --images train --output test',
    'fit --train train.csv --images train --output train.csv',
    'fit --train train.csv --images train --output m --curves params.yaml',
    'fit --train train.csv --images train --output m --checkpoint train',
    'predict --model models/a --labels test.csv --images test --output models/a/model.json',
  ])('refuse to write over what they did not write: %s', async (line) => {
    const before = [readdirSync(root), readdirSync(join(root, 'test'))];
    expect(await sightline(line)).toEqual({ exitCode: 2, said: containing('[invalid-output]') });
    expect([readdirSync(root), readdirSync(join(root, 'test'))]).toEqual(before);
  });

  it('write where an absolute path or one that leads out says', async () => {
    using outside = temporaryFolder();
    writeParams('', { epochs: 1 });
    await sightline(`fit --train train.csv --images train --output ${outside.path}/a`);
    await sightline(`fit --train train.csv --images train --output ${relative(root, outside.path)}/b`);
    expect(bytesOf(relative(root, join(outside.path, 'a')))).toEqual(bytesOf(relative(root, join(outside.path, 'b'))));
    const predict = `predict --model ${outside.path}/a --labels test.csv --images test --output ${outside.path}/p.json`;
    expect(await sightline(predict)).toEqual({ exitCode: 0, said: containing(`wrote ${outside.path}/p.json`) });
  });

  it('put a model back that a killed fit had moved away', async () => {
    renameSync(join(root, 'models/a'), join(root, `models/.a.${2 ** 22 + 1}-0123456789ab.old`));
    const ran = await sightline('predict --model models/a --labels test.csv --images test --output a.json');
    expect(ran).toEqual({ exitCode: 0, said: containing('models/a is back') });
  });

  it('refuse a backend that is not there', async () => {
    const line = 'fit --train train.csv --images train --output m';
    expect(await sightline(line, { SIGHTLINE_BACKEND: 'tpu' })).toEqual({ exitCode: 2, said: containing("no backend 'tpu'") });
    const gpu = await sightline(line, { SIGHTLINE_BACKEND: '@tensorflow/tfjs-node-gpu' });
    expect(gpu).toEqual({ exitCode: 2, said: containing('[backend-unavailable]') });
  });

  it.each([
    ['sightline.json', (text: string) => text.replace('"units": 32', '"units": 60000')],
    ['sightline.json', (text: string) => text.replace('"kind": "flatten"', '"kind": "dropout", "rate": 0')],
    ['sightline.json', () => '{'],
    ['model.json', (text: string) => text.replace('weights.bin', '../../etc/passwd')],
    ['model.json', (text: string) => text.replace('"shape":[3,3,1,8]', '"shape":[9,8,1,1]')],
    ['weights.bin', (text: string) => text.slice(4)],
  ] as const)('refuse a damaged model: %s', async (name, change) => {
    rmSync(join(root, 'models/damaged'), { recursive: true, force: true });
    mkdirSync(join(root, 'models/damaged'));
    for (const file of readdirSync(join(root, 'models/a'))) {
      const content = readFileSync(join(root, 'models/a', file), 'latin1');
      writeFileSync(join(root, 'models/damaged', file), file === name ? change(content) : content, 'latin1');
    }
    const ran = await sightline('predict --model models/damaged --labels test.csv --images test --output d.json');
    expect(ran).toEqual({ exitCode: 2, said: containing('[model-invalid]') });
  });
});

describe('a training that is stopped', () => {
  it('goes on with --resume and ends with the bytes of one that was not', async () => {
    writeParams('  checkpointSteps: 30\n  dropout: 0.2\n', { epochs: 12 });
    const stopped = await stopInTheMiddle(`${fit} --output models/stopped --checkpoint checkpoints`);
    expect(stopped).toEqual({ exitCode: 1, said: containing('Go on with --resume.') });
    expect(readdirSync(join(root, 'checkpoints')).length).toBe(1);
    expect(readdirSync(join(root, 'models'))).not.toContain('stopped');
    const resumed = await sightline(`${fit} --output models/stopped --curves curves/stopped.jsonl --checkpoint checkpoints --resume`);
    expect(resumed).toEqual({ exitCode: 0, said: containing('going on from checkpoints/step-') });
    await sightline(`${fit} --output models/whole --curves curves/whole.jsonl`);
    expect(bytesOf('models/stopped')).toEqual(bytesOf('models/whole'));
    expect(readFileSync(join(root, 'curves/stopped.jsonl'))).toEqual(readFileSync(join(root, 'curves/whole.jsonl')));
    writeParams('  checkpointSteps: 30\n  dropout: 0.2\n', { epochs: 1 });
    const other = await sightline(`${fit} --output models/other --checkpoint checkpoints --resume`);
    expect(other).toEqual({ exitCode: 0, said: containing('is of other parameters, images or labels') });
    const [name = ''] = readdirSync(join(root, 'checkpoints')).toSorted().toReversed();
    writeFileSync(join(root, 'checkpoints', name), 'SLAF0001, cut');
    const damaged = await sightline(`${fit} --output models/other --checkpoint checkpoints --resume`);
    expect(damaged).toEqual({ exitCode: 2, said: containing('Remove the folder of checkpoints') });
  });
});

/** Runs a command as a process and sends SIGTERM after its first epoch. */
async function stopInTheMiddle(line: string): Promise<Ran> {
  const cli = fileURLToPath(new URL('../../src/cli/sightline.ts', import.meta.url));
  const child = spawn(process.execPath, [cli, ...line.split(' ')], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  let asked = false;
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (!asked && said.includes('epoch 2/')) {
      asked = child.kill('SIGTERM'); // a second signal would end it at once
    }
  });
  const exitCode = await new Promise<number>((resolve) => {
    child.on('close', (code) => resolve(code ?? -1));
  });
  return { exitCode, said };
}
