import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ScoredComparison } from '../../src/core/metrics/scored-comparison.ts';
import { scoredEvaluationSchema } from '../../src/core/metrics/scored/scored-evaluation.ts';
import { randomStream } from '../../src/core/training/random.ts';
import { rawPng } from '../support/raw-png.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

const images = 60;
const side = 24;

/** A road as wide as the image's number says, its edge off by up to so many pixels, as an indexed PNG. */
function drawMask(image: number, off: number): Uint8Array {
  const random = randomStream(image, off);
  const samples = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    const edge = 6 + (image % 10) + (off === 0 ? 0 : random.below(2 * off + 1) - off);
    samples.fill(1, y * side, y * side + edge);
  }
  return rawPng({ width: side, height: side, bitDepth: 8, colourType: 3 }, samples);
}

async function writeMasks(root: string, folder: string, off: number): Promise<void> {
  for (let image = 0; image < images; image++) {
    const path = join(root, folder, `${image}.png`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, drawMask(image, off));
  }
}

const maskSpec = (gate: string): string => `version: 1
model: { name: roads, task: semantic-segmentation, artifact: models/toy.txt }
data: { test: { labels: masks } }
evaluate: { predictions: eval/masks, primary: { margin: 0.01 }, slices: [{ area: [100] }], gates: [${gate}] }
`;

async function maskProject(root: string, gate: string): Promise<ToyProject> {
  const project = new ToyProject(root);
  await project.create();
  await project.write('dvc.yaml', 'stages: {}\n');
  await project.write('sightline.yaml', maskSpec(gate));
  await project.write('masks/classes.txt', 'field\nroad\n');
  await writeMasks(root, 'masks', 0);
  await writeMasks(root, 'eval/masks', 4);
  await project.commit('The weak model');
  await project.git('switch', '--quiet', '--create', 'better');
  await writeMasks(root, 'eval/masks', 1);
  await project.commit('A better model');
  return project;
}

