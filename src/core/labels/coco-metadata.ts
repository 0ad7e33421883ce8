/** What COCO itself says of an image; every other string, number or boolean is metadata. */
const cocoKeys = new Set(['id', 'file_name', 'width', 'height', 'license', 'coco_url', 'flickr_url', 'date_captured']);

/** The metadata of an image of a COCO file: the values that make slices, as text by column. */
export function metadataOf(image: Readonly<Record<string, unknown>>): Record<string, string> {
  const scalars = Object.entries(image).filter(
    ([key, value]) => !cocoKeys.has(key) && ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.fromEntries(scalars.map(([key, value]) => [key, String(value)]));
}
