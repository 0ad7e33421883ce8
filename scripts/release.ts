/**
 * Packs what a branch of actions holds into dist/release.tar: each action with its bundle and its README. The bytes depend on the
 * sources and the lock file alone, so two machines get the same ones.
 *
 *     node scripts/release.ts v1.2.3    refuses a tag that isn't the version of package.json
 */
import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import manifest from '../package.json' with { type: 'json' };
import { buildActions } from './build-actions.ts';

const [tag] = process.argv.slice(2);
if (tag !== `v${manifest.version}`) {
  throw new Error(`the tag must be v${manifest.version}, as package.json says, and it is ${tag}`);
}
await buildActions();
const files = globSync(['action.yml', 'LICENSE', 'actions/*/action.yml', 'actions/*/README.md', 'actions/*/*.sh', 'dist/actions/**/*.*']);
const plain = ['--format=ustar', '--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX'];
execFileSync('tar', [...plain, '-cf', 'dist/release.tar', '--', ...files.toSorted()], { stdio: 'inherit' });
console.log(`dist/release.tar: ${files.length} files`);
