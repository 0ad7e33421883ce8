import { SightlineError } from '../../core/errors.ts';

/** What a failure of the decoder means. libvips tells kinds of failure apart by text alone, and only the limits matter here. */
export function decodeError(path: string, cause: unknown, maxPixels: number): SightlineError {
  const said = cause instanceof Error ? cause.message : String(cause);
  if (/pixel limit|security limit|dimensions? (?:exceed|too)|too (?:large|big)/i.test(said)) {
    return new SightlineError('image-too-large', `the image has more than ${maxPixels} pixels`, { place: { file: path }, cause });
  }
  const first = said.split('\n', 1)[0]?.trim() ?? '';
  return new SightlineError('image-truncated', `the image is truncated or corrupt (${first})`, { place: { file: path }, cause });
}