describe('a model of semantic segmentation', () => {
  it('is evaluated, compared and reported', { timeout: 180_000 }, async () => {
    using folder = temporaryFolder();
    const project = await maskProject(folder.path, '{ metric: iou, class: road, require: not-worse }');
    const evaluated = await project.sightline('evaluate');
    expect(evaluated).toMatchObject({ code: 0, stderr: '' });
    expect(evaluated.stdout).toMatch(/^60 images: mIoU \d+\.\d\d.% \(95.% interval .*boundary F1 .*\n {2}lowest IoU: /);
    const evaluation = scoredEvaluationSchema.parse(JSON.parse(await project.read('eval/evaluation.json')));
    expect(JSON.parse(await project.read('eval/metrics.json'))).toMatchObject({ miou: evaluation.metrics['miou']?.value, images: 60 });

    const comparison = await project.json<ScoredComparison>('compare', '--base', 'main');
    expect(comparison).toMatchObject({ task: 'semantic-segmentation', metric: 'miou', verdict: 'better', testSetChange: null, images: 60 });
    expect(comparison.gates).toMatchObject([{ outcome: 'pass' }]);
    expect(comparison.classMetric).toBe('iou');
    expect(comparison.classes.map(({ class: name, images: holding }) => [name, holding])).toEqual([
      ['field', 60],
      ['road', 60],
    ]);
    expect(await project.json<ScoredComparison>('compare', '--base', 'eval/masks', '--head', 'eval/masks')).toMatchObject({
      verdict: 'equivalent',
      identical: true,
      primary: { difference: 0, low: 0, high: 0 },
    });

    expect((await project.sightline('report', '--base', 'main')).code).toBe(0);
    const markdown = await project.read('report/report.md');
    for (const part of ['### ▲ Better: mIoU ', '| boundary-f1 |', '| `area=100 and above` |', 'Classes (2)', '| `road` |']) {
      expect(markdown).toContain(part);
    }
    expect(await project.read('report/report.html')).toContain('<h2>Classes</h2>');
  });

  it('fails a gate with 1, and says which masks are missing', { timeout: 180_000 }, async () => {
    using folder = temporaryFolder();
    const project = await maskProject(folder.path, '{ metric: boundary-f1, class: road, require: at-least, value: 0.99 }');
    const compared = await project.sightline('compare', '--base', 'main');
    expect(compared.code).toBe(1);
    expect(compared.stdout).toMatch(/gate boundary-f1.*: fail, /);
    await project.git('rm', '--quiet', 'eval/masks/7.png');
    const evaluated = await project.sightline('evaluate');
    expect(evaluated.code).toBe(2);
    expect(evaluated.stderr).toContain('1 image is of the test set without a prediction: "7.png"');
  });

  it('is held against another test set unpaired, and said so', { timeout: 180_000 }, async () => {
    using folder = temporaryFolder();
    const project = await maskProject(folder.path, '{ metric: miou, require: not-worse }');
    await writeFile(join(folder.path, 'masks/3.png'), drawMask(4, 0));
    const comparison = await project.json<ScoredComparison>('compare', '--base', 'main');
    expect(comparison.testSetChange).toEqual({
      baseImages: 60,
      headImages: 60,
      onlyInBase: 0,
      onlyInHead: 0,
      relabelled: 1,
      skippedByBase: 0,
      skippedByHead: 0,
    });
    expect(comparison.verdict).toBe('better');
  });
});

describe('docs/segmentation.md', () => {
  it('says a spec and commands that work', { timeout: 180_000 }, async () => {
    using folder = temporaryFolder();
    const project = await maskProject(folder.path, '');
    await writeMasks(folder.path, 'labels/masks', 0);
    await project.write('labels/classes.txt', 'field\nroad\n');
    const blocks = [...readFileSync('docs/segmentation.md', 'utf8').matchAll(/^```(sh|yaml \S+)\n([^]*?)^```$/gm)];
    expect(blocks).toHaveLength(2);
    const [spec = '', commands = ''] = blocks.map(([, , text = '']) => text);
    await project.git('switch', '--quiet', 'main');
    await project.write('sightline.yaml', spec);
    await project.commit('The spec of the page');
    await writeMasks(folder.path, 'eval/masks', 1);
    for (const command of commands.trim().split('\n')) {
      expect(await project.sightline(...command.split(' ').slice(1))).toMatchObject({ code: 0, stderr: '' });
    }
  });
});

const labels = ['crack', 'rust', 'dent'];

/** Scores that are as much above chance as `skill` says, from 0 to 1. */
function scoreLabels(skill: number): string {
  const random = randomStream(7, skill);
  const lines = Array.from({ length: 200 }, (_, image) => {
    const scores = labels.map((_, of) => Number((skill * Number(hasLabel(image, of)) + (1 - skill) * random.uniform()).toFixed(4)));
    return JSON.stringify({ image: `img/${image}.png`, scores });
  });
  return `${[JSON.stringify({ classes: labels }), ...lines].join('\n')}\n`;
}

function hasLabel(image: number, of: number): boolean {
  return image % (of + 2) === 0;
}

const labelSpec = (gate: string): string => `version: 1
model: { name: parts, task: multi-label-classification, artifact: models/toy.txt }
data: { test: { labels: labels.csv } }
evaluate: { predictions: eval/found.jsonl, threshold: { rust: 0.6 }, slices: [camera], gates: [${gate}] }
`;

async function labelProject(root: string, gate: string): Promise<ToyProject> {
  const project = new ToyProject(root);
  await project.create();
  await project.write('dvc.yaml', 'stages: {}\n');
  await project.write('sightline.yaml', labelSpec(gate));
  const rows = Array.from({ length: 200 }, (_, image) => {
    const own = labels.filter((_, of) => hasLabel(image, of));
    return `img/${image}.png,${own.join('|')},${image < 100 ? 'a' : 'b'}\n`;
  });
  await project.write('labels.csv', `image,label,camera\n${rows.join('')}`);
  await project.write('eval/found.jsonl', scoreLabels(0.2));
  await project.commit('The weak model');
  await project.git('switch', '--quiet', '--create', 'better');
  await project.write('eval/found.jsonl', scoreLabels(0.4));
  await project.commit('A better model');
  return project;
}

describe('a model that gives several labels an image', () => {
  it('is evaluated, compared and reported', { timeout: 180_000 }, async () => {
    using folder = temporaryFolder();
    const project = await labelProject(folder.path, '{ metric: average-precision, class: crack, require: better }');
    const evaluated = await project.sightline('evaluate');
    expect(evaluated).toMatchObject({ code: 0, stderr: '' });
    expect(evaluated.stdout).toMatch(/^200 images: macro average precision \d+\.\d\d.% \(95.% interval .*hamming loss /);
    const comparison = await project.json<ScoredComparison>('compare', '--base', 'main');
    expect(comparison).toMatchObject({ metric: 'macro-average-precision', verdict: 'better', images: 200 });
    expect(comparison.metrics['hamming-loss']).toMatchObject({ verdict: 'better' }); // lower is better
    expect(comparison.gates).toMatchObject([{ outcome: 'pass' }]);
    expect(comparison.slices.map(({ column, value }) => `${column}=${value}`)).toEqual(['camera=a', 'camera=b']);
    expect((await project.sightline('report', '--base', 'main')).code).toBe(0);
    expect(await project.read('report/report.md')).toContain('| `crack` |');
  });

  it('fails a gate with 1', { timeout: 180_000 }, async () => {
    using folder = temporaryFolder();
    const project = await labelProject(folder.path, '{ metric: hamming-loss, require: at-most, value: 0.001 }');
    const compared = await project.sightline('compare', '--base', 'main');
    expect(compared.code).toBe(1);
    expect(compared.stdout).toMatch(/gate hamming-loss: at most 0\.10.%: fail, /);
  });
});
