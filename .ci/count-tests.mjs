// Adds up the counts of the suites; the last line is what the CI reads. A suite that ran no test is a failure.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  console.log(`${file.replace('.json', '')}: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
  total.passed += numPassedTests;
  total.failed += numFailedTests;
  total.skipped += numPendingTests;
  if (numPassedTests === 0) {
    process.exitCode = 1;
  }
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
