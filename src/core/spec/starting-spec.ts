import { stringify } from 'yaml';
import { defaultPrimary, type Task } from '../metrics/task.ts';

/** What a new `sightline.yaml` starts from. */
export interface SpecAnswers {
  readonly name: string;
  readonly task: Task;
  /** What training writes. */
  readonly artifact: string;
  /** The folder of the test images. */
  readonly images: string;
  /** The label file; without one the folders of `images` name the classes. */
  readonly labels: string | undefined;
  readonly runsOn: readonly string[];
  /** Where the default branch keeps locks. */
  readonly lock: 'note' | 'commit';
}

/** The text of a first `sightline.yaml`: one gate, and the keys that a pull request is planned by. `stages` are those that train. */
export function startingSpec(answers: SpecAnswers, stages: readonly string[]): string {
  const { name, task, artifact, images, labels, runsOn, lock } = answers;
  const spec = {
    version: 1,
    model: { name, task, artifact },
    data: { test: { images, ...(labels === undefined ? {} : { labels }) } },
    train: { ...(stages.length === 0 ? {} : { stages }), runsOn, ...(lock === 'note' ? {} : { lock }) },
    evaluate: { predictions: 'eval/predictions.json', gates: [{ metric: defaultPrimary(task), require: 'not-worse' }] },
  };
  const schema = '# yaml-language-server: $schema=./node_modules/sightline/templates/schemas/sightline.schema.json\n';
  return `${schema}${stringify(spec, { lineWidth: 0, collectionStyle: 'any' })}`;
}
