import { expect, it } from 'vitest';
import { SightlineError } from '../core/errors.ts';
import { CommandFailure } from './run-command.ts';
import { describeFailure } from './step-failure.ts';

const stage = { file: 'dvc.yaml', address: 'train' };

it('tells the signal that killed a command, however the error was wrapped', () => {
  const failure = new CommandFailure(stage, 'python train.py', { exitCode: undefined, signal: 'SIGKILL' }, { file: stage.file });
  const wrapped = new SightlineError(failure.code, failure.message, { hint: 'See above.', cause: failure });
  const message = "stage 'train' failed: 'python train.py' was killed by SIGKILL";
  expect(describeFailure(wrapped)).toEqual({ code: 'stage-failed', message, signal: 'SIGKILL' });
});

it('tells errors that no command caused', () => {
  expect(describeFailure(new SightlineError('missing-output', 'no output'))).toEqual({ code: 'missing-output', message: 'no output' });
  expect(describeFailure(new TypeError('a bug'))).toEqual({ code: 'internal', message: 'a bug' });
});
