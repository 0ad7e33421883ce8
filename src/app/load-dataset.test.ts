import { describe, expect, it } from 'vitest';
import type { Tree } from '../core/ports.ts';
import { loadDataset } from './load-dataset.ts';

/** A tree of these files, by path. */
function treeOf(files: Readonly<Record<string, string | Uint8Array>>): Tree {
  const paths = Object.keys(files).toSorted();
  const below = (folder: string): string[] =>
    folder === '.' ? paths : paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
  const readBytes = (path: string): Promise<Uint8Array | undefined> => {
    const content = files[path];
    return Promise.resolve(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  };
  return {
    name: 'workspace',
    readBytes,
    readText: async (path) => new TextDecoder().decode(await readBytes(path)),
    kind: (path) => Promise.resolve(path in files ? 'file' : below(path).length > 0 ? 'folder' : undefined),
    list: (folder) => {
      const entries = new Map(
        below(folder).map((path) => [path.split('/')[0] ?? '', path.includes('/') ? ('folder' as const) : ('file' as const)]),
      );
      return Promise.resolve([...entries].map(([name, kind]) => ({ name, kind })));
    },
  };
}

const csv = 'image,label\na.png,x\n';
const coco = JSON.stringify({
  images: [{ id: 1, file_name: 'a.png' }],
  annotations: [{ image_id: 1, category_id: 1 }],
  categories: [{ id: 1, name: 'x' }],
});
const one = { classes: ['x'], images: [{ image: 'data/a.png', label: 'x', metadata: {} }] };

describe('loadDataset', () => {
  it('tells the format by the name of the label file, and takes it as given', async () => {
    const files = treeOf({ 'l.csv': csv, 'L.JSON': coco, 'labels.txt': csv });
    await expect(loadDataset(files, { images: 'data', labels: 'l.csv' })).resolves.toEqual(one);
    await expect(loadDataset(files, { images: 'data', labels: 'L.JSON' })).resolves.toEqual(one);
    await expect(loadDataset(files, { images: 'data', labels: 'labels.txt', format: 'csv' })).resolves.toEqual(one);
    await expect(loadDataset(files, { images: 'data', labels: 'labels.txt' })).rejects.toMatchObject({ code: 'labels-invalid' });
  });

  it('starts image paths from the root when no folder is given', async () => {
    const set = await loadDataset(treeOf({ 'l.csv': 'image,label\ndata/a.png,x\n' }), { labels: 'l.csv' });
    expect(set).toEqual(one);
  });

  it('takes folders for classes, files below them in order, and passes over what is no image', async () => {
    const files = treeOf({
      'data/train/.gitignore': '',
      'data/train/readme.md': '',
      'data/train/b/2.PNG': '',
      'data/train/a/1.jpg': '',
      'data/train/a/deep/3.bmp': '',
      'data/train/a/.hidden.png': '',
      'data/train/a/notes.txt': '',
      'data/train/.cache/x.png': '',
    });
    const expected = {
      classes: ['a', 'b'],
      images: [
        { image: 'data/train/a/1.jpg', label: 'a', metadata: {} },
        { image: 'data/train/a/deep/3.bmp', label: 'a', metadata: {} },
        { image: 'data/train/b/2.PNG', label: 'b', metadata: {} },
      ],
    };
    await expect(loadDataset(files, { images: 'data/train/' })).resolves.toEqual(expected);
    await expect(loadDataset(files, { labels: 'data/train', format: 'folders' })).resolves.toEqual(expected);
  });

  it('takes the folders of the root', async () => {
    const set = await loadDataset(treeOf({ 'a/1.png': '' }), { images: '.' });
    expect(set.images).toEqual([{ image: 'a/1.png', label: 'a', metadata: {} }]);
  });

  it('ends where folders contain themselves', async () => {
    const files: Tree = { ...treeOf({ 'data/a/1.png': '' }), list: () => Promise.resolve([{ name: 'again', kind: 'folder' }]) };
    await expect(loadDataset(files, { images: 'data' })).rejects.toMatchObject({
      code: 'labels-invalid',
      hint: expect.stringContaining('links'),
    });
  });

  it('names what is missing, and an image outside the class folders', async () => {
    const files = treeOf({ 'data/1.png': '' });
    await expect(loadDataset(files, { labels: 'l.csv' })).rejects.toMatchObject({ code: 'labels-missing', place: { file: 'l.csv' } });
    await expect(loadDataset(files, { images: 'd' })).rejects.toMatchObject({ code: 'labels-missing', place: { file: 'd' } });
    await expect(loadDataset(files, { images: 'data', format: 'coco' })).rejects.toMatchObject({ code: 'labels-missing' });
    await expect(loadDataset(files, { images: 'data' })).rejects.toMatchObject({ code: 'labels-invalid', place: { file: 'data/1.png' } });
  });

  it('refuses labels that are not UTF-8', async () => {
    const latin1 = treeOf({ 'l.csv': new Uint8Array(Buffer.from('image,label\na.png,\u00FC\n', 'latin1')) });
    await expect(loadDataset(latin1, { labels: 'l.csv' })).rejects.toMatchObject({ code: 'labels-invalid', place: { file: 'l.csv' } });
  });

  it('asks the tree to refuse a label file of more than 256 MiB', async () => {
    const asked: (number | undefined)[] = [];
    const files: Tree = { ...treeOf({}), readBytes: (_, maxBytes) => Promise.resolve(void asked.push(maxBytes)) };
    await expect(loadDataset(files, { labels: 'l.csv' })).rejects.toMatchObject({ code: 'labels-missing' });
    expect(asked).toEqual([268_435_456]);
  });
});
