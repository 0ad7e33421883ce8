import axe from 'axe-core';
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const path = '/usr/bin/chromium';

/** Debian's Chromium. Throws, with the command that installs it, where it isn't there. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(path)) {
    throw new Error(`there is no ${path}: sudo apt-get install chromium`);
  }
  // In a container as root Chromium's sandbox can't start, and its shared memory is small.
  return chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
}

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
  readonly script?: boolean;
}

/** A page that was opened, with what it asked for and complained of; both stay empty for a good report. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

/** Opens a file of this machine. */
export async function openFile(
  browser: Browser,
  file: string,
  { width = 1180, theme = 'light', script = true }: Look = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme, javaScriptEnabled: script });
  const page = await context.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  const address = `file://${file}`;
  await page.goto(address);
  return {
    page,
    get requests() {
      return requests.filter((url) => url !== address && !url.startsWith('data:'));
    },
    complaints,
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** What axe-core finds wrong on a page, a line each. The page's policy allows no other script, so it comes in past it. */
export async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ': ' + failureSummary)))`,
  );
}
