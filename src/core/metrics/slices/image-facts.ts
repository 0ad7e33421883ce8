/** What is known of an image once it was opened. */
export interface MeasuredFacts {
  /** In pixels, upright; undefined until a slice needs it. */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** The mean luma (BT.601) from 0, black, to 1, white; undefined until a slice needs it. */
  readonly brightness?: number | undefined;
}

/** What slices ask of an image. */
export interface ImageFacts extends MeasuredFacts {
  /** The path from the repository's root. */
  readonly image: string;
  readonly label: string;
  /** What the labels say of it besides; '' is no value. */
  readonly metadata: Readonly<Record<string, string>>;
}
