import { describe, expect, test } from 'vitest';
import { decodeClassMask } from '../adapters/png/class-mask-png.ts';
import { SightlineError } from '../core/errors.ts';
import { memoryWorkspace } from '../../test/support/memory-workspace.ts';
import { type ComparePorts, compare } from './compare.ts';
import { evaluate } from './evaluate.ts';
import { loadSpec } from './load-spec.ts';
import type { MeasureImages } from './measure-images.ts';
import { report } from './report.ts';
import { renderTerminal } from '../core/report/terminal.ts';

const commit = 'c'.repeat(40);

interface Files {
  /** How many of the 400 images are answered wrong. */
  readonly wrong: number;
  readonly gates?: string;
  readonly labels?: string;
  readonly slices?: string;
}

/** A project with 400 images of two classes and a metadata column. */
function filesOf({ wrong, gates = '[]', labels = 'image,label,pen', slices = '[pen]' }: Files): Record<string, string> {
  const rows = Array.from({ length: 400 }, (_, at) => ({
    image: `img/${at}.png`,
    label: at % 2 === 0 ? 'a' : 'b',
    pen: at % 4 < 2 ? 'thin' : 'thick',
  }));
  const predictions = rows.map(({ image, label }, at) => {
    const said = at < wrong ? (label === 'a' ? 'b' : 'a') : label;
    return { image, label: said, scores: said === 'a' ? [0.8, 0.2] : [0.3, 0.7] };
  });
  return {
    'sightline.yaml': [
      'version: 1',
      'model: { name: letters, task: classification, artifact: model }',
      'data: { test: { images: ., labels: labels.csv, format: csv } }',
      'evaluate:',
      '  predictions: eval/predictions.json',
      '  curves: eval/curves.jsonl',
      `  slices: ${slices}`,
      `  gates: ${gates}`,
      '',
    ].join('\n'),
    'labels.csv': `${labels}\n${rows.map((row) => `${row.image},${row.label},${row.pen}`).join('\n')}\n`,
    'eval/predictions.json': JSON.stringify({ version: 1, classes: ['a', 'b'], predictions }),
    'eval/curves.jsonl': '{"epoch":1,"loss":2}\n{"epoch":2,"loss":1}\n',
  };
}

/** Every second image is dark. */
const measure: MeasureImages = async (images) => new Map(images.map((image, at) => [image, { brightness: at % 2 === 0 ? 0.1 : 0.9 }]));

function portsOf(base: Record<string, string>, head: Record<string, string>): ComparePorts {
  return {
    git: { resolve: async (revision) => (revision === 'main' ? commit : undefined), defaultBranch: async () => 'main' },
    workspace: memoryWorkspace(head),
    folder: '.',
    openCommit: async () => memoryWorkspace(base, 'main'),
    measure,
    decodeMask: decodeClassMask,
  };
}

