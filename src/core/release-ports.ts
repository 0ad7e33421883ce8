/** A file as it shall be in a release. */
export interface ReleaseFile {
  /** What GitHub shall call it: letters, digits, `.`, `-` and `_`, since it turns everything else into dots. */
  readonly name: string;
  readonly mediaType: string;
  /** In bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Read as it is sent, not before. */
  readonly content: Blob;
}

/** A file that stands in a release. */
export interface StandingAsset {
  readonly id: number;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Hexadecimal; undefined where GitHub doesn't tell. */
  readonly sha256: string | undefined;
  /** False while it is being sent, and for ever when sending broke. */
  readonly isWhole: boolean;
}

/** What a release says. */
export interface ReleaseText {
  readonly tag: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly isPrerelease: boolean;
  /** Whether the repository's page shall show it as the latest. */
  readonly isLatest: boolean;
}

/** A release that stands. */
export interface StandingRelease {
  readonly id: number;
  readonly title: string;
  readonly isDraft: boolean;
  readonly page: string;
  /** Where its files are sent to, as GitHub names it. */
  readonly uploadUrl: string;
}

/** Releases of one repository. All throw `github-denied`, `github-limited`, `github-refused` or `github-failed`. */
export interface Releases {
  /** Drafts and published ones of a tag, the oldest first. */
  find(tag: string): Promise<readonly StandingRelease[]>;
  createDraft(text: ReleaseText): Promise<StandingRelease>;
  /** Does nothing where there is none any more. */
  removeDraft(id: number): Promise<void>;
  assets(release: number): Promise<readonly StandingAsset[]>;
  /** False when GitHub took it not, or didn't say: `assets` tells what came of it. */
  upload(release: StandingRelease, file: ReleaseFile): Promise<boolean>;
  /** Does nothing where there is none any more. */
  removeAsset(id: number): Promise<void>;
  publish(release: number, text: ReleaseText): Promise<StandingRelease>;
}
