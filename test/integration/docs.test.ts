import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { symlinkSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { execute } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyProject } from '../support/toy-project.ts';

interface Block {
  readonly info: string;
  readonly text: string;
}

/** The fenced blocks of a page: `sh` ones are run, `yaml NAME` ones are files. */
function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```(sh|yaml \S+)\n([^]*?)^```$/gm)].map(([, info = '', text = '']) => ({ info, text }));
}

const imagesEach = { train: 60, test: 40 };

/** Circles and squares of many sizes and places. */
async function drawShapes(root: string): Promise<void> {
  for (const [part, count] of Object.entries(imagesEach)) {
    for (const shape of ['circle', 'square']) {
      const folder = join(root, 'data', part, shape);
      await mkdir(folder, { recursive: true });
      for (let at = 0; at < count; at++) {
        const [x, y, size] = [5 + (at % 7), 5 + ((at * 3) % 7), 2 + (at % 4)];
        const drawn =
          shape === 'circle'
            ? `<circle cx="${x}" cy="${y}" r="${size}"/>`
            : `<path d="M${x - size} ${y - size}h${2 * size}v${2 * size}h-${2 * size}z"/>`;
        const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" fill="white"><rect width="16" height="16" fill="black"/>${drawn}</svg>`;
        await sharp(Buffer.from(svg))
          .greyscale()
          .png()
          .toFile(join(folder, `${at}.png`));
      }
    }
  }
}

describe('docs/first-steps.md', () => {
  it('says commands that work, in order, in an empty folder', { timeout: 120_000 }, async () => {
    using folder = temporaryFolder();
    const [root, bin] = [join(folder.path, 'repository'), join(folder.path, 'bin')];
    await Promise.all([mkdir(root), mkdir(bin)]);
    symlinkSync(resolve('dist/sightline.mjs'), join(bin, 'sightline'));
    await drawShapes(root);
    const said: string[] = [];
    for (const { info, text } of blocksOf(await readFile('docs/first-steps.md', 'utf8'))) {
      if (info === 'sh') {
        const path = [bin, dirname(process.execPath), process.env['PATH']].join(delimiter);
        const { code, stdout, stderr } = await execute('env', [`PATH=${path}`, 'bash', '-euc', text], root);
        expect(`${code}\n${stderr}`).toMatch(/^0\n/);
        said.push(stdout);
      } else {
        await writeFile(join(root, info.slice('yaml '.length)), text);
      }
    }
    const all = said.join('\n');
    expect(all).toContain('1 training; ran: train, predict');
    expect(all).toContain('0 trainings; ran: nothing; from the cache: train, predict');
    expect(all).toMatch(/Registered shapes@v0\.1\.0/);
    expect(await readFile(join(root, 'report/report.html'), 'utf8')).toContain('<!doctype html>');
  });
});

describe('docs/reports.md', () => {
  it('says commands that work where something was trained', { timeout: 120_000 }, async () => {
    using folder = temporaryFolder();
    const [root, bin] = [join(folder.path, 'repository'), join(folder.path, 'bin')];
    await mkdir(bin);
    symlinkSync(resolve('dist/sightline.mjs'), join(bin, 'sightline'));
    const project = new ToyProject(root);
    await project.create();
    await project.sightline('train');
    await project.commit('Train');
    await project.git('switch', '--quiet', '--create', 'better');
    await project.write('params.yaml', 'skill: 0.9\n');
    await project.sightline('train');
    for (const { text } of blocksOf(await readFile('docs/reports.md', 'utf8'))) {
      const path = [bin, dirname(process.execPath), process.env['PATH']].join(delimiter);
      expect(await execute('env', [`PATH=${path}`, 'bash', '-euc', text], root)).toMatchObject({
        code: 0,
        stdout: 'report/report.md\nreport/report.html\nreport/report.json\n',
      });
    }
    expect(await project.read('report/report.md')).toContain('Training took 14 min 3 s on `gpu-box-2`. Cost: not configured.');
  });
});
