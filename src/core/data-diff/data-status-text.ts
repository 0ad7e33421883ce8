import { visibleText } from '../value/visible-text.ts';
import type { DataStatus, StatusPath, StatusSection } from './data-status.ts';

/** A status for people, part by part. */
export function dataStatusText(status: DataStatus): string {
  const parts = [
    part('Not in cache', status.notInCache, ['use "sightline fetch <file>..." to download files']),
    part('Not in remote', status.notInRemote, ['use "sightline push <file>..." to upload files']),
    part('DVC committed changes', sectionItems(status.committed), ['git commit the corresponding dvc files to update the repo']),
    part('DVC uncommitted changes', sectionItems(status.uncommitted), [
      'use "sightline commit <file>..." to track changes',
      'use "sightline checkout <file>..." to discard changes',
    ]),
    part('Untracked files', status.untracked ?? [], ['use "git add <file> ..." or "sightline add <file>..." to commit to git or to dvc']),
    part('DVC unchanged files', status.unchanged ?? [], []),
  ].filter((text) => text !== '');
  const nothing = `No changes${status.git.isEmpty ? ' in an empty git repo' : ''}.\n`;
  const other = parts.length === 0 ? '' : 'other ';
  const dirty = status.git.isDirty ? `(there are ${other}changes not tracked by dvc, use "git status" to see)\n` : '';
  return `${parts.length === 0 ? nothing : parts.join('\n')}${dirty}`;
}

function part(title: string, items: readonly string[], hints: readonly string[]): string {
  const lines = [`${title}:`, ...hints.map((hint) => `  (${hint})`), ...items.map((item) => `        ${visibleText(item)}`)];
  return items.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function sectionItems(section: StatusSection): readonly string[] {
  return [...section].flatMap(([type, paths]) => paths.map((path) => `${type}: ${spell(path)}`));
}

function spell(path: StatusPath): string {
  return typeof path === 'string' ? path : `${path.old} -> ${path.new}`;
}
