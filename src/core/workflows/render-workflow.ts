import { isMap, isScalar, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml';
import type { WorkflowSettings } from './workflow-settings.ts';

/** What templates have where a repository has its own: they are workflows as they stand, so that linters read them. */
const sample = {
  actions: 'sightline-ml/sightline/actions/',
  aws: 'aws-actions/configure-aws-credentials@',
  light: 'ubuntu-latest',
  push: 'Push tags and locks, of the others where one was refused',
} as const;

/** A template's text for a repository: its actions, roles, runner and default branch. Comments stay. */
export function renderWorkflow(template: string, settings: WorkflowSettings): string {
  const document = parseDocument(template);
  const branches = document.getIn(['on', 'push', 'branches']);
  if (isSeq(branches)) {
    branches.set(0, settings.defaultBranch);
  }
  const jobs = document.get('jobs');
  for (const { value } of isMap(jobs) ? jobs.items : []) {
    if (isMap(value)) {
      renderJob(document, value, settings);
    }
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function renderJob(document: Document, job: YAMLMap, settings: WorkflowSettings): void {
  const { actions, roles, lightRunner } = settings;
  if (job.get('runs-on') === sample.light) {
    job.set('runs-on', lightRunner.length === 1 ? lightRunner[0] : document.createNode(lightRunner, { flow: true }));
  }
  const steps = job.get('steps');
  if (!isSeq(steps)) {
    return;
  }
  const all = steps.items.filter((item) => isMap(item));
  if (roles === undefined) {
    steps.items = all.filter((step) => !usesOf(step).startsWith(sample.aws));
    job.deleteIn(['permissions', 'id-token']);
  }
  all.forEach((step) => renderStep(document, step, settings));
  const push = settings.lock === 'commit' ? all.find((step) => step.get('name') === sample.push) : undefined;
  if (push !== undefined) {
    push.setIn(['env', 'GITHUB_TOKEN'], '${{ steps.app.outputs.token }}');
    steps.items.splice(steps.items.indexOf(push), 0, document.createNode(appToken));
  }
  if (actions.kind === 'folder' && !all.some((step) => usesOf(step).startsWith('actions/checkout@'))) {
    steps.items.unshift(document.createNode(plainCheckout));
  }
}

function renderStep(document: Document, step: YAMLMap, { actions, roles, projects }: WorkflowSettings): void {
  const uses = step.get('uses', true);
  const text = usesOf(step);
  if (isScalar(uses) && text.startsWith(sample.actions)) {
    const name = text.slice(sample.actions.length).replace(/@.*$/, '');
    uses.value = actions.kind === 'folder' ? `${actions.path}/${name}` : `${actions.repository}/actions/${name}@${actions.commit}`;
    const version = actions.kind === 'folder' ? undefined : actions.version;
    uses.comment = version === undefined ? null : ` ${version}`;
    if (name === 'report' && projects.some((folder) => folder !== '.')) {
      step.set('with', document.createNode({ projects: projects.join('\n') }));
    }
  }
  if (roles !== undefined && text.startsWith(sample.aws)) {
    const isTrusted = String(step.getIn(['with', 'role-to-assume'])).endsWith('/sightline-trusted');
    step.setIn(['with', 'role-to-assume'], isTrusted ? roles.trusted : roles.untrusted);
    step.setIn(['with', 'aws-region'], roles.region);
  }
}

function usesOf(step: YAMLMap): string {
  const uses = step.get('uses');
  return typeof uses === 'string' ? uses : '';
}

/** The App that may push to the default branch; nothing but the push has its token. */
const appToken = {
  id: 'app',
  if: '${{ !cancelled() }}',
  uses: 'actions/create-github-app-token@bcd2ba49218906704ab6c1aa796996da409d3eb1',
  with: { 'app-id': '${{ vars.SIGHTLINE_APP_ID }}', 'private-key': '${{ secrets.SIGHTLINE_APP_KEY }}', 'permission-contents': 'write' },
} as const;

/** Actions of the repository itself have to be there. Without a `ref` it takes the default branch where nothing of a head may run. */
const plainCheckout = {
  uses: 'actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd',
  with: { 'persist-credentials': false },
} as const;
