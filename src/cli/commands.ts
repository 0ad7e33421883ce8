import type { CommandEntry } from './command.ts';

/** Every command, in the order of `sightline --help`. Each is loaded only when it is called. */
export const commands: readonly CommandEntry[] = [
  { name: 'init', summary: 'Start a project in a git repository.', load: () => import('./init.ts') },
  { name: 'add', summary: 'Track files and folders of data.', load: () => import('./add.ts') },
  { name: 'repro', summary: 'Run the stages whose inputs changed.', load: () => import('./repro.ts') },
  { name: 'status', summary: 'Show what changed since stages ran and data was added.', load: () => import('./status.ts') },
  { name: 'diff', summary: 'Show which tracked files differ between two revisions.', load: () => import('./diff.ts') },
  { name: 'data', summary: 'Show how tracked data differs from what is recorded.', load: () => import('./data.ts') },
  { name: 'commit', summary: 'Record data as it is, without running stages.', load: () => import('./commit.ts') },
  { name: 'checkout', summary: 'Restore data from the cache.', load: () => import('./checkout.ts') },
  { name: 'remote', summary: 'Manage the remotes of the configuration.', load: () => import('./remote.ts') },
  { name: 'push', summary: 'Send data to a remote.', load: () => import('./push.ts') },
  { name: 'fetch', summary: 'Bring data from a remote into the cache.', load: () => import('./fetch.ts') },
  { name: 'pull', summary: 'Bring data from a remote into the workspace.', load: () => import('./pull.ts') },
  { name: 'gc', summary: 'Remove data that no branch, tag or workspace names any more.', load: () => import('./gc.ts') },
  { name: 'verify', summary: 'Hash data again and name what is damaged.', load: () => import('./verify.ts') },
  { name: 'plan', summary: 'Say what is stale, why, and what the cache already has.', load: () => import('./plan.ts') },
  { name: 'train', summary: 'Run what is stale, and nothing else.', load: () => import('./train.ts') },
  { name: 'fit', summary: 'Trains an image classifier with the built-in trainer.', load: () => import('./fit.ts') },
  { name: 'predict', summary: 'Scores images with a trained model.', load: () => import('./predict.ts') },
  {
    name: 'evaluate',
    summary: 'Judge predictions by the truth: accuracy with its interval, classes, slices.',
    load: () => import('./evaluate.ts'),
  },
  {
    name: 'compare',
    summary: 'Say whether a model is better, worse, equivalent, or whether the data cannot tell.',
    load: () => import('./compare.ts'),
  },
  { name: 'report', summary: 'Write the comparison as Markdown and as a self-contained HTML page.', load: () => import('./report.ts') },
  { name: 'register', summary: 'Make the model of HEAD a version, if its gates pass.', load: () => import('./register.ts') },
  { name: 'metrics', summary: 'Show metrics, and how they changed between revisions.', load: () => import('./metrics.ts') },
  { name: 'params', summary: 'Show how parameters changed between revisions.', load: () => import('./params.ts') },
  { name: 'merge-driver', summary: 'Let git merge dvc.lock and .dvc files by what they mean.', load: () => import('./merge-driver.ts') },
  { name: 'dag', summary: 'Draw which stages and data depend on which.', load: () => import('./dag.ts') },
];
