/**
 * Packs what a branch of a release holds into release.tar, whose bytes depend on the sources and the lock file alone: two machines get
 * the same ones.
 *
 *     node scripts/release.ts v1.2.3 [FOLDER]    refuses a tag that isn't the version of package.json; FOLDER is dist by default
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { buildActions } from './build-actions.ts';

const [tag, dist = 'dist'] = process.argv.slice(2);
if (tag !== `v${manifest.version}`) {
  throw new Error(`the tag must be v${manifest.version}, as package.json says, and it is ${tag}`);
}
const files = await buildActions(dist);
const plain = ['--format=ustar', '--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX'];
const tarball = join(dist, 'release.tar');
execFileSync('tar', [...plain, '-cf', tarball, '-C', join(dist, 'release'), '--', ...files], { stdio: 'inherit' });
console.log(`${tarball}: ${files.length} files`);
