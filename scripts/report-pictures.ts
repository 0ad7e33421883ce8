/** Pictures of reports as a browser shows them, to be looked at: `node scripts/report-pictures.ts FOLDER [PAGE...]`; made reports unless pages are named. */
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { writeReportPages } from '../test/browser/report-pages.ts';
import { openBrowser, openFile } from '../test/support/browser.ts';

const [folder = 'report-pictures', ...named] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const pages =
  named.length > 0 ? Object.fromEntries(named.map((file) => [basename(file, '.html'), resolve(file)])) : await writeReportPages(folder);
await using browser = await openBrowser();
for (const [name, file] of Object.entries(pages)) {
  for (const [look, options] of Object.entries({ light: {}, dark: { theme: 'dark' }, phone: { width: 390 } } as const)) {
    await using opened = await openFile(browser, file, options);
    await opened.page.waitForTimeout(500);
    const picture = join(folder, `${name}-${look}.png`);
    await opened.page.screenshot({ path: picture, fullPage: true });
    console.log(picture, opened.complaints.join('\n'));
  }
}
