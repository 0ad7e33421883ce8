import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findViolations, type Look, openBrowser, openFile } from '../support/browser.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { reportNames, writeReportPages } from './report-pages.ts';

const folder = temporaryFolder();
let browser: Browser;
let pages: Readonly<Record<string, string>>;

beforeAll(async () => {
  [browser, pages] = await Promise.all([openBrowser(), writeReportPages(folder.path)]);
});
afterAll(async () => {
  await browser.close();
  folder[Symbol.dispose]();
});

const open = (name: string, look?: Look) => openFile(browser, pages[name] ?? '', look);

const widths = [1180, 390];
const themes = ['light', 'dark'] as const;

describe.each(reportNames)('the report of %s', (name) => {
  test('can be read wide and on a phone, light and dark: no violation, no request, no complaint, nothing beyond the edge', async () => {
    await using opened = await open(name);
    const { page } = opened;
    await plotsDrawn(page);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        expect(await findViolations(page), `${width} ${theme}`).toEqual([]);
      }
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    }
    expect(opened).toMatchObject({ requests: [], complaints: [] });
  });
});

/** Waits until each figure holds a drawing, and answers how many there are. */
async function plotsDrawn(page: Page): Promise<number> {
  const drawn = `[...document.querySelectorAll('figure[data-plot]')].every((one) => one.querySelector('svg path, svg rect') !== null)`;
  await expect.poll(() => page.evaluate(drawn)).toBe(true);
  return page.locator('figure[data-plot]').count();
}

describe('hostile names', () => {
  test.each(['hostile', 'hostile-detection'])('of %s are text, in the page and in its plots', async (name) => {
    await using opened = await open(name);
    await plotsDrawn(opened.page);
    expect(await opened.page.evaluate('[document.images, document.scripts, document.links].map(({ length }) => length)')).toEqual([
      await opened.page.locator('.picture img, .sheet img').count(),
      1 + (await opened.page.locator('figure[data-plot] > script[type="application/json"]').count()),
      0,
    ]);
    expect(await opened.page.locator('body').textContent()).toContain('<script>alert(1)</script>');
    expect(opened.complaints).toEqual([]);
  });
});

test('the policy stops what a name might have brought in', async () => {
  await using opened = await open('classification');
  const { page } = opened;
  await page.evaluate(`{
    const script = document.createElement('script');
    try { script.textContent = 'window.hit = 1'; document.body.append(script); } catch {}
    const image = new Image(); image.src = 'https://evil.example/x.png'; document.body.append(image);
    try { document.body.insertAdjacentHTML('beforeend', '<b id="hit">'); } catch {}
    setTimeout(() => { try { eval('window.hit = 2'); } catch {} });
  }`);
  await page.waitForTimeout(100);
  expect(await page.evaluate('[window.hit ?? null, document.getElementById("hit")]')).toEqual([null, null]);
  expect(opened.complaints.join('\n')).toContain('Content Security Policy');
});

describe('without JavaScript', () => {
  test('the tables say what the plots would, and there is no button that does nothing', async () => {
    await using opened = await open('classification', { script: false });
    const { page } = opened;
    expect(await page.locator('figure[data-plot]:visible, button:visible').count()).toBe(0);
    for (const caption of ['Learning curves', 'Precision at a recall', 'Reliability', 'The most frequent mix-ups', 'Slices', 'Classes']) {
      expect(await page.locator(`table[aria-label="${caption}"]`).isVisible()).toBe(true);
    }
    expect(await page.locator('.flips li:visible').count()).toBe(36);
  });
});

describe('tables', () => {
  test('are sorted from the keyboard, numbers from the greatest first, and say so', async () => {
    await using opened = await open('many-classes');
    const { page } = opened;
    const table = page.locator('table[aria-label="Classes"]');
    const header = table.locator('th[scope=col]', { hasText: 'Recall' });
    const column = async (): Promise<number[]> =>
      (await table.locator('tbody tr td:nth-child(3)').allTextContents()).map((text) => Number.parseFloat(text));
    await header.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    expect(await column()).toEqual((await column()).toSorted((a, b) => b - a));
    await page.keyboard.press('Space');
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    expect(await column()).toEqual((await column()).toSorted((a, b) => a - b));
    await table.getByRole('button', { name: 'Class', exact: true }).press('Enter');
    expect(await header.getAttribute('aria-sort')).toBeNull();
    expect(await table.locator('tbody th').first().textContent()).toContain('class 0');
  });
});

