import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFileIds } from '../../src/adapters/git/file-ids.ts';
import { testProject } from '../support/test-project.ts';

describe('ids of contents', () => {
  it('are the same before and after a file is committed, and others for other bytes or another mode', async () => {
    using project = await testProject({ 'a.py': 'a', 'sub/b.py': 'b', 'new\nline.py': 'n' });
    const untracked = await listFileIds(project.root);
    project.git('add', '-A');
    const added = await listFileIds(project.root);
    project.git('commit', '--quiet', '-m', 'x');
    const committed = await listFileIds(project.root);
    expect(added.get('a.py')).toMatch(/^100644 [0-9a-f]{40}$/);
    for (const path of ['a.py', 'sub/b.py']) {
      expect([untracked.get(path), committed.get(path)]).toEqual([added.get(path), added.get(path)]);
    }
    expect([untracked.has('new\nline.py'), committed.get('new\nline.py')]).toEqual([true, added.get('new\nline.py')]);
    project.write('a.py', 'aa');
    chmodSync(join(project.root, 'sub/b.py'), 0o755);
    const changed = await listFileIds(project.root);
    expect(changed.get('a.py')).not.toBe(committed.get('a.py'));
    expect(changed.get('sub/b.py')).toBe(committed.get('sub/b.py')?.replace('100644', '100755'));
    project.git('commit', '--quiet', '-am', 'x');
    expect(await listFileIds(project.root)).toEqual(changed);
  });

  it('are those of what git would keep, whatever it does with ends of lines', async () => {
    using project = await testProject({ '.gitattributes': '*.py text eol=crlf\n', 'a.py': 'a\r\nb\r\n' });
    const before = (await listFileIds(project.root)).get('a.py');
    project.git('add', '-A');
    project.git('commit', '--quiet', '-m', 'x');
    expect((await listFileIds(project.root)).get('a.py')).toBe(before);
  });

  it('are left to others for links, files that are gone, and files that git was told not to look at', async () => {
    using project = await testProject({ 'a.py': 'a', 'b.py': 'b', 'c.py': 'c', 'ignored.py': 'i', '.gitignore': 'ignored.py\n' });
    symlinkSync('a.py', join(project.root, 'link.py'));
    project.git('add', '-A');
    project.git('commit', '--quiet', '-m', 'x');
    rmSync(join(project.root, 'b.py'));
    project.git('update-index', '--assume-unchanged', 'c.py');
    project.write('c.py', 'other');
    const ids = await listFileIds(project.root);
    expect(['link.py', 'b.py', 'c.py'].map((path) => [ids.has(path), ids.get(path)])).toEqual(
      Array.from({ length: 3 }, () => [true, undefined]),
    );
    expect(ids.has('ignored.py')).toBe(false);
  });

  it('are told of the whole repository from a project in a folder of it', async () => {
    using project = await testProject({ 'a.py': 'a', 'sub/b.py': 'b', 'sub/c.py': 'c' });
    project.git('add', 'a.py', 'sub/b.py');
    const ids = await listFileIds(join(project.root, 'sub'));
    expect(['../a.py', 'b.py', 'c.py'].map((path) => ids.get(path)?.slice(0, 6))).toEqual(['100644', '100644', '100644']);
  });
});
