import { inflateSync } from 'node:zlib';

/** How the rows of a picture lie: whole bytes of a row, and of a pixel, at least one. */
export interface RowLayout {
  readonly rowBytes: number;
  readonly height: number;
  readonly pixelBytes: number;
}

/** The rows of compressed data, filters undone; undefined unless it holds exactly as many bytes as that takes. */
export function readRows(data: Buffer, layout: RowLayout): Uint8Array | undefined {
  const filtered = inflate(data, (layout.rowBytes + 1) * layout.height);
  return filtered && unfilter(filtered, layout);
}

function inflate(data: Buffer, length: number): Buffer | undefined {
  try {
    const filtered = inflateSync(data, { maxOutputLength: length });
    return filtered.length === length ? filtered : undefined;
  } catch {
    return undefined;
  }
}

/** Undoes the filter of each row: what was subtracted is the byte to the left, above, their mean, or Paeth's choice. */
function unfilter(filtered: Buffer, { rowBytes, height, pixelBytes }: RowLayout): Uint8Array | undefined {
  const samples = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row += 1) {
    const from = row * (rowBytes + 1);
    const to = row * rowBytes;
    const type = filtered[from] ?? 0;
    if (type > 4) {
      return undefined;
    }
    if (type === 0) {
      samples.set(filtered.subarray(from + 1, from + 1 + rowBytes), to);
      continue;
    }
    for (let x = 0; x < rowBytes; x += 1) {
      const left = x < pixelBytes ? 0 : (samples[to + x - pixelBytes] ?? 0);
      const above = row === 0 ? 0 : (samples[to + x - rowBytes] ?? 0);
      const corner = row === 0 || x < pixelBytes ? 0 : (samples[to + x - rowBytes - pixelBytes] ?? 0);
      samples[to + x] = (filtered[from + 1 + x] ?? 0) + predict(type, left, above, corner);
    }
  }
  return samples;
}

function predict(type: number, left: number, above: number, corner: number): number {
  if (type === 1) {
    return left;
  }
  if (type === 2) {
    return above;
  }
  if (type === 3) {
    return (left + above) >> 1;
  }
  const fromLeft = Math.abs(above - corner);
  const fromAbove = Math.abs(left - corner);
  const fromCorner = Math.abs(left + above - 2 * corner);
  return fromLeft <= fromAbove && fromLeft <= fromCorner ? left : fromAbove <= fromCorner ? above : corner;
}
