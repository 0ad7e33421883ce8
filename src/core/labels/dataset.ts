/** One picture and the class that it belongs to. */
export interface LabelledImage {
  /** The path from the repository's root, with `/`. */
  readonly image: string;
  readonly label: string;
  /** What else the labels say of it, by column: the values that make slices. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Labelled pictures, in the order in which the labels list them. */
export interface Dataset {
  /** In the order of the format: by category id for COCO, by code point for the others. */
  readonly classes: readonly string[];
  readonly images: readonly LabelledImage[];
}
