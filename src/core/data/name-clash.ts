interface Named {
  readonly relpath: string;
}

/**
 * What names of one list can't all be files of one folder, in words that follow "names"; undefined when they can.
 * Every name that starts with another's comes right after it or after others that do, once they rise.
 */
export function nameClash(files: readonly Named[]): string | undefined {
  const isRising = files.every(({ relpath }, at) => at === 0 || (files[at - 1]?.relpath ?? '') <= relpath);
  const rising = isRising ? files : files.toSorted((a, b) => (a.relpath < b.relpath ? -1 : 1));
  const starts: string[] = []; // names before, each of which starts the next, and the last of them the present one
  let before: string | undefined;
  for (const { relpath } of rising) {
    if (before !== undefined && before.length <= relpath.length && relpath.startsWith(before)) {
      if (before === relpath) {
        return `'${relpath}' twice`;
      }
      starts.push(before);
    }
    while (starts.length > 0 && !relpath.startsWith(starts.at(-1) ?? '')) {
      starts.pop();
    }
    const file = starts.length === 0 ? undefined : starts.find((start) => relpath[start.length] === '/');
    if (file !== undefined) {
      return `'${file}', and '${relpath}' in a folder of that name`;
    }
    before = relpath;
  }
  return undefined;
}
