import { type ReportFile, reportFileSchema } from './report-file.ts';

/** The text of `report.json`; what `readReportFile` would not read is never written. Throws a ZodError for such a value: a bug of ours. */
export function writeReportFile(data: ReportFile): string {
  return `${JSON.stringify(reportFileSchema.parse(data))}\n`;
}
