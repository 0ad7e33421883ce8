import { runAction } from '../../src/adapters/actions-runner/run-action.ts';
import { planInWorkflow } from './plan-in-workflow.ts';

await runAction((run) => planInWorkflow(run, process.cwd(), process.env));
