import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

const variable = (name: string): string => process.env[name] ?? '';
const input = (name: string): string => variable(`INPUT_${name.toUpperCase()}`);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Hidden files are left out, as there. */
function filesIn(path: string): string[] {
  const isHidden = (file: string): boolean =>
    relative(path, file)
      .split(sep)
      .some((part) => part.startsWith('.'));
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !isHidden(file));
}

/** Where both lie: names in the artifact start there. */
function commonFolder(one: string, other: string): string {
  const [left, right] = [one.split(sep), other.split(sep)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at === -1 ? one : left.slice(0, at).join(sep);
}

const named = input('path')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '');
const wanted = named.map((path) => resolve(variable('GITHUB_WORKSPACE'), path)).filter((path) => existsSync(path));
const files = wanted.flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path]));
if (files.length === 0) {
  const isError = input('if-no-files-found') === 'error';
  say(`${isError ? '::error::' : ''}No files were found with the provided path: ${input('path')}`);
  process.exit(isError ? 1 : 0);
}
const folder = join(variable('RIG_ARTIFACTS'), input('name'));
if (existsSync(folder) && input('overwrite') !== 'true') {
  say('::error::(409) Conflict: an artifact with this name already exists on the workflow run');
  process.exit(1);
}
rmSync(folder, { recursive: true, force: true });
const root = files.map((file) => dirname(file)).reduce(commonFolder);
for (const file of files) {
  const target = join(folder, relative(root, file));
  mkdirSync(dirname(target), { recursive: true });
  cpSync(file, target);
}