describe('compare', () => {
  test('the workspace against the default branch', async () => {
    const { base, head, comparison } = await compare(portsOf(filesOf({ wrong: 60 }), filesOf({ wrong: 20 })));
    expect([base.name, base.commit, head.name, head.commit]).toEqual(['main', commit, 'workspace', undefined]);
    expect(comparison).toMatchObject({ verdict: 'better', discordance: { onlyBaseRight: 0, onlyHeadRight: 40 } });
    expect(comparison.slices.map(({ value }) => value)).toEqual(['thick', 'thin']);
  });

  test('on slices by class, brightness and expression, and a gate on one of them', async () => {
    const slices = '[{ class: true }, { brightness: 2 }, { where: \'brightness < 0.5 && metadata.pen == "thin"\', name: dark thin }]';
    const gates = '[{ metric: accuracy, slice: dark thin=true, require: at-least, value: 0.5 }]';
    const { base, comparison } = await compare(portsOf(filesOf({ wrong: 60, slices, gates }), filesOf({ wrong: 20, slices })));
    expect(comparison.slices.map(({ column, value, images }) => [column, value, images])).toEqual([
      ['class', 'a', 200],
      ['class', 'b', 200],
      ['brightness', '0 to 0.5', 200],
      ['brightness', '0.5 to 1', 200],
      ['dark thin', 'true', 100],
    ]);
    expect(comparison.gates.map(({ outcome }) => outcome)).toEqual(['pass']);
    expect(base.evaluation.slices.map(({ column, tooSmall }) => [column, tooSmall])).toEqual([
      ['class', false],
      ['class', false],
    ]);
  });

  test('a change cannot lower the bar that it is judged by: the gates of the base count', async () => {
    const strict = filesOf({ wrong: 20, gates: '[{ metric: accuracy, require: not-worse }]' });
    const lax = filesOf({ wrong: 60, gates: '[]' });
    const { comparison } = await compare(portsOf(strict, lax));
    expect(comparison.gates.map(({ outcome }) => outcome)).toEqual(['fail']);
  });

  test('a predictions file and a stored evaluation stand for a model as well', async () => {
    const head = filesOf({ wrong: 20 });
    const other = filesOf({ wrong: 60 })['eval/predictions.json'] ?? '';
    const workspace = memoryWorkspace({ ...head, 'other.json': other });
    const stored = JSON.stringify(
      await evaluate(workspace, await loadSpec(workspace), { predictions: 'other.json', measure, decodeMask: decodeClassMask }),
    );
    const ports = portsOf({}, { ...head, 'other.json': other, 'evaluation.json': stored });
    const { comparison } = await compare(ports, { base: 'other.json' });
    expect(comparison.verdict).toBe('better');
    expect((await compare(ports, { base: 'evaluation.json' })).comparison).toEqual(comparison);
    expect((await compare({ ...ports, folder: 'eval' }, { base: '../other.json' })).comparison).toEqual(comparison);
  });

  test.each([
    ['a name that is nothing', { base: 'nowhere' }, 'unknown-revision'],
    ['a commit without predictions', { base: 'main' }, 'no-predictions'],
    ['a stored evaluation that was tampered with', { base: 'bad.json' }, 'bad-evaluation'],
    ['a file that is neither', { base: 'labels.csv' }, 'bad-predictions'],
  ])('%s is refused', async (_, options, code) => {
    const { 'eval/predictions.json': _gone, ...base } = filesOf({ wrong: 1 });
    const ports = portsOf(base, { ...filesOf({ wrong: 1 }), 'bad.json': '{"testSet":"sha256:0"}' });
    await expect(compare(ports, options)).rejects.toMatchObject({ code });
  });

  test('another test set is compared unpaired, and that is the first thing said', async () => {
    const other = { ...filesOf({ wrong: 1 }) };
    other['labels.csv'] = (other['labels.csv'] ?? '').replace('img/0.png,a', 'img/0.png,b');
    const { comparison } = await compare(portsOf(filesOf({ wrong: 1 }), other));
    expect(comparison.testSetChange).toEqual({
      baseImages: 400,
      headImages: 400,
      onlyInBase: 0,
      onlyInHead: 0,
      relabelled: 1,
      skippedByBase: 0,
      skippedByHead: 0,
    });
    expect(renderTerminal(comparison).split('\n')[0]).toMatch(/^\S+ [A-Z][a-z ]+: NOT PAIRED, the test set changed/);
  });

  describe('with runs of other seeds', () => {
    const seeds = Array.from({ length: 6 }, (_, at) => `eval/seeds/${at}.json`);
    /** A side whose runs got so many images wrong. */
    async function withRuns(wrong: readonly number[], named = seeds): Promise<Record<string, string>> {
      const files = filesOf({ wrong: wrong[0] ?? 0 });
      const runs = wrong.map(async (count, at) => {
        const tree = memoryWorkspace(filesOf({ wrong: count }));
        return [
          seeds[at] ?? '',
          JSON.stringify(await evaluate(tree, await loadSpec(tree), { measure, decodeMask: decodeClassMask })),
        ] as const;
      });
      const spec = (files['sightline.yaml'] ?? '').replace('  slices:', `  seeds: [${named.join(', ')}]\n  slices:`);
      return { ...files, ...Object.fromEntries(await Promise.all(runs)), 'sightline.yaml': spec };
    }

    test('six speak of the change, with their spread in the interval', async () => {
      const ports = portsOf(await withRuns([60, 62, 58, 61, 59, 63]), await withRuns([20, 22, 18, 19, 21, 23]));
      const { comparison } = await compare(ports);
      expect(comparison).toMatchObject({ about: 'change', verdict: 'better', seedNoise: { seeds: 6, reason: null } });
      expect(comparison.primary.difference).toBeCloseTo(0.1, 9);
      expect(renderTerminal(comparison)).toContain('so this is about the change');
    });

    test('where seeds differ as much as the models, one lucky pair proves nothing', async () => {
      const ports = portsOf(await withRuns([60, 20, 55, 25, 50, 30]), await withRuns([20, 58, 25, 50, 31, 52]));
      expect((await compare(ports)).comparison.verdict).toBe('cannot-tell');
      expect((await compare(portsOf(filesOf({ wrong: 60 }), filesOf({ wrong: 20 })))).comparison.verdict).toBe('better');
    });

    test('fewer than six, or one that a side lacks, leave the verdict about the weights and say why', async () => {
      const { comparison } = await compare(portsOf(await withRuns([60, 61, 62, 63, 64]), await withRuns([20, 21, 22, 23, 24, 25])));
      expect(comparison).toMatchObject({ about: 'weights', verdict: 'better', seedNoise: { seeds: 5, deviation: null } });
      expect(comparison.seedNoise.reason).toContain('missing: eval/seeds/5.json of main');
      expect(renderTerminal(comparison)).toContain('whether the change or the seed did it is not known');
    });

    test('copies of one run are one seed, and it is said', async () => {
      const { comparison } = await compare(portsOf(await withRuns([60, 60, 60, 60, 60, 60]), await withRuns([20, 20, 20, 20, 20, 20])));
      expect(comparison).toMatchObject({ about: 'weights', seedNoise: { seeds: 1 } });
      expect(comparison.seedNoise.reason).toContain('5 hold an evaluation that another holds too, and count once');
    });

    test('files have no runs of their own, which is said', async () => {
      const ports = portsOf(filesOf({ wrong: 60 }), {
        ...(await withRuns([20])),
        'other.json': filesOf({ wrong: 60 })['eval/predictions.json'] ?? '',
      });
      const { comparison } = await compare(ports, { base: 'other.json', head: 'eval/predictions.json' });
      expect(comparison.seedNoise.reason).toContain(
        'files have no runs with other seeds of their own; the 6 that evaluate.seeds names count',
      );
    });
  });
});

