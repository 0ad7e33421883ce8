/** A repository in a state, made step by step. */
export interface DiffCase {
  readonly name: string;
  /** Shell lines, or command lines of DVC: `dvc add data`. */
  readonly steps: readonly string[];
  /** Where the project lies in the repository, and where to stand in it; `.` unless given. */
  readonly project?: string;
  readonly folder?: string;
  /** Command lines besides those that every case is asked. */
  readonly also?: readonly string[];
}

const commit = 'git add --all . && git commit --quiet --allow-empty --message step';

const small = ['mkdir -p d/sub/x && echo 1 > d/1 && echo 2 > d/sub/2 && echo 3 > d/sub/x/3 && echo f > f.bin', 'dvc add d f.bin', commit];

const pipeline = String.raw`printf 'stages:\n  p:\n    cmd: mkdir -p out/in && echo hi > out/in/a && echo m > m.json && echo n > n.txt\n    outs: [out, n.txt]\n    metrics:\n      - m.json:\n          cache: false\n' > dvc.yaml`;

/** States that `diff` and `data status` are asked about; what is asked is in the test. */
export const diffCases: readonly DiffCase[] = [
  { name: 'no commit', steps: ['echo f > f.bin', 'dvc add f.bin'] },
  { name: 'only the first commit', steps: ['true', commit] },
  { name: 'first commit with data, which has no parent', steps: small },
  { name: 'added, staged and not yet committed', steps: ['true', commit, ...small.slice(0, 2)] },
  { name: 'two commits with files and folders added', steps: ['true', commit, ...small] },
  {
    name: 'files changed, added, removed and renamed in the workspace',
    steps: [...small, 'echo 4 > d/four && rm d/1 && mv d/sub/x/3 d/three && echo ff > f.bin'],
    also: [
      'diff --targets d',
      'diff --targets d/sub --json',
      'diff --targets d/three f.bin --json',
      'data status d/sub',
      'data status d f.bin --granular',
      'data status d d/sub f.bin --granular --json',
      'data status --not-in-remote --granular --json',
    ],
  },
  {
    name: 'the same, recorded and committed',
    steps: [...small, 'echo 4 > d/four && rm d/1 && mv d/sub/x/3 d/three && echo ff > f.bin', 'dvc add d f.bin', commit],
    also: [
      'diff HEAD~1 HEAD',
      'diff HEAD~1 HEAD --md --show-hash',
      'diff HEAD HEAD --json',
      'diff HEAD workspace --json',
      'diff workspace HEAD --json',
      'diff nowhere',
      'diff HEAD nowhere --json',
      'data status --unchanged --untracked-files all',
      'data status --untracked-files no --json',
      'diff HEAD~1 HEAD --targets d/three d/four f.bin.dvc --json',
      'diff HEAD~1 HEAD --targets d/1',
      'diff HEAD~1 HEAD --targets nothing',
    ],
  },
  { name: 'recorded, not committed', steps: [...small, 'echo 4 > d/four && rm d/1', 'dvc add d', 'echo 5 > d/five'] },
  { name: 'a renamed folder', steps: [...small, 'dvc move d e', commit], also: ['diff HEAD HEAD~1 --json --show-hash'] },
  { name: 'a renamed file, not committed', steps: [...small, 'dvc move f.bin g.bin'] },
  { name: 'deleted', steps: [...small, 'dvc remove f.bin.dvc', 'rm f.bin', commit, 'rm -r d'] },
  {
    name: 'objects missing in the cache',
    steps: [...small, 'rm .dvc/cache/files/md5/26/ab0db90d72e28ad0ba1e22ee510510 .dvc/cache/files/md5/9a/*'],
    also: ['diff --hide-missing', 'diff --hide-missing --json', 'diff --hide-missing --md'],
  },
  {
    name: "a folder's list missing in the cache",
    steps: [...small, 'echo 4 > d/sub/four', 'dvc add d', commit, 'rm .dvc/cache/files/md5/*/*.dir && echo 5 > d/sub/five'],
    also: ['diff --targets d/sub', 'diff HEAD~1 HEAD --targets d --json'],
  },
  {
    name: "one of two folders' lists missing in the cache",
    steps: [...small, 'rm .dvc/cache/files/md5/*/*.dir && echo 4 > d/sub/four', 'dvc add d', commit],
  },
  {
    name: 'a folder where a file was, and the reverse',
    steps: [...small, 'rm -r d f.bin && echo d > d && mkdir f.bin && echo 1 > f.bin/1'],
  },
  {
    name: 'a folder in place of a file inside a folder',
    steps: [...small, 'rm d/1 && mkdir d/1 && echo 1 > d/1/1 && rm -r d/sub/x && echo x > d/sub/x', 'dvc add d', commit],
  },
  {
    name: 'many files of one content',
    steps: [
      'mkdir d && for n in a b c/1 c-1 c.1 z; do mkdir -p d/$(dirname $n) && echo same > d/$n; done',
      'dvc add d',
      commit,
      'rm -r d/* && mkdir d/n && for n in k n/1 n-1; do echo same > d/$n; done',
    ],
  },
  { name: 'an empty folder', steps: ['mkdir e', 'dvc add e', commit, 'echo 1 > e/1', 'dvc add e', commit, 'rm e/1'] },
  {
    name: 'unicode and odd names',
    steps: [
      String.raw`mkdir -p 'dätä/日本' && echo 1 > 'dätä/日本/ü x.txt' && echo 2 > 'dätä/😀' && printf 3 > 'dätä/｡' && echo 4 > 'dätä/a|b' && echo 5 > 'q"t.bin'`,
      'dvc add dätä q"t.bin',
      commit,
      `mv 'dätä/😀' 'dätä/日本/é' && echo 6 > 'dätä/ﬁ' && echo 7 > 'dätä/𝒳'`,
    ],
  },
  { name: 'a stage that never ran', steps: [pipeline, commit], also: ['diff HEAD --json'] },
  {
    name: 'a stage that never ran, with its outputs there',
    steps: [pipeline, commit, 'mkdir -p out/in && echo hi > out/in/a && echo n > n.txt'],
  },
  {
    name: 'the outputs of a pipeline',
    steps: [pipeline, commit, 'dvc repro --quiet', commit, 'echo other > out/in/b && rm n.txt && echo m2 > m.json'],
    also: [
      'diff HEAD~1 HEAD --targets p --json',
      'diff --targets out/in n.txt --json',
      'diff --targets dvc.yaml --json',
      'data status out',
    ],
  },
  {
    name: 'a folder split in two',
    steps: ['mkdir -p d/a d/b && echo 1 > d/a/1 && echo 2 > d/b/2', 'dvc add d', commit, 'dvc remove d.dvc', 'dvc add d/a d/b', commit],
  },
  {
    name: 'a project in a subfolder, from its root',
    project: 'deep/er',
    steps: [...small, 'echo 4 > d/four && echo o > ../outside'],
  },
  {
    name: 'a project in a subfolder, from below its root',
    project: 'deep/er',
    folder: 'in',
    steps: [
      'mkdir in && echo 1 > in/x && echo 2 > y',
      'dvc add in/x y',
      commit,
      'echo 11 > in/x && echo n > in/new',
      commit,
      'echo u > in/u',
    ],
    also: ['diff --targets x', 'diff --targets ../y --json'],
  },
  {
    name: 'entries of DVC 2',
    steps: [
      ...small.slice(0, 2),
      `sed -i '/hash: md5/d' f.bin.dvc d.dvc && mv .dvc/cache/files/md5/* .dvc/cache`,
      commit,
      'echo 4 > d/four && echo f2 > f.bin',
    ],
  },
  {
    name: 'partly at a remote',
    steps: [...small, 'dvc remote add --quiet --default store .git/remote', 'dvc push --quiet d/sub f.bin', commit, 'echo 4 > d/four'],
    also: ['data status --not-in-remote', 'data status --not-in-remote --granular --json', 'data status --not-in-remote d/sub --granular'],
  },
  {
    name: 'ignored by git and DVC',
    steps: ['echo "*.tmp" > .dvcignore', ...small, 'echo t > d/t.tmp && echo u > untracked && echo k > f.dvc.bak'],
  },
];