describe('plots', () => {
  test('tell the values under the pointer and at the arrow keys', async () => {
    await using opened = await open('classification');
    const { page } = opened;
    const figure = page.locator('figure[data-plot=curve]').first();
    const stage = figure.getByRole('slider');
    const readout = figure.locator('.readout');
    expect(await readout.textContent()).toContain('epoch 20');
    const box = await stage.boundingBox();
    await stage.hover({ position: { x: (box?.width ?? 0) / 2, y: 60 } });
    expect(await readout.textContent()).toMatch(/epoch 1[0-2]base 0\.\d+head 0\.\d+/);
    await page.mouse.move(0, 0);
    await stage.focus();
    await page.keyboard.press('Home');
    expect(await stage.getAttribute('aria-valuetext')).toBe('epoch 1: base 2, head 1.75');
    await page.keyboard.press('ArrowRight');
    expect(await stage.getAttribute('aria-valuetext')).toMatch(/^epoch 2: /);
    expect(await figure.locator('svg .mark-symbol path').count()).toBe(2);
  });

  test('show precision of the class that was chosen', async () => {
    await using opened = await open('labels');
    const figure = opened.page.locator('figure[data-plot="precision-recall"]');
    const line = figure.locator('svg .mark-line path').first();
    const mean = await line.getAttribute('d');
    await figure.getByLabel('Class').selectOption({ label: 'owl' });
    await expect.poll(() => line.getAttribute('d')).not.toBe(mean);
    expect(await figure.locator('.readout').textContent()).toMatch(/^recall 90 %base \d+\.\d %head \d+\.\d %$/);
  });

  test('tell each cell of the confusion matrix, of either model or of the change', async () => {
    await using opened = await open('classification');
    const figure = opened.page.locator('figure[data-plot=confusion]');
    const stage = figure.getByRole('slider');
    await stage.press('ArrowRight');
    await stage.press('ArrowRight');
    expect(await stage.getAttribute('aria-valuetext')).toMatch(/^cat taken for dog: base \d+, head \d+ \([+−±]\d+\)$/);
    await stage.press('ArrowDown');
    expect(await stage.getAttribute('aria-valuetext')).toMatch(/^dog, recognised: /);
    await figure.getByRole('button', { name: 'Change' }).click();
    await expect.poll(() => figure.locator('svg .mark-text text').allTextContents()).toContainEqual(expect.stringMatching(/^[+−]/));
  });
});

describe('the gallery', () => {
  test('is filtered by what happened and by class, and walked by arrow keys', async () => {
    await using opened = await open('classification');
    const { page } = opened;
    const visible = page.locator('.flips li:visible');
    expect(await visible.count()).toBe(20);
    await page.getByRole('button', { name: 'Broken' }).press('Enter');
    expect(await visible.count()).toBe(10);
    await page.getByRole('button', { name: 'Show 8 more' }).press('Enter');
    expect(await visible.count()).toBe(18);
    expect(await page.evaluate('document.activeElement.textContent')).toBe(await visible.nth(10).textContent());
    await page.getByLabel('Truth').selectOption({ label: 'cat' });
    expect(await page.locator('.flips li[data-truth=cat]:visible').count()).toBe(await visible.count());
    expect(await page.locator('.bar [role=status]').textContent()).toBe(`${await visible.count()} of 36 pictures`);
    await visible.first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('document.activeElement.textContent')).toBe(await visible.nth(1).textContent());
    expect(await visible.first().textContent()).toMatch(/base\s*✓ cat\s*\d+ %\s*head\s*✗ dog\s*\d+ %, truth \d+ %/);
  });
});
