/** Adds up the counts of the suites, in the folder that is named; the last line is what CI reads. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const report = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), numPendingTests: z.number() });

const [folder = '.'] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const counts = report.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  console.log(
    `${file.replace('.json', '')}: ${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${counts.numPendingTests} skipped`,
  );
  total.passed += counts.numPassedTests;
  total.failed += counts.numFailedTests;
  total.skipped += counts.numPendingTests;
  if (counts.numPassedTests === 0) {
    process.exitCode = 1; // a suite that ran no test has proved nothing
  }
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
