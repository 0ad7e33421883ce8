import { describe, expect, it } from 'vitest';
import { tasks } from '../metrics/task.ts';
import { readSpec } from './read-spec.ts';
import { startingSpec } from './starting-spec.ts';

describe('a first sightline.yaml', () => {
  it.each(tasks)('is a valid spec of %s, judged by its primary metric', (task) => {
    const answers = {
      name: 'cracks',
      task,
      artifact: 'models/cracks',
      images: 'data/test',
      labels: 'labels.csv',
      runsOn: ['gpu'],
      lock: 'note' as const,
    };
    const text = startingSpec(answers, ['train']);
    const spec = readSpec(text);
    expect(spec).toMatchObject({ model: { name: 'cracks', task }, train: { stages: ['train'], runsOn: ['gpu'] } });
    expect(spec.evaluate.gates).toEqual([{ metric: spec.evaluate.primary.metric, require: 'not-worse' }]);
  });

  it('needs no labels where folders name the classes', () => {
    const text = startingSpec(
      {
        name: 'cracks',
        task: 'classification',
        artifact: 'models/cracks',
        images: 'data/test',
        labels: undefined,
        runsOn: ['self-hosted', 'gpu'],
        lock: 'note',
      },
      [],
    );
    expect(text).not.toContain('stages');
    expect(readSpec(text).data.test).toEqual({ images: 'data/test' });
  });
});
