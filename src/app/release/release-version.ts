import { SightlineError } from '../../core/errors.ts';
import type { ReleaseFile, Releases, ReleaseText, StandingAsset, StandingRelease } from '../../core/release-ports.ts';

/** How often the files of a draft are looked at and sent before it is given up. */
const mostRounds = 5;

/** A release, and whether this call published it. */
export interface PublishedRelease {
  readonly page: string;
  readonly published: boolean;
}

/**
 * Makes the release of a tag that stands: a draft, the files, each with the size and digest that it should have, then published.
 * Whatever an earlier or simultaneous call left is continued, so that there is one release with each file once.
 * In a published release no file is replaced; one that it lacks is added, unless GitHub keeps the release as it is.
 *
 * Throws `release-differs` when a published file has another digest, and what `Releases` throw.
 */
export async function releaseVersion(releases: Releases, text: ReleaseText, files: readonly ReleaseFile[]): Promise<PublishedRelease> {
  const release = await openRelease(releases, text);
  for (let round = 1; ; round += 1) {
    const wrong = findWrong(await releases.assets(release.id), files);
    if (wrong.length === 0) {
      break;
    }
    if (round > mostRounds) {
      const [{ file, asset }] = wrong as [Wrong];
      throw new SightlineError('github-failed', `GitHub could not take ${file.name} into the release of ${text.tag}: ${describe(asset)}`);
    }
    // Another call may have published it since: what is published is never deleted.
    const isDraft = release.isDraft && (await isStillDraft(releases, text.tag, release));
    for (const { file, asset } of wrong) {
      await replace(releases, release, isDraft, file, asset);
    }
  }
  if (!release.isDraft) {
    return { page: release.page, published: false };
  }
  const { page } = await releases.publish(release.id, text);
  return { page, published: true };
}

interface Wrong {
  readonly file: ReleaseFile;
  /** What stands in its place. */
  readonly asset: StandingAsset | undefined;
}

/** The published one, else the oldest draft, which two calls at once agree on. Drafts that lost are removed. */
async function openRelease(releases: Releases, text: ReleaseText): Promise<StandingRelease> {
  const before = await releases.find(text.tag);
  const created = before.length === 0 ? await releases.createDraft(text) : undefined;
  const all = created === undefined ? before : await releases.find(text.tag);
  const chosen = all.find(({ isDraft }) => !isDraft) ?? all[0] ?? created;
  if (chosen === undefined) {
    throw new SightlineError('github-failed', `GitHub lost the draft of ${text.tag}`);
  }
  for (const other of all) {
    if (other.isDraft && other.id !== chosen.id && other.title === text.title) {
      await releases.removeDraft(other.id);
    }
  }
  return chosen;
}

async function isStillDraft(releases: Releases, tag: string, { id }: StandingRelease): Promise<boolean> {
  return (await releases.find(tag)).some((one) => one.id === id && one.isDraft);
}

function findWrong(assets: readonly StandingAsset[], files: readonly ReleaseFile[]): readonly Wrong[] {
  const byName = new Map(assets.map((asset) => [asset.name, asset]));
  return files.flatMap((file) => {
    const asset = byName.get(file.name);
    const isRight = asset !== undefined && asset.isWhole && asset.size === file.size && asset.sha256 === file.sha256;
    return isRight ? [] : [{ file, asset }];
  });
}

async function replace(
  releases: Releases,
  release: StandingRelease,
  isDraft: boolean,
  file: ReleaseFile,
  asset: StandingAsset | undefined,
): Promise<void> {
  if (asset !== undefined && !isDraft) {
    throw new SightlineError(
      'release-differs',
      `the published ${file.name} of ${release.title} is ${describe(asset)}, and not sha256:${file.sha256} (${file.size} bytes)`,
    );
  }
  if (asset !== undefined) {
    await releases.removeAsset(asset.id);
  }
  await releases.upload(release, file);
}

function describe(asset: StandingAsset | undefined): string {
  if (asset === undefined) {
    return 'it is not there';
  }
  const digest = asset.sha256 === undefined ? 'without a digest' : `sha256:${asset.sha256}`;
  return asset.isWhole ? `${digest} (${asset.size} bytes)` : 'half sent';
}