const noData = async (): Promise<undefined> => undefined;
const pageScript = async (): Promise<string> => '';

test('a report has curves, hashes and thumbnails, and says when the bar would change', async () => {
  const compared = await compare(portsOf(filesOf({ wrong: 30 }), filesOf({ wrong: 20, gates: '[{ metric: accuracy, require: better }]' })));
  const asked: string[] = [];
  const images = {
    concurrency: 1,
    read: async () => new Uint8Array(),
    thumbnail: async (path: string) => {
      asked.push(path);
      if (path.endsWith('/img/21.png')) {
        throw new SightlineError('image-truncated', 'the file ends early');
      }
      return Uint8Array.of(1, 2, 3);
    },
  };
  const { markdown, html } = await report(
    { workspace: memoryWorkspace({}), images, pageScript, version: '1.2.3', dataSection: noData, parameters: async () => new Map() },
    compared,
  );
  expect(asked).toHaveLength(10);
  expect(html.match(/src="data:image\/webp;base64,AQID"/g)).toHaveLength(9);
  expect(html).toContain('no picture');
  for (const text of [markdown, html]) {
    expect(text).toContain('takes effect after the merge');
    expect(text).toMatch(/sha256:[0-9a-f]{64}/);
    expect(text).toContain('1.2.3');
  }
  expect(markdown).toContain('█▁');
});

test('a report of curves of several seeds says how far they spread', async () => {
  const withSeeds = (wrong: number): Record<string, string> => {
    const files = filesOf({ wrong });
    const spec = (files['sightline.yaml'] ?? '').replace(
      'curves: eval/curves.jsonl',
      'curves: [eval/curves.jsonl, eval/2.jsonl, eval/3.jsonl]',
    );
    return { ...files, 'sightline.yaml': spec, 'eval/2.jsonl': '{"epoch":1,"loss":2}\n{"epoch":2,"loss":1.5}\n' };
  };
  const compared = await compare(portsOf(withSeeds(30), withSeeds(20)));
  const images = { concurrency: 1, read: async () => new Uint8Array(), thumbnail: async () => Uint8Array.of(1) };
  const { markdown, html } = await report(
    { workspace: memoryWorkspace({}), images, pageScript, version: '1.2.3', dataSection: noData, parameters: async () => new Map() },
    compared,
  );
  for (const text of [markdown, html]) {
    expect(text).toContain('loss of 2 seeds is 1.25 at epoch 2, with a standard deviation of 0.354 from seed to seed');
    expect(text).toContain('eval/3.jsonl has no curves by epoch');
  }
});

test('a report fails when its pictures cannot be made, whatever the images are like', async () => {
  const compared = await compare(portsOf(filesOf({ wrong: 30 }), filesOf({ wrong: 20 })));
  const thumbnail = async (): Promise<Uint8Array> => Promise.reject(new Error('no decoder'));
  const images = { concurrency: 1, read: thumbnail, thumbnail };
  await expect(
    report(
      { workspace: memoryWorkspace({}), images, pageScript, version: '1.2.3', dataSection: noData, parameters: async () => new Map() },
      compared,
    ),
  ).rejects.toThrow('no decoder');
});
