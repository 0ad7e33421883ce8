import { appendFileSync, readFileSync } from 'node:fs';

interface Role {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Whom its trust policy lets in, `*` for anything. */
  readonly subjects: readonly string[];
}

const variable = (name: string): string => process.env[name] ?? '';
const input = (name: string): string => variable(`INPUT_${name.toUpperCase()}`);

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}

const { roles, log } = JSON.parse(readFileSync(variable('RIG_ROLES'), 'utf8')) as {
  readonly roles: Readonly<Record<string, Role>>;
  readonly log: string;
};
const name = input('role-to-assume');
const role = roles[name];
// The subject of GitHub's identity token, as its documentation has it.
const started = variable('GITHUB_EVENT_NAME') === 'pull_request' ? 'pull_request' : `ref:${variable('GITHUB_REF')}`;
const subject = `repo:${variable('GITHUB_REPOSITORY')}:${started}`;
if (role === undefined || !role.subjects.some((pattern) => matches(pattern, subject))) {
  process.stdout.write(`::error::Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity as ${subject}\n`);
  process.exit(1);
}
appendFileSync(log, `${name} by ${subject}\n`);
process.stdout.write(`::add-mask::${role.secretAccessKey}\n`);
const region = input('aws-region');
const lines = [
  `AWS_REGION=${region}`,
  `AWS_DEFAULT_REGION=${region}`,
  `AWS_ACCESS_KEY_ID=${role.accessKeyId}`,
  `AWS_SECRET_ACCESS_KEY=${role.secretAccessKey}`,
];
appendFileSync(variable('GITHUB_ENV'), `${lines.join('\n')}\n`);
