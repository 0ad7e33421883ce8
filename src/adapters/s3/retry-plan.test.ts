import { expect, it } from 'vitest';
import { RetryPlan } from './retry-plan.ts';
import { S3Failure } from './s3-failure.ts';

const slowDown = '<Error><Code>SlowDown</Code></Error>';

it.each([
  ['what the server asks for', 503, '7', 7000],
  ['no more than is bearable', 429, '86400', 20_000],
  ['as ever when it is a failure of another kind', 500, '7', 0],
])('waits at least for %s', (_, status, seconds, least) => {
  const plan = new RetryPlan();
  expect(plan.next(new S3Failure(status, { 'retry-after': seconds }, slowDown))).toBe('wait');
  expect(plan.pauseMilliseconds).toBeGreaterThanOrEqual(least);
  expect(plan.pauseMilliseconds).toBeLessThanOrEqual(least + 200);
});
