import type { Project } from './project.ts';
import type { WantedContent } from './used-outputs.ts';

/** Makes .dir objects of lists in `.dvc` files and locks where the cache lacks them: DVC wants them, and other remotes keep them. */
export async function keepLists({ data, transfers }: Project, outputs: readonly Pick<WantedContent, 'info'>[]): Promise<void> {
  for (const { info } of outputs) {
    if (info.files !== undefined && info.hash === 'md5' && transfers.locate(info) === undefined) {
      await data.keepFolder(info.files);
    }
  }
}
