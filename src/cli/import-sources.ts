import { resolve } from 'node:path';
import { createPathSource } from '../adapters/local-store/path-source.ts';
import { createStorageSource } from '../app/storage-source.ts';
import { bucketSettings } from '../core/data/bucket-settings.ts';
import { asksForVersions } from '../core/data/source-config.ts';
import type { ImportSources } from '../core/import-ports.ts';
import type { Cli } from './command.ts';
import type { OpenProject } from './project.ts';
import { folderOf } from './remotes.ts';

/** Everything that can be imported; what talks to a source is loaded when it is opened. */
export function createImportSources(project: OpenProject, env: Cli['env']): ImportSources {
  const { root } = project.workspace;
  return {
    open: async (place, config) => {
      const isVersioned = asksForVersions(config);
      switch (place.kind) {
        case 'path':
          return createPathSource(resolve(root, place.path));
        case 'http': {
          const { createHttpSource } = await import('../adapters/http/http-source.ts');
          return createHttpSource(place.url, env);
        }
        case 's3': {
          const { createS3Storage } = await import('../adapters/s3/s3-storage.ts');
          const settings = bucketSettings(place.bucket, config);
          const storage = createS3Storage(settings, env, (line) => project.console.warn(line));
          return createStorageSource(storage, place.key, isVersioned);
        }
        case 'remote': {
          const { settings, storage } = await project.remotes.open(place.name);
          return settings.kind === 'local'
            ? createPathSource(resolve(folderOf(settings), place.key))
            : createStorageSource(storage, place.key, isVersioned || settings.version_aware === true);
        }
      }
    },
  };
}
