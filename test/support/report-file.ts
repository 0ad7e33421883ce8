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
