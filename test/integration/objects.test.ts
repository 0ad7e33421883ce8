import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { asYolo, makeScenes, type Scenes } from '../support/scenes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';
import { objectEvaluationSchema } from '../../src/core/metrics/objects/object-evaluation.ts';
import type { ScoredComparison } from '../../src/core/metrics/scored-comparison.ts';

type Kind = 'boxes' | 'masks';

const tasks = { boxes: 'detection', masks: 'instance-segmentation' } as const;

const spec = (kind: Kind, gate: string, test = '{ images: img, labels: gt.json }'): string => `version: 1
model: { name: cars, task: ${tasks[kind]}, artifact: models/toy.txt }
data: { test: ${test} }
evaluate:
  predictions: eval/found.json
  primary: { metric: AP, margin: 0.01 }
  slices: [camera, { class: true }]
  gates: [${gate}]
`;

/** A project whose main branch holds a weak model's predictions, on a branch that holds those of a better one. */
async function openProject(root: string, scenes: Scenes, kind: Kind, gate: string): Promise<ToyProject> {
  const project = new ToyProject(root);
  await project.create();
  await project.write('gt.json', JSON.stringify(scenes.truth));
  await project.write('eval/found.json', JSON.stringify(scenes.found(0.6)));
  await project.write('dvc.yaml', 'stages: {}\n');
  await project.write('sightline.yaml', spec(kind, gate));
  await project.commit('The weak model');
  await project.git('switch', '--quiet', '--create', 'better');
  await project.write('eval/found.json', JSON.stringify(scenes.found(0.85)));
  await project.commit('A better model');
  return project;
}

const holds = '{ metric: AP50, class: car, require: at-least, value: 0.5 }';

describe.each(['boxes', 'masks'] as const)('a model that finds %s', (kind) => {
  const scenes = makeScenes(120, kind, 3);

  it('is evaluated, compared and reported', { timeout: 180_000 }, async () => {
    using folder = temporaryFolder();
    const project = await openProject(folder.path, scenes, kind, holds);
    const evaluated = await project.sightline('evaluate');
    expect(evaluated).toMatchObject({ code: 0, stderr: '' });
    expect(evaluated.stdout).toMatch(/^120 images, \d+ objects, \d+ detections: AP \d+\.\d\d.% \(95.% interval/);
    const evaluation = objectEvaluationSchema.parse(JSON.parse(await project.read('eval/evaluation.json')));
    expect(evaluation).toMatchObject({ task: tasks[kind], images: 120, classes: ['car', 'bus'] });
    expect(JSON.parse(await project.read('eval/metrics.json'))).toMatchObject({ AP: evaluation.metrics['AP']?.value, images: 120 });

    const comparison = await project.json<ScoredComparison>('compare', '--base', 'main');
    expect(comparison).toMatchObject({ task: tasks[kind], verdict: 'better', testSetChange: null, images: 120 });
    expect(comparison.gates).toMatchObject([{ outcome: 'pass' }]);
    expect(comparison.slices.map(({ column, value }) => `${column}=${value}`)).toEqual(['class=car', 'class=bus', 'camera=a', 'camera=b']);

    expect(await project.sightline('report', '--base', 'main')).toMatchObject({ code: 0 });
    const markdown = await project.read('report/report.md');
    expect(markdown).toMatch(/^### ▲ Better: AP \d+\.\d\d.% → \d+\.\d\d.%, \+\d+\.\d\d points \(95.% interval/);
    for (const part of [
      '| AP75 |',
      'Errors by kind',
      '| background |',
      '| `class=car` |',
      'Classes (2)',
      'with more errors',
      '| dvc.lock |',
    ]) {
      expect(markdown).toContain(part);
    }
    const page = await project.read('report/report.html');
    for (const part of ['<h2>Errors</h2>', '<h2>Slices</h2>', '<h2>Classes</h2>', '<h2>Images that changed</h2>']) {
      expect(page).toContain(part);
    }
  });

  it('fails a gate with 1, and is not paired with a stored evaluation', { timeout: 180_000 }, async () => {
    using folder = temporaryFolder();
    const project = await openProject(folder.path, scenes, kind, '{ metric: AP, require: at-least, value: 0.99 }');
    const compared = await project.sightline('compare', '--base', 'main', '--head', 'eval/found.json');
    expect(compared.code).toBe(1);
    expect(compared.stdout).toMatch(/gate AP: at least 99\.00.%: fail, /);
    expect((await project.sightline('evaluate')).code).toBe(0);
    const stored = await project.sightline('compare', '--base', 'main', '--head', 'eval/evaluation.json');
    expect(stored.code).toBe(2);
    expect(stored.stderr).toContain('nothing can be paired with it');
    expect(stored.stderr).toContain('Name the file or folder of predictions instead.');
  });

  it('is read from YOLO text beside its images', { timeout: 180_000 }, async () => {
    using folder = temporaryFolder();
    const small = makeScenes(40, kind);
    const project = await openProject(folder.path, small, kind, holds);
    await mkdir(join(folder.path, 'img'), { recursive: true });
    const picture = await sharp({ create: { width: 120, height: 120, channels: 3, background: '#777' } })
      .png()
      .toBuffer();
    await Promise.all(small.truth.images.map(({ file_name: name }) => writeFile(join(folder.path, 'img', name), picture)));
    const write = async (place: string, texts: Readonly<Record<string, string>>): Promise<void> => {
      for (const [name, text] of Object.entries(texts)) {
        await project.write(`${place}/${name}`, text);
      }
    };
    await write('labels', { ...asYolo(small.truth, small.truth.annotations, kind), 'classes.txt': 'car\nbus\n' });
    await write('weak', asYolo(small.truth, small.found(0.5), kind));
    await write('strong', asYolo(small.truth, small.found(0.9), kind));
    await project.write('sightline.yaml', spec(kind, holds, '{ images: img, labels: labels }').replace('camera, ', ''));
    const comparison = await project.json<ScoredComparison>('compare', '--base', 'weak', '--head', 'strong');
    expect(comparison.primary.head).toBeGreaterThan(comparison.primary.base ?? 1);
    expect(comparison.images).toBe(40);
    expect((await project.sightline('report', '--base', 'weak', '--head', 'strong')).code).toBe(0);
  });
});

describe('docs/detection.md', () => {
  it('shows a spec and commands that work', { timeout: 180_000 }, async () => {
    using folder = temporaryFolder();
    const scenes = makeScenes(60, 'boxes', 3);
    const project = await openProject(folder.path, scenes, 'boxes', holds);
    const blocks = [...readFileSync('docs/detection.md', 'utf8').matchAll(/^```(sh|yaml \S+)\n([^]*?)^```$/gm)];
    const text = (info: string): string => blocks.find(([, found]) => found === info)?.[2] ?? '';
    await project.git('switch', '--quiet', 'main');
    await project.write('sightline.yaml', text('yaml sightline.yaml'));
    await project.write('labels/test.json', JSON.stringify(scenes.truth));
    await project.commit('The example');
    await project.git('switch', '--quiet', '--create', 'head');
    await project.write('eval/found.json', JSON.stringify(scenes.found(0.9)));
    for (const line of text('sh').trim().split('\n')) {
      const [, ...args] = line.split(' ');
      expect(await project.sightline(...args)).toMatchObject({ code: 0 });
    }
    expect(await project.read('report/report.md')).toContain('`area=large`');
  });
});
