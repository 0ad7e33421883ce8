import type { ReleaseFile, Releases, ReleaseText, StandingAsset, StandingRelease } from '../../core/release-ports.ts';
import type { GithubClient } from './github-client.ts';
import { askGithub, isMissing, isRefused, isUncertain } from './github-failure.ts';
import { untilCertain } from './until-certain.ts';

const writes = 'contents: write';

/** Releases of one repository. */
export class GithubReleases implements Releases {
  readonly #client: GithubClient;

  constructor(client: GithubClient) {
    this.#client = client;
  }

  find(tag: string): Promise<readonly StandingRelease[]> {
    const asked = { what: `read the releases of ${tag}`, needs: writes };
    return askGithub(this.#client, asked, async ({ octokit, repository }) => {
      const all = await octokit.paginate(octokit.rest.repos.listReleases, { ...repository, per_page: 100 });
      return all
        .filter((release) => release.tag_name === tag)
        .map(standing)
        .toSorted((a, b) => a.id - b.id);
    });
  }

  createDraft(text: ReleaseText): Promise<StandingRelease> {
    const asked = { what: `make the release of ${text.tag}`, needs: writes };
    return askGithub(this.#client, asked, ({ octokit, repository }) =>
      orFound(
        () =>
          untilCertain(
            async () => standing((await octokit.rest.repos.createRelease({ ...repository, ...fieldsOf(text), draft: true })).data),
            async () => (await this.find(text.tag))[0],
          ),
        async () => (await this.find(text.tag))[0],
      ),
    );
  }

  removeDraft(release_id: number): Promise<void> {
    const asked = { what: `remove the draft ${release_id}`, needs: writes };
    return askGithub(this.#client, asked, ({ octokit, repository }) =>
      unlessMissing(() => octokit.rest.repos.deleteRelease({ ...repository, release_id })),
    );
  }

  assets(release_id: number): Promise<readonly StandingAsset[]> {
    const asked = { what: `read the files of release ${release_id}`, needs: writes };
    return askGithub(this.#client, asked, async ({ octokit, repository }) => {
      const all = await octokit.paginate(octokit.rest.repos.listReleaseAssets, { ...repository, release_id, per_page: 100 });
      return all.map(({ id, name, size, digest, state }) => {
        const sha256 = digest?.startsWith('sha256:') === true ? digest.slice('sha256:'.length) : undefined;
        return { id, name, size, sha256, isWhole: state === 'uploaded' };
      });
    });
  }

  upload({ id: release_id, uploadUrl: url }: StandingRelease, file: ReleaseFile): Promise<boolean> {
    const { name, mediaType, content } = file;
    const asked = { what: `take ${name} into release ${release_id}`, needs: writes };
    return askGithub(this.#client, asked, async ({ octokit, repository }) => {
      // The client hands the body on as it is, though its types know text only.
      const data = content as unknown as string;
      const headers = { 'content-type': mediaType };
      try {
        await octokit.rest.repos.uploadReleaseAsset({ ...repository, release_id, url, name, data, headers });
        return true;
      } catch (error) {
        if (isUncertain(error) || isRefused(error)) {
          return false;
        }
        throw error;
      }
    });
  }

  removeAsset(asset_id: number): Promise<void> {
    const asked = { what: `remove the release's file ${asset_id}`, needs: writes };
    return askGithub(this.#client, asked, ({ octokit, repository }) =>
      unlessMissing(() => octokit.rest.repos.deleteReleaseAsset({ ...repository, asset_id })),
    );
  }

  publish(release_id: number, text: ReleaseText): Promise<StandingRelease> {
    const asked = { what: `publish the release of ${text.tag}`, needs: writes };
    const make_latest = text.isLatest ? 'true' : 'false';
    return askGithub(this.#client, asked, ({ octokit, repository }) => {
      // The draft has its tag; naming it again is refused where another call published it as immutable meanwhile.
      const { tag_name: _, ...fields } = fieldsOf(text);
      const change = { ...repository, release_id, ...fields, draft: false, make_latest } as const;
      return untilCertain(
        async () => standing((await octokit.rest.repos.updateRelease(change)).data),
        async () => (await this.find(text.tag)).find(({ id, isDraft }) => id === release_id && !isDraft),
      );
    });
  }
}

/** What another call made meanwhile, where GitHub refuses to make it twice. */
async function orFound<T>(send: () => Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const found = isRefused(error) ? await find() : undefined;
    if (found === undefined) {
      throw error;
    }
    return found;
  }
}

async function unlessMissing(request: () => Promise<unknown>): Promise<void> {
  try {
    await request();
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
}

function fieldsOf({ tag, title, body, isPrerelease }: ReleaseText) {
  return { tag_name: tag, name: title, body, prerelease: isPrerelease };
}

interface AnsweredRelease {
  readonly id: number;
  readonly name: string | null;
  readonly draft: boolean;
  readonly html_url: string;
  readonly upload_url: string;
}

function standing({ id, name, draft, html_url, upload_url }: AnsweredRelease): StandingRelease {
  return { id, title: name ?? '', isDraft: draft, page: html_url, uploadUrl: upload_url };
}
