import { checkPipelines } from './check-pipelines.ts';

await checkPipelines('even');
