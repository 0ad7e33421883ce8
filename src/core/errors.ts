/**
 * One error class and one table of codes. A code says whose fault it is (which decides the exit code)
 * and, where one sentence fits every case, what to do about it.
 */

/** Who must act: the user's input, a remote system, or a bug of ours. A `check` is a gate that said no. */
export type Fault = 'check' | 'user' | 'remote' | 'bug';

/** The exit code of a process that ended with an error of that fault. */
export const exitCodes: Readonly<Record<Fault, number>> = { check: 1, user: 2, remote: 3, bug: 70 };

/** Every code that a SightlineError can carry: its fault and the usual fix. Codes are stable: scripts match on them. */
export const errorCodes = {
  'git-failed': { fault: 'user', hint: 'Run the git command by hand to see what it says.' },
  'not-a-repository': { fault: 'user', hint: "Run 'git init' and 'sightline init' in the folder that should hold the project." },
  'unknown-revision': { fault: 'user', hint: "Run 'git fetch', or name a branch, tag or commit that 'git log' knows." },
  'no-merge-base': { fault: 'user', hint: 'Let the checkout step bring the history: `with: { fetch-depth: 0 }`.' },
  'runner-not-allowed': {
    fault: 'check',
    hint: "Let train.allowRunsOn of the base branch's sightline.yaml list these labels, in a change of its own.",
  },
  'too-many-projects': { fault: 'user', hint: 'Split the change: a matrix of GitHub Actions has at most 256 jobs.' },
  'invalid-spec': { fault: 'user', hint: 'Correct sightline.yaml at that place; docs/spec.md lists every key.' },
  'task-unsupported': { fault: 'user', hint: 'Let model.task of sightline.yaml name another task.' },
  'no-spec': { fault: 'user', hint: 'Write a sightline.yaml beside dvc.yaml; docs/spec.md shows a short one.' },
  'stale-lock': {
    fault: 'user',
    hint: "Check that commit out and run 'sightline train' there, or compare with a commit that was trained.",
  },
  'gate-failed': { fault: 'check', hint: "Run 'sightline compare' for the numbers behind each gate." },
  'unknown-model': { fault: 'user', hint: 'Name the model as model.name of sightline.yaml does.' },
  'unknown-artifact': { fault: 'user', hint: "Let model.artifact in sightline.yaml name an output of a stage, and run 'sightline train'." },
  'invalid-version': { fault: 'user', hint: 'Write it as v1.2.3 or v1.2.3-rc.1, and take one that is not registered yet.' },
  'unsupported-node': { fault: 'user', hint: 'Install Node.js 22.19 or later.' },
  'unknown-command': { fault: 'user', hint: "Run 'sightline --help' for the list of commands." },
  'invalid-dvc-file': { fault: 'user', hint: "Correct the file, or remove it and run 'sightline add' again." },
  'invalid-lock-file': { fault: 'user', hint: "Restore dvc.lock with 'git checkout dvc.lock', or remove it and run 'sightline repro'." },
  'invalid-config': { fault: 'user', hint: 'Correct the file: it is INI, as DVC writes it.' },
  'not-a-project': { fault: 'user', hint: "Run 'sightline init' in the repository's root, or change into a project." },
  'invalid-option': { fault: 'user', hint: 'See --help for what goes together.' },
  'invalid-output': { fault: 'user', hint: 'Name another place: nothing but an earlier result of the same command is replaced.' },
  'already-initialized': { fault: 'user', hint: 'Use -f to start anew; the cache is removed then.' },
  'unknown-target': {
    fault: 'user',
    hint: "Name a stage, a .dvc file, a dvc.yaml or a tracked path; 'sightline status' lists what isn't clean.",
  },
  'missing-file': { fault: 'user', hint: 'Create the file, or correct the path.' },
  'missing-parameter': { fault: 'user', hint: 'Add the parameter to the file, or take it out of dvc.yaml.' },
  'missing-data': { fault: 'user', hint: "The cache has no copy: run 'sightline pull', or the stage that writes it." },
  'unsaved-changes': { fault: 'user', hint: 'Use --force to overwrite them.' },
  'partial-data': { fault: 'user', hint: "Run 'sightline pull PATH', which brings the rest, then change it and save it." },
  'output-overlap': { fault: 'user', hint: 'Each path may belong to one stage or .dvc file only.' },
  'forbidden-path': { fault: 'user', hint: 'Let no data lie in folders of git or DVC, or outside of the project.' },
  'invalid-pattern': { fault: 'user', hint: 'Write the pattern with fewer of them, or as several patterns.' },
  'ignored-output': { fault: 'user', hint: 'Change the pattern in the .dvcignore, or write the output elsewhere.' },
  'tracked-by-git': { fault: 'user', hint: "Run 'git rm -r --cached PATH' and commit: what DVC tracks isn't kept in git as well." },
  'no-remote': { fault: 'user', hint: "Name one with -r, or make one the default with 'sightline remote default NAME'." },
  'unknown-remote': { fault: 'user', hint: "'sightline remote list' tells which there are." },
  'unsupported-remote': { fault: 'user', hint: "Use 'dvc push', 'dvc fetch' and 'dvc pull' for it: both tools share one cache." },
  'no-versions': {
    fault: 'remote',
    hint: 'Turn on versioning of the bucket, or take version_aware and worktree out of the configuration of the remote.',
  },
  'invalid-manifest': { fault: 'user', hint: "Write it again with 'sightline storage presign'." },
  'remote-denied': { fault: 'remote', hint: 'Check the credentials, whether they have expired, and what they allow.' },
  'remote-not-found': { fault: 'remote', hint: 'Check the url of the remote; the bucket or folder must exist.' },
  'remote-failed': { fault: 'remote', hint: 'Run the same command again: it goes on with what is missing.' },
  'remote-data-missing': { fault: 'remote', hint: "Run 'sightline push' where the data was made." },
  'wrong-content': {
    fault: 'remote',
    hint: "'sightline verify --remote' tells what is damaged there; with --remove and then 'sightline push' it is sent again.",
  },
  'damaged-data': { fault: 'check', hint: "Remove the damaged objects with 'sightline verify --remove', then fetch or add them again." },
  'merge-conflict': { fault: 'check', hint: 'Settle what the message names, then git add the file.' },
  'must-run': {
    fault: 'check',
    hint: "Let the job that trains run 'sightline train --push' for this commit, and see there why its run isn't reused.",
  },
  'stage-failed': { fault: 'check', hint: 'See the output of the stage above. This stage was not recorded.' },
  'missing-output': { fault: 'check', hint: 'The command must write every path under outs, metrics and plots; correct one of the two.' },
  'unreadable-file': { fault: 'user', hint: 'Check the permissions and that the disk is healthy.' },
  'write-failed': { fault: 'user', hint: 'Check free space and permissions. What was there before is unchanged.' },
  'changed-meanwhile': { fault: 'check', hint: 'Run the same command again: it goes by what the file names now.' },
  interrupted: { fault: 'check', hint: 'Run the same command again: it goes on from what was recorded.' },
  'file-too-large': { fault: 'user', hint: 'Split the file, or keep it out of the project.' },
  'labels-missing': { fault: 'user', hint: 'Correct the path in sightline.yaml, or restore the file.' },
  'labels-invalid': { fault: 'user', hint: 'Correct the labels at that place.' },
  'image-missing': { fault: 'user', hint: 'Restore the file, or take it out of the labels.' },
  'image-empty': { fault: 'user', hint: 'Restore the file, or take it out of the labels; `badImages: skip` goes on without it.' },
  'image-truncated': { fault: 'user', hint: 'Restore the file, or take it out of the labels; `badImages: skip` goes on without it.' },
  'image-too-large': { fault: 'user', hint: 'Scale the image down, or take it out of the labels; `badImages: skip` goes on without it.' },
  'image-unsupported': {
    fault: 'user',
    hint: 'Convert it to PNG, JPEG, WebP, TIFF, AVIF or a still GIF; `badImages: skip` goes on without it.',
  },
  'image-outside': { fault: 'user', hint: 'Put the file itself in the repository instead of a link that leads out of it.' },
  'images-too-many': { fault: 'user', hint: 'Read the images at a smaller size, or fewer of them.' },
  'bad-predictions': {
    fault: 'user',
    hint: 'docs/verdicts.md shows how predictions are written in each format; run the stage that writes them again.',
  },
  'no-predictions': { fault: 'user', hint: 'Run the stage that writes the predictions, or name them with --predictions.' },
  'prediction-mismatch': {
    fault: 'user',
    hint: 'Predict exactly the images of the test set: run the stage that writes the predictions again.',
  },
  'bad-evaluation': { fault: 'user', hint: "Write it again with 'sightline evaluate'." },
  'bad-report': { fault: 'user', hint: "Write it again with 'sightline report'." },
  'unknown-slice': { fault: 'user', hint: 'Name a metadata column of the test labels in evaluate.slices of sightline.yaml.' },
  'invalid-slice': {
    fault: 'user',
    hint: 'Correct the entry of evaluate.slices in sightline.yaml; docs/evaluation.md shows what may stand there.',
  },
  'too-many-slices': { fault: 'user', hint: 'Slice by a column with fewer values, or sort its values into bins first.' },
  'invalid-params': { fault: 'user', hint: 'Correct the parameters at that place.' },
  'model-invalid': { fault: 'user', hint: "Make the model again with 'sightline fit', or restore its folder." },
  'checkpoint-invalid': { fault: 'user', hint: 'Remove the folder of checkpoints, or train from the start without --resume.' },
  'out-of-memory': {
    fault: 'user',
    hint: 'Lower batchSize or the size of the images (image.width, image.height), or take a smaller preset.',
  },
  'training-unstable': {
    fault: 'check',
    hint: 'Try a lower learningRate, a warm-up, or look at the labels. The last good model is unchanged.',
  },
  'backend-unavailable': {
    fault: 'user',
    hint: 'Install the package, or leave SIGHTLINE_BACKEND out: the wasm backend needs nothing more.',
  },
  'invalid-pipeline': { fault: 'user', hint: 'Correct dvc.yaml at that place.' },
  'invalid-template': { fault: 'user', hint: 'Correct dvc.yaml, or the parameter file that it names.' },
  'pipeline-cycle': { fault: 'user', hint: 'Each stage must depend on outputs of earlier ones only: remove one of these dependencies.' },
  'yaml-syntax': { fault: 'user', hint: 'Correct the file at that place.' },
  'invalid-parameter-file': { fault: 'user', hint: 'Correct the file at that place.' },
  'not-yet': { fault: 'user', hint: 'Use DVC for this until then.' },
  'github-settings': { fault: 'user', hint: 'A workflow sets it by itself; elsewhere export it first.' },
  'github-denied': { fault: 'remote', hint: 'Check the token, whether it has expired, and what it allows.' },
  'github-limited': { fault: 'remote', hint: 'Run the same command again after that time.' },
  'github-locked': { fault: 'remote', hint: 'Unlock the conversation, or read the report in the check run and the step summary.' },
  'github-refused': {
    fault: 'remote',
    hint: 'Check the name of the repository and the number; GitHub also says "Not Found" to a token without access.',
  },
  'release-differs': {
    fault: 'remote',
    hint: 'What is published stays as it is: download both and compare them, or register another version.',
  },
  'untrusted-head': {
    fault: 'user',
    hint: "Use the workflows that 'sightline init' writes: they train a fork's commit when a maintainer asks for it.",
  },
  'bad-artifact': {
    fault: 'remote',
    hint: 'Look into the run that left it: a report is what `sightline report` wrote there, and no more.',
  },
  'github-failed': { fault: 'remote', hint: 'Run the same command again later; githubstatus.com tells whether GitHub is well.' },
  'invalid-event': { fault: 'user', hint: 'Let the workflow start on pull_request, merge_group, push, schedule or workflow_dispatch.' },
  'invalid-input': { fault: 'user', hint: 'Correct it below `with:` of the step.' },
  'install-failed': { fault: 'remote', hint: 'Run the job again; where npm says the same again, check its registry and the name.' },
  internal: { fault: 'bug', hint: 'Please report this with the command and the text above.' },
} as const satisfies Record<string, { readonly fault: Fault; readonly hint: string }>;

/** A stable code of an error. */
export type ErrorCode = keyof typeof errorCodes;

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** What to know about an error besides its code and message. */
export interface ErrorDetails {
  readonly place?: Place;
  /** What to do; defaults to the hint of the code. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The only error that Sightline throws on purpose: what happened, where, and what to do. */
export class SightlineError extends Error {
  override readonly name = 'SightlineError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly place: Place | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint ?? errorCodes[code].hint;
    this.place = details.place;
  }

  get fault(): Fault {
    return errorCodes[this.code].fault;
  }
}

/** `file:line:column`, as editors and terminals make clickable. */
export function formatPlace(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
}
