import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registeredVersions, registrationMessage, versionTag } from './registered-version.ts';
import { compareVersions, formatVersion, nextVersion, parseVersion } from './version-number.ts';

const tag = (name: string, annotated = true) => ({ name, commit: 'c0ffee', annotated });

describe('registered versions', () => {
  it('are the annotated tags of that model, in the order of their versions', () => {
    const tags = ['det@v0.10.0', 'det@v0.2.0', 'other@v9.0.0', 'det#prod#1', 'det@v1', 'det@v0.2.0-rc.1'].map((name) => tag(name));
    expect(registeredVersions(tags, 'det').map((version) => version.tag)).toEqual(['det@v0.2.0-rc.1', 'det@v0.2.0', 'det@v0.10.0']);
  });

  it('leave out lightweight tags and what was deregistered', () => {
    const tags = [tag('det@v0.1.0', false), tag('det@v0.2.0'), tag('det@v0.2.0!'), tag('det@v0.3.0')];
    expect(registeredVersions(tags, 'det').map((version) => version.tag)).toEqual(['det@v0.3.0']);
  });

  it('are named as GTO names them', () => {
    expect(versionTag('sub:cls', { major: 0, minor: 0, patch: 1 })).toBe('sub=cls@v0.0.1');
    expect(registrationMessage('det', { major: 0, minor: 0, patch: 1 })).toBe('Registering artifact det version v0.0.1');
  });
});

describe('version numbers', () => {
  it('start at v0.1.0 and go up by minor versions', () => {
    expect(formatVersion(nextVersion([]))).toBe('v0.1.0');
    const registered = ['v0.1.0', 'v0.9.3', 'v0.10.0-rc.1'].flatMap((text) => parseVersion(text) ?? []);
    expect(formatVersion(nextVersion(registered))).toBe('v0.11.0');
  });

  it('refuse what is no semantic version', () => {
    for (const text of ['1.0.0', 'v1.0', 'v01.0.0', 'v1.0.0-', 'v1.0.0+build', '', 'v1.0.0 ']) {
      expect(parseVersion(text)).toBeUndefined();
    }
  });

  it('order as semver.org says', () => {
    const ordered = [
      'v1.0.0-alpha',
      'v1.0.0-alpha.1',
      'v1.0.0-alpha.beta',
      'v1.0.0-beta',
      'v1.0.0-beta.2',
      'v1.0.0-beta.11',
      'v1.0.0-rc.1',
      'v1.0.0',
    ];
    const shuffled = ordered.toReversed().flatMap((text) => parseVersion(text) ?? []);
    expect(shuffled.toSorted(compareVersions).map(formatVersion)).toEqual(ordered);
  });

  it('survive being written and read', () => {
    const number = fc.nat(999);
    fc.assert(
      fc.property(number, number, number, (major, minor, patch) => {
        expect(parseVersion(formatVersion({ major, minor, patch }))).toEqual({ major, minor, patch });
      }),
    );
  });
});
