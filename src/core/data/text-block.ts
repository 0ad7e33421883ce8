const blockBytes = 512;
const maxNonTextShare = 0.3;
const textControls: ReadonlySet<number> = new Set([8, 9, 10, 12, 13]);

/** Whether DVC takes bytes for text by the first 512 of them: no NUL, at most 30 % outside printable ASCII. */
export function isTextBlock(bytes: Uint8Array): boolean {
  const block = bytes.subarray(0, blockBytes);
  let others = 0;
  for (const byte of block) {
    if (byte === 0) {
      return false;
    }
    if (!textControls.has(byte) && (byte < 32 || byte > 126)) {
      others += 1;
    }
  }
  return others <= maxNonTextShare * block.length;
}
