import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readCocoObjects } from '../../src/core/labels/coco-objects.ts';
import { boxOverlap } from '../../src/core/metrics/detection/box-overlap.ts';
import { evaluateCoco } from '../../src/core/metrics/detection/coco-evaluation.ts';
import { cocoSettings } from '../../src/core/metrics/detection/coco-settings.ts';
import { maskOverlap } from '../../src/core/metrics/detection/mask-overlap.ts';
import { matchDetections } from '../../src/core/metrics/detection/match-detections.ts';
import { decodeRuns, maskArea, maskBox } from '../../src/core/metrics/detection/rle.ts';
import { readCocoResults } from '../../src/core/predictions/coco-results.ts';
import { cocoRig } from '../rigs/coco.ts';
import { makeMaskedSet } from '../support/masked-set.ts';

interface Answers {
  readonly masks: readonly { readonly counts: string; readonly area: number; readonly box: readonly number[] }[];
  readonly segm: { readonly precision: readonly number[]; readonly recall: readonly number[] };
  readonly bbox: { readonly precision: readonly number[]; readonly recall: readonly number[] };
}

test.each([1, 2, 3])(
  'polygons, runs and strings of runs are the masks that pycocotools makes, and are judged alike: seed %i',
  async (seed) => {
    const { python } = await cocoRig();
    const folder = mkdtempSync(join(tmpdir(), 'sightline-coco-'));
    try {
      const made = makeMaskedSet(seed);
      writeFileSync(join(folder, 'gt.json'), JSON.stringify(made.truth));
      writeFileSync(join(folder, 'dt.json'), JSON.stringify(made.results));
      execFileSync(python, [fileURLToPath(new URL('coco-masks.py', import.meta.url)), folder], { stdio: 'pipe' });
      const theirs = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as Answers;
      const truth = readCocoObjects(made.truth, 'gt.json', 'masks');
      const masks = truth.objects.masks ?? [];
      expect(masks.map(({ runs }) => [...runs])).toEqual(theirs.masks.map(({ counts }) => [...(decodeRuns(counts) ?? [])]));
      expect(masks.map((mask) => maskArea(mask))).toEqual(theirs.masks.map(({ area }) => area));
      expect(masks.map((mask) => [...maskBox(mask)])).toEqual(theirs.masks.map(({ box }) => box));
      const { detections } = readCocoResults(made.results, truth, 'dt.json', 'masks');
      const set = { images: truth.imageIds.length, classes: truth.classIds.length, truths: truth.objects, detections };
      const kinds = [
        [maskOverlap(detections, truth.objects), theirs.segm],
        [boxOverlap(detections, truth.objects), theirs.bbox],
      ] as const;
      for (const [overlap, { precision, recall }] of kinds) {
        const ours = evaluateCoco(matchDetections(set, cocoSettings, overlap));
        expect([...ours.precision]).toEqual(precision);
        expect([...ours.recall]).toEqual(recall);
        expect(Math.max(...recall)).toBeGreaterThan(0.1);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
