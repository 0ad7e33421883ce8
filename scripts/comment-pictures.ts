/**
 * Pictures of the comment as GitHub shows it, to be looked at: `node scripts/comment-pictures.ts FOLDER [report.json]`; of made
 * reports unless one is named. GitHub's own style sheet, and a parser of its Markdown; notes in colour are set as GitHub sets them.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readHistory } from '../src/core/github/run-history.ts';
import { readReportFile } from '../src/core/report/file/read-report-file.ts';
import type { ReportFile } from '../src/core/report/file/report-file.ts';
import type { CommentFrame } from '../src/core/report/markdown/frame.ts';
import { renderMarkdown } from '../src/core/report/markdown/report-markdown.ts';
import { openBrowser, openFile } from '../test/support/browser.ts';
import { renderPage } from '../test/support/rendered-markdown.ts';
import { hostileNames, madeReport } from '../test/support/report-data.ts';
import { madeReportFile, manyClassesAndSlices } from '../test/support/report-file.ts';
import { detectionReport } from '../test/support/scored-report-data.ts';

const [folder = 'comment-pictures', named] = process.argv.slice(2);
const style = await readFile(fileURLToPath(import.meta.resolve('github-markdown-css/github-markdown.css')), 'utf8');
const first: CommentFrame = {
  repositoryUrl: 'https://github.com/acme/widgets',
  pullRequest: 7,
  head: '3f0c'.repeat(10),
  run: 17_420_001_337,
  attempt: 1,
  verified: true,
  history: [],
};

/** The second comment of a pull request. */
function comment(file: ReportFile, options: Partial<CommentFrame> = {}): string {
  const history = readHistory(`\n${renderMarkdown(file, first)}`);
  return renderMarkdown(file, { ...first, head: 'b71e'.repeat(10), run: first.run + 1, history, ...options });
}

function made(): Record<string, string> {
  const gates = [
    { metric: 'accuracy', require: 'not-worse' },
    { metric: 'recall', class: 'cat', require: 'at-least', value: 0.99 },
  ] as const;
  const report = madeReport({ images: 2400, gates: [...gates], metrics: ['macro-f1', 'log-loss', 'ece'] });
  return {
    classifier: comment(madeReportFile(report)),
    detector: comment(madeReportFile(detectionReport([], 120))),
    fork: comment(madeReportFile(report), { verified: false }),
    hostile: comment(madeReportFile(madeReport({ classes: hostileNames, prefix: hostileNames.join('/') }), [...hostileNames])),
    large: comment(manyClassesAndSlices(500, 200, (at) => `class ${at}`)),
  };
}

/** The page around a comment. */
function pageOf(markdown: string): string {
  const body = renderPage(markdown).html.replaceAll(
    /<blockquote>\s*<p>\[!(WARNING|CAUTION)\]\n?([^]*?)<\/blockquote>/g,
    (_, kind: string, text: string) =>
      `<div class="markdown-alert markdown-alert-${kind.toLowerCase()}"><p class="markdown-alert-title">${kind}</p><p>${text}</div>`,
  );
  const own = 'body { margin: 0 } .markdown-body { box-sizing: border-box; padding: 24px; min-height: 100vh }';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Comment</title><style>${style}${own}</style><body class="markdown-body">${body}</body></html>`;
}

await mkdir(folder, { recursive: true });
const comments = named === undefined ? made() : { comment: comment(readReportFile(await readFile(named), named)) };
await using browser = await openBrowser();
for (const [name, markdown] of Object.entries(comments)) {
  const file = resolve(folder, `${name}.html`);
  await writeFile(file, pageOf(markdown));
  for (const [look, options] of Object.entries({
    light: { width: 860 },
    dark: { theme: 'dark', width: 860 },
    phone: { width: 390 },
  } as const)) {
    await using opened = await openFile(browser, file, options);
    const picture = join(folder, `${name}-${look}.png`);
    await opened.page.screenshot({ path: picture, fullPage: true });
    console.log(picture, opened.complaints.join('\n'));
  }
}
