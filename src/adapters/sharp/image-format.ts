/** The formats that are decoded. SVG, PDF and the like are programs for a renderer rather than pictures, and hostile ones at that. */
export type ImageFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'tiff' | 'avif';

/** How many bytes from the start tell the format. */
const signatureBytes = 12;

/** The format by the file's first bytes, whatever its name says; undefined for everything that is not decoded. */
export function detectFormat(start: Uint8Array): ImageFormat | undefined {
  const text = String.fromCharCode(...start.subarray(0, signatureBytes));
  if (text.startsWith('\u00FF\u00D8\u00FF')) {
    return 'jpeg';
  }
  if (text.startsWith('\u0089PNG\r\n\u001A\n')) {
    return 'png';
  }
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) {
    return 'gif';
  }
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') {
    return 'webp';
  }
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text.slice(0, 4))) {
    return 'tiff';
  }
  return ['ftypavif', 'ftypavis'].includes(text.slice(4, 12)) ? 'avif' : undefined;
}

/** Whether the format can hold several frames or pages. */
export function mayBeAnimated(format: ImageFormat): boolean {
  return format !== 'jpeg' && format !== 'png';
}
