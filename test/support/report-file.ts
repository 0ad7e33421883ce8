import { makeReportFile } from '../../src/core/report/file/make-report-file.ts';
import type { ReportFile } from '../../src/core/report/file/report-file.ts';
import type { ReportData, ScoredReportData } from '../../src/core/report/report-data.ts';
import type { Value } from '../../src/core/value/value.ts';
import { madeReport } from './report-data.ts';

/** The report file of a made report, with two parameters that changed and a training of fourteen minutes. */
export function madeReportFile(data: ReportData | ScoredReportData = madeReport(), parameters = ['train.lr', 'net.depth']): ReportFile {
  const changes = parameters.map((name, at): [string, { old: Value; new: Value }] => [name, { old: at === 0 ? 0.01 : null, new: 0.002 }]);
  return makeReportFile(data, {
    parameters: new Map([['params.yaml', new Map(changes)]]),
    training: { seconds: 843.2, runner: 'gpu-box-2' },
    changedKeys: [],
  });
}

/** A report on so many classes and slices, each of which moved; also images of each class were added. */
export function manyClassesAndSlices(classes: number, slices: number, name: (at: number) => string): ReportFile {
  const file = madeReportFile(
    madeReport(),
    Array.from({ length: 100 }, (_, at) => name(at)),
  );
  const { comparison, data, answers } = file;
  if (!('discordance' in comparison) || data === null || !('flips' in answers)) {
    throw new Error('a made report is on a classifier whose data changed');
  }
  const fill = <One>(some: readonly One[], count: number, change: (at: number) => Partial<One>): One[] =>
    Array.from({ length: count }, (_, at) => ({ ...(some[at % some.length] as One), ...change(at) }));
  const gate = { metric: 'accuracy', require: 'better', slice: `camera=${name(0)}` } as const;
  return {
    ...file,
    comparison: {
      ...comparison,
      classes: fill(comparison.classes, classes, (at) => ({ class: name(at) })),
      slices: fill(comparison.slices, slices, (at) => ({ value: name(at), verdict: at % 2 === 0 ? 'worse' : 'better' })),
      gates: Array.from({ length: 50 }, () => ({ gate, outcome: 'fail' as const, reason: 'x'.repeat(200), measured: null })),
    },
    answers: {
      ...answers,
      flips: {
        ...answers.flips,
        breaks: fill(answers.flips.breaks, 18, (at) => ({ image: name(at), truth: name(at) })),
        fixes: fill(answers.flips.fixes, 18, (at) => ({ image: name(at), truth: name(at) })),
      },
    },
    data: { ...data, classes: fill(data.classes, classes, (at) => ({ class: name(at) })) },
  };
}
