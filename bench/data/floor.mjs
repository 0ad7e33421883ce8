/**
 * The least that a step can cost: plain Node doing only that, without a check, a rename or a record. Plain JavaScript,
 * so that no types are stripped while the clock runs.
 */
import { createHash, hash } from 'node:crypto';
import { closeSync, lstatSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, writeSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const atOnce = 8;
const blockBytes = 1 << 20;

function filesOf(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? filesOf(folder, path) : [path];
  });
}

function statAll(folder) {
  for (const name of readdirSync(folder)) {
    if (lstatSync(`${folder}/${name}`).isDirectory()) {
      statAll(`${folder}/${name}`);
    }
  }
}

async function eachAtOnce(items, work) {
  const left = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of left) {
        await work(item);
      }
    }),
  );
}

async function copyAll(from, to, files) {
  new Set(files.map((file) => dirname(join(to, file)))).forEach((folder) => mkdirSync(folder, { recursive: true }));
  await eachAtOnce(files, (file) => copyFile(join(from, file), join(to, file)));
}

function digestAll(folder, files) {
  files.forEach((file) => hash('md5', readFileSync(join(folder, file)), 'hex'));
}

const steps = {
  /** Reads and hashes every file on one thread, then copies it. */
  async add(from, to) {
    const files = filesOf(from);
    digestAll(from, files);
    await copyAll(from, to, files);
  },
  async copy(from, to) {
    await copyAll(from, to, filesOf(from));
  },
  /** Copies twice; the bytes are hashed on the way. */
  async pull(from, between, to) {
    const files = filesOf(from);
    await copyAll(from, between, files);
    digestAll(between, files);
    await copyAll(between, to, files);
  },
  async stat(folder) {
    statAll(folder);
  },
  async list(...folders) {
    folders.forEach((folder) => filesOf(folder));
  },
  /** One read of one large file, hashed while it is copied. */
  async addLarge(from, to) {
    const digest = createHash('md5');
    const block = Buffer.allocUnsafe(blockBytes);
    const [source, target] = [openSync(from, 'r'), openSync(to, 'w')];
    for (let length = readSync(source, block); length > 0; length = readSync(source, block)) {
      const part = block.subarray(0, length);
      digest.update(part);
      writeSync(target, part);
    }
    [source, target].forEach(closeSync);
    await writeFile(`${to}.md5`, digest.digest('hex'));
  },
  /** Reads and parses two lists of a folder's files. */
  async parse(...files) {
    for (const file of files) {
      JSON.parse(await readFile(file, 'utf8'));
    }
  },
};

const [name = '', ...args] = process.argv.slice(2);
await steps[name](...args);
