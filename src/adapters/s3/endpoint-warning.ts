import type { S3Settings } from '../../core/data/remote-settings.ts';
import { placeText } from './static-keys.ts';

/**
 * What to say before a person's own keys go to a server that the project's configuration names, which whoever wrote the
 * repository chose: every request tells it the key's id and the session token. Undefined when the person named it.
 */
export function endpointWarning({ endpointurl, endpointNamedAt }: S3Settings, source: string): string | undefined {
  if (endpointurl === undefined || endpointNamedAt === undefined) {
    return undefined;
  }
  const host = URL.canParse(endpointurl) ? new URL(endpointurl).host : '';
  return (
    `${placeText(endpointNamedAt)}: the server ${host} is named by the project, and gets the id of your access key and your session token ` +
    `(${source}). To say that you trust it: 'sightline remote modify --local NAME endpointurl URL', with the remote's name and that URL`
  );
}
