import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** A file system of its own, in memory; it can be made larger or read-only. */
export interface SmallDisk extends Disposable {
  remount(options: string): void;
}

function mount(...args: string[]): boolean {
  return spawnSync('mount', args).status === 0;
}

/** Whether this machine and user allow mounts, as root in a container with its own mounts does. */
export function canMount(folder: string): boolean {
  const allowed = mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder);
  if (allowed) {
    spawnSync('umount', [folder]);
  }
  return allowed;
}

/** Mounts an empty disk of so many megabytes. Throws where that isn't allowed. */
export function smallDisk(folder: string, megabytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  if (!mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder)) {
    throw new Error(`nothing can be mounted at ${folder}`);
  }
  return {
    remount: (options) => {
      if (!mount('-o', `remount,${options}`, folder)) {
        throw new Error(`${folder} cannot be mounted again with ${options}`);
      }
    },
    [Symbol.dispose]: () => void spawnSync('umount', [folder]),
  };
}
