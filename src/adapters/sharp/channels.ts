/** Grey or RGB samples with the channels that are wanted: grey is repeated, RGB becomes its luma. */
export function arrangeChannels(samples: Uint8Array, channels: 1 | 3, wanted: 1 | 3): Uint8Array {
  if (channels === wanted) {
    return samples;
  }
  return wanted === 1 ? toLuma(samples) : repeatGrey(samples);
}

/** ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B in 16-bit fixed point, rounded; equal channels keep their value. */
function toLuma(rgb: Uint8Array): Uint8Array {
  const luma = new Uint8Array(rgb.length / 3);
  for (let at = 0, from = 0; at < luma.length; at += 1, from += 3) {
    luma[at] = ((rgb[from] ?? 0) * 19_595 + (rgb[from + 1] ?? 0) * 38_470 + (rgb[from + 2] ?? 0) * 7471 + 0x80_00) >> 16;
  }
  return luma;
}

function repeatGrey(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (const [at, value] of grey.entries()) {
    rgb.fill(value, at * 3, at * 3 + 3);
  }
  return rgb;
}
