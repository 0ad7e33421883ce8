import { dirname, join } from 'node:path';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createImageReader } from '../../src/adapters/sharp/image-reader.ts';
import { dataSection } from '../../src/app/data-section.ts';
import { imageDiff } from '../../src/app/image-diff.ts';
import type { ImageChanges } from '../../src/core/data-diff/image-changes-report.ts';
import type { DataSection } from '../../src/core/report/report-data.ts';
import { openProject } from '../../src/cli/project.ts';
import { type TestProject, testProject } from '../support/test-project.ts';

async function draw(root: string, path: string, width = 20, shade = path.length): Promise<void> {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  await sharp({ create: { width, height: 10, channels: 3, background: { r: shade, g: width, b: 7 } } })
    .png()
    .toFile(file);
}

/** What `diff --images` and the report see between two revisions, and what was said. */
async function changesOf(
  project: TestProject,
  older = 'HEAD~1',
  newer = 'HEAD',
): Promise<{ changes: ImageChanges; section: DataSection | undefined; said: readonly string[] }> {
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  const console = { result: say, info: say, warn: say, progress: () => ({ advance: () => {}, [Symbol.dispose]: () => {} }) };
  using opened = openProject({ cwd: project.root, env: project.env, console, signal: new AbortController().signal, exitWith: () => {} });
  const ports = { ...opened, images: createImageReader([project.root, opened.cacheFolder]) };
  return { changes: (await imageDiff(ports, older, newer)).changes, section: await dataSection(ports, older, newer), said };
}

function isPicture(uri: string | undefined): boolean {
  return uri?.startsWith('data:image/webp;') === true;
}

async function commit(project: TestProject, ...targets: string[]): Promise<void> {
  await project.add(...targets);
  project.git('add', '--all');
  project.git('commit', '--quiet', '--message', 'step');
}

const spec = `version: 1
model: { name: toy, task: classification, artifact: model }
data:
  test: { images: data, labels: labels.csv }
evaluate: { predictions: p.json }
`;

describe('images by the folders that hold them', () => {
  it('are told with sizes, and as relabelled where one moved to another class', async () => {
    using project = await testProject({});
    for (const [at, name] of ['cat/1', 'cat/2', 'dog/1', 'dog/2'].entries()) {
      await draw(project.root, `data/${name}.png`, 20, at);
    }
    project.write('data/notes.txt', 'no image');
    await commit(project, 'data');
    await draw(project.root, 'data/eel/1.png', 30, 90);
    await draw(project.root, 'data/dog/2.png', 44, 91);
    renameSync(join(project.root, 'data/cat/1.png'), join(project.root, 'data/dog/9.png'));
    rmSync(join(project.root, 'data/cat/2.png'));
    project.write('data/notes.txt', 'still none');
    await commit(project, 'data');
    const { changes, section } = await changesOf(project);
    expect(changes.classes).toEqual([
      { class: 'cat', before: 2, after: 0, added: 0, removed: 1, changed: 0, gained: 0, lost: 1 },
      { class: 'dog', before: 2, after: 3, added: 0, removed: 0, changed: 1, gained: 1, lost: 0 },
      { class: 'eel', before: 0, after: 1, added: 1, removed: 0, changed: 0, gained: 0, lost: 0 },
    ]);
    expect(changes.added.images).toEqual([{ image: 'data/eel/1.png', class: 'eel', bytes: changes.added.bytes, width: 30, height: 10 }]);
    expect(changes.changed.images).toMatchObject([{ image: 'data/dog/2.png', old: { width: 20 }, new: { width: 44 } }]);
    expect(changes.relabelled.images).toEqual([{ image: 'data/dog/9.png', was: 'data/cat/1.png', old: 'cat', new: 'dog' }]);
    const pictures = section?.pictures.map(({ what, image, thumbnail, before }) => [what, image, ...[thumbnail, before].map(isPicture)]);
    expect(pictures).toEqual([
      ['added', 'data/eel/1.png', true, false],
      ['changed', 'data/dog/2.png', true, true],
      ['removed', 'data/cat/2.png', true, false],
      ['relabelled', 'data/dog/9.png', true, false],
    ]);
  });

  it('are told without sizes where the cache lost them, and a damaged one without pixels', async () => {
    using project = await testProject({});
    await draw(project.root, 'a/x.png');
    await commit(project, 'a');
    await draw(project.root, 'a/y.png', 31);
    project.write('a/z.png', 'no picture at all');
    await commit(project, 'a');
    const before = await changesOf(project);
    expect(before.changes.added.images).toMatchObject([{ width: 31 }, { bytes: 17, width: null }]);
    rmSync(join(project.root, '.dvc/cache/files/md5'), { recursive: true });
    const { changes, section, said } = await changesOf(project);
    expect(changes.added).toEqual({ count: 0, bytes: 0, images: [] });
    expect(section).toBeUndefined();
    expect(said.join('\n')).toContain("the list of the files of 'a' in HEAD~1 is not in the cache, or damaged");
  });
});

describe('images by the labels of sightline.yaml', () => {
  it('are told with the class that each side gives them', async () => {
    using project = await testProject({ 'sightline.yaml': spec, 'labels.csv': 'image,label\n1.png,a\n2.png,a\n3.png,b\n' });
    for (const at of [1, 2, 3]) {
      await draw(project.root, `data/${at}.png`, 20 + at);
    }
    await commit(project, 'data');
    await draw(project.root, 'data/4.png', 40);
    await draw(project.root, 'data/5.png', 50);
    project.write('labels.csv', 'image,label\n1.png,b\n2.png,a\n3.png,c\n4.png,a\n');
    await commit(project, 'data');
    const { changes, section } = await changesOf(project);
    expect(
      section?.pictures.filter(({ what }) => what === 'relabelled').map((one) => [one.image, one.was, one.class, isPicture(one.thumbnail)]),
    ).toEqual([
      ['data/1.png', 'a', 'b', true],
      ['data/3.png', 'b', 'c', true],
    ]);
    expect(changes.added.images.map((one) => [one.image, one.class])).toEqual([
      ['data/4.png', 'a'],
      ['data/5.png', null],
    ]);
    expect(changes.relabelled).toEqual({
      count: 2,
      pairs: [
        { old: 'a', new: 'b', count: 1 },
        { old: 'b', new: 'c', count: 1 },
      ],
      images: [
        { image: 'data/1.png', old: 'a', new: 'b' },
        { image: 'data/3.png', old: 'b', new: 'c' },
      ],
    });
    expect(changes.classes.map((one) => [one.class, one.before, one.after, one.gained, one.lost])).toEqual([
      ['a', 2, 2, 0, 1],
      ['b', 1, 1, 1, 1],
      ['c', 0, 1, 1, 0],
      [null, 0, 0, 0, 0],
    ]);
  });

  it('fall back to folders, and say so, where labels are broken', async () => {
    using project = await testProject({ 'sightline.yaml': spec, 'labels.csv': 'nonsense\n' });
    await draw(project.root, 'data/1.png');
    await commit(project, 'data');
    await draw(project.root, 'data/2.png', 33);
    const { changes, said } = await changesOf(project, 'HEAD', 'workspace');
    expect(changes.added.images).toMatchObject([{ image: 'data/2.png', class: 'data', bytes: null }]);
    expect(said.join('\n')).toContain("the labels of workspace can't be read");
  });
});
