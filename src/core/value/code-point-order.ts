/**
 * Orders strings by code point, as Python and git do; for `sort`. JavaScript's own order goes by UTF-16
 * units, which puts characters beyond U+FFFF before U+E000 to U+FFFF.
 */
export function compareCodePoints(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = a.charCodeAt(at) - b.charCodeAt(at);
    if (difference !== 0) {
      return rankOfUnit(a.charCodeAt(at)) - rankOfUnit(b.charCodeAt(at));
    }
  }
  return a.length - b.length;
}

/** The place of a UTF-16 unit in that order: surrogates stand for characters beyond U+FFFF, so they go last. */
export function rankOfUnit(unit: number): number {
  return unit >= 0xd8_00 && unit <= 0xdf_ff ? unit + 0x1_00_00 : unit;
}
