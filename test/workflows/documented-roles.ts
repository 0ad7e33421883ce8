import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { PolicyStatement } from '../rigs/s3-users.ts';

const patterns = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const subject = 'token.actions.githubusercontent.com:sub';
const trustPolicy = z.object({
  Statement: z.tuple([
    z.object({
      Action: z.literal('sts:AssumeRoleWithWebIdentity'),
      Condition: z.object({
        StringEquals: z.object({
          'token.actions.githubusercontent.com:aud': z.literal('sts.amazonaws.com'),
          [subject]: patterns.optional(),
        }),
        StringLike: z.object({ [subject]: patterns }).optional(),
      }),
    }),
  ]),
});

/** Whom the trust policies of docs/pull-requests.md let in, that for pull requests first: the rig's account obeys the page. */
export function documentedSubjects(): readonly (readonly string[])[] {
  const page = readFileSync('docs/pull-requests.md', 'utf8');
  const policies = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, text = '']) => trustPolicy.safeParse(JSON.parse(text)));
  return policies.flatMap(({ data }) => {
    const condition = data?.Statement[0].Condition;
    return condition === undefined ? [] : [[...(condition.StringEquals[subject] ?? []), ...(condition.StringLike?.[subject] ?? [])]];
  });
}

const statements = z.object({
  Statement: z.array(z.strictObject({ Effect: z.string(), Action: z.array(z.string()), Resource: z.string() })),
});

/** What the policy of docs/shared-runs.md lets pull requests do, for a store in this bucket instead of the page's. */
export function documentedPolicy(bucket: string): readonly PolicyStatement[] {
  const page = readFileSync('docs/shared-runs.md', 'utf8');
  const [text = ''] = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, block = '']) => block);
  return statements.parse(JSON.parse(text)).Statement.map((statement) => ({
    ...statement,
    Resource: statement.Resource.replace('arn:aws:s3:::models', `arn:aws:s3:::${bucket}`),
  }));
}
