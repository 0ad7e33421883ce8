import { describe, expect, test } from 'vitest';
import { fairnessSchema, fairnessSection, fairnessSpecSchema } from './fairness-section.ts';

const columns: Readonly<Record<string, readonly string[]>> = { camera: ['a', 'a', 'b', 'b', ''], empty: ['', '', '', '', ''] };
const images = {
  truth: ['crack', 'ok', 'crack', 'crack', 'ok'],
  predicted: ['crack', 'crack', 'ok', 'crack', 'ok'],
  column: (name: string): readonly string[] => columns[name] ?? [],
};

describe('fairness of an evaluation', () => {
  test('has every metric by group, null where one is undefined, and keeps to its schema', () => {
    const found = fairnessSection({ by: ['camera'], positive: 'crack' }, images);
    expect(fairnessSchema.parse(structuredClone(found))).toEqual(found);
    const falsePositives = found.metrics.find(({ metric }) => metric === 'false-positive-rate');
    expect(falsePositives?.groups).toMatchObject([
      { values: ['a'], images: 1, value: 1 },
      { values: ['b'], images: 0, value: null, low: null, high: null },
    ]);
    expect(falsePositives?.difference.betweenGroups).toEqual({ value: null, low: null, high: null });
    expect(found.metrics.find(({ metric }) => metric === 'true-positive-rate')?.difference.betweenGroups.value).toBe(0.5);
  });

  test.each([
    ['a class that nobody knows', { by: ['camera'], positive: 'dent' }, "no image is, or is taken for, 'dent'"],
    ['a column without values', { by: ['camera', 'empty'], positive: 'crack' }, 'there are no groups by camera and empty'],
  ])('%s is refused', (_, spec, message) => {
    expect(() => fairnessSection(spec, images)).toThrow(message);
  });

  test('an id is refused', () => {
    const many = Array.from({ length: 201 }, (_, at) => String(at));
    const all = { truth: many.map(() => 'crack'), predicted: many.map(() => 'ok'), column: () => many };
    expect(() => fairnessSection({ by: ['id'], positive: 'crack' }, all)).toThrow('201 groups');
    expect(fairnessSpecSchema.safeParse({ by: [], positive: 'crack' }).success).toBe(false);
  });
});
