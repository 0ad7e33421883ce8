import { runAction } from '../../src/adapters/actions-runner/run-action.ts';
import { openGithub } from '../../src/adapters/github/github-client.ts';
import { GithubCommands } from '../../src/adapters/github/github-commands.ts';
import { readGithubSettings } from '../../src/adapters/github/github-settings.ts';
import { answerComment } from '../../src/app/answer-comment.ts';

await runAction(async (step) => {
  const token = step.input('token');
  const env = token === '' ? process.env : { ...process.env, GITHUB_TOKEN: token };
  await using client = await openGithub(readGithubSettings(env), env);
  const { kind, why } = await answerComment(new GithubCommands(client), await step.readEvent());
  step.output('outcome', kind);
  step.info(`${kind}: ${why}`);
});
