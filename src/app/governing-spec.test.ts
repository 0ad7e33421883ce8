import { describe, expect, test } from 'vitest';
import { memoryWorkspace } from '../../test/support/memory-workspace.ts';
import { rawPng } from '../../test/support/raw-png.ts';
import { decodeClassMask } from '../adapters/png/class-mask-png.ts';
import { renderTerminal } from '../core/report/terminal.ts';
import { type Compared, compare } from './compare.ts';
import { report } from './report.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

async function compareFiles(base: Files, head: Files): Promise<Compared> {
  return compare({
    git: { resolve: async (name) => (name === 'main' ? 'c'.repeat(40) : undefined), defaultBranch: async () => 'main' },
    workspace: memoryWorkspace(head),
    folder: '.',
    openCommit: async () => memoryWorkspace(base, 'main'),
    measure: async () => new Map(),
    decodeMask: decodeClassMask,
  });
}

async function reportOf(compared: Compared): Promise<string> {
  const images = { concurrency: 1, read: async () => new Uint8Array(), thumbnail: async () => Uint8Array.of(1) };
  const ports = {
    workspace: memoryWorkspace({}),
    images,
    version: '1.2.3',
    dataSection: async () => undefined,
    parameters: async () => new Map(),
    pageScript: async () => '',
  };
  return (await report(ports, compared)).markdown;
}

/** 40 pairs of masks; every truth has pixels of class 1 that were taken for class 0. */
function masks(data: string): Files {
  const mask = (...classes: number[]): Uint8Array => rawPng({ width: 4, height: 1, bitDepth: 8, colourType: 0 }, Uint8Array.from(classes));
  const pairs = Array.from({ length: 40 }, (_, at): [string, Uint8Array][] => [
    [`masks/${at}.png`, mask(0, 0, 1, 1)],
    [`eval/masks/${at}.png`, mask(0, 0, at % 2, 1)],
  ]);
  return {
    'sightline.yaml': `version: 1
model: { name: roads, task: semantic-segmentation, artifact: model }
data: { test: { labels: masks${data} } }
evaluate: { predictions: eval/masks }
`,
    'masks/classes.txt': 'field\nroad\n',
    ...Object.fromEntries(pairs.flat()),
  };
}

/** 80 images of which the last `wrong` are answered wrong, or skipped. */
function letters(wrong: 'answered' | 'skipped', badImages: 'refuse' | 'skip'): Files {
  const rows = Array.from({ length: 80 }, (_, at) => ({ image: `img/${at}.png`, label: at % 2 === 0 ? 'a' : 'b', isWrong: at >= 64 }));
  const predictions = rows.map(({ image, label, isWrong }) => ({ image, label: isWrong === (label === 'a') ? 'b' : 'a', isWrong }));
  return {
    'sightline.yaml': `version: 1
model: { name: letters, task: classification, artifact: model }
data: { test: { images: ., labels: labels.csv, format: csv }, badImages: ${badImages} }
evaluate: { predictions: found.json }
`,
    'labels.csv': `image,label\n${rows.map(({ image, label }) => `${image},${label}`).join('\n')}\n`,
    'found.json': JSON.stringify({
      version: 1,
      classes: ['a', 'b'],
      predictions: predictions
        .filter(({ isWrong }) => !isWrong || wrong === 'answered')
        .map(({ image, label }) => ({ image, label, scores: label === 'a' ? [0.9, 0.1] : [0.1, 0.9] })),
      skipped: wrong === 'answered' ? [] : rows.filter(({ isWrong }) => isWrong).map(({ image }) => ({ image, reason: 'image-truncated' })),
    }),
  };
}

/** 100 images with a label each, said with a score of 0.4. */
function labels(more: string): Files {
  const images = Array.from({ length: 100 }, (_, at) => ({ image: `${at}.png`, own: at % 2 === 0 ? 'cat' : 'dog' }));
  return {
    'sightline.yaml': `version: 1
model: { name: scenes, task: multi-label-classification, artifact: model }
data: { test: { labels: labels.csv } }
evaluate: { predictions: found.jsonl, primary: { metric: subset-accuracy }${more} }
`,
    'labels.csv': `image,label\n${images.map(({ image, own }) => `${image},${own}`).join('\n')}\n`,
    'found.jsonl': images
      .map(({ image, own }) => JSON.stringify({ image, scores: { cat: own === 'cat' ? 0.4 : 0, dog: own === 'dog' ? 0.4 : 0 } }))
      .join('\n'),
  };
}

describe('a change of the spec does not change what its own models are judged by', () => {
  test('by ignoring more of the masks', async () => {
    const compared = await compareFiles(masks(''), masks(', ignore: 1'));
    expect(compared.comparison).toMatchObject({ verdict: 'equivalent', identical: true, testSetChange: null });
    expect(compared.comparison.primary.head).toBe(compared.comparison.primary.base);
    expect(await reportOf(compared)).toContain('Head changes `data.test.ignore` in `sightline.yaml`.');
  });

  test('by saying labels from a lower score on', async () => {
    const compared = await compareFiles(labels(''), labels(', threshold: 0.3'));
    expect(compared.comparison).toMatchObject({ verdict: 'equivalent', primary: { base: 0, head: 0 } });
    expect(await reportOf(compared)).toContain('Head changes `evaluate.threshold` in `sightline.yaml`.');
    expect(await reportOf(await compareFiles(labels(''), labels('')))).not.toContain('Head changes');
    const lowered = await compareFiles(labels(', threshold: 0.3'), labels(''));
    expect(lowered.comparison).toMatchObject({ verdict: 'equivalent', primary: { base: 1, head: 1 } });
  });

  test('by skipping images, unless base allows it: then how many is said first', async () => {
    const base = letters('answered', 'refuse');
    await expect(compareFiles(base, letters('skipped', 'skip'))).rejects.toMatchObject({
      code: 'prediction-mismatch',
      message: expect.stringContaining('16 images are skipped by the model') as string,
    });
    const { comparison } = await compareFiles(letters('answered', 'skip'), letters('skipped', 'refuse'));
    expect(comparison.testSetChange).toMatchObject({ onlyInBase: 16, skippedByBase: 0, skippedByHead: 16 });
    expect(renderTerminal(comparison).split('\n')[0]).toContain('head SKIPPED 16, which are not judged), so base and head');
  });

  test('nor by other groups of fairness, which is told', async () => {
    const base = letters('answered', 'refuse');
    const fair = {
      ...base,
      'labels.csv': String(base['labels.csv']).replaceAll(/(.)$/gm, '$1,x').replace('label,x', 'label,pen'),
    };
    const spec = String(base['sightline.yaml']).replace('found.json }', 'found.json, fairness: { by: [pen], positive: b } }');
    const compared = await compareFiles(fair, { ...fair, 'sightline.yaml': spec });
    expect(await reportOf(compared)).toContain(
      'Head changes `evaluate.fairness` in `sightline.yaml`, which no verdict and no gate goes by.',
    );
  });
});
