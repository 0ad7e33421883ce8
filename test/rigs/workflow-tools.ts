import { join } from 'node:path';
import { goProgram } from './go-program.ts';
import { pythonTools } from './python-tools.ts';

const folder = 'workflows';

/** nektos/act, which runs GitHub's workflows on this machine. */
export function actProgram(): Promise<string> {
  return goProgram({ folder, name: 'act', pin: 'github.com/nektos/act@v0.2.89' });
}

/** The linters of workflows. */
export interface WorkflowLinters {
  readonly actionlint: string;
  readonly zizmor: string;
  readonly checkJsonschema: string;
}

/** actionlint, zizmor and check-jsonschema. */
export async function workflowLinters(): Promise<WorkflowLinters> {
  const pins = { zizmor: '1.32.0', 'check-jsonschema': '0.39.0' } as const;
  const [actionlint, bin] = await Promise.all([
    goProgram({ folder, name: 'actionlint', pin: 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12' }),
    pythonTools({ name: 'workflow-linters', pins, modules: ['check_jsonschema'] }),
  ]);
  return { actionlint, zizmor: join(bin, 'zizmor'), checkJsonschema: join(bin, 'check-jsonschema') };
}
