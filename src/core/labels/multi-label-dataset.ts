import { SightlineError, formatPlace, type Place } from '../errors.ts';
import { normalize } from '../data/root-path.ts';
import { compareCodePoints } from '../value/code-point-order.ts';
import { addLabel, maxImages, requireImagePath } from './dataset-builder.ts';

/** One picture and all classes that it belongs to; none is an answer, too. */
export interface MultiLabelledImage {
  /** The path from the repository's root, with `/`. */
  readonly image: string;
  readonly labels: readonly string[];
  /** What else the labels say of it, by column: the values that make slices. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Pictures with any number of labels, in the order in which the labels list them. */
export interface MultiLabelDataset {
  /** In the order of the format: by category id for COCO, by code point for CSV. */
  readonly classes: readonly string[];
  readonly images: readonly MultiLabelledImage[];
}

/** Gathers images with any number of labels. Owns the set being built. */
export class MultiLabelBuilder {
  readonly #folder: string;
  readonly #images = new Map<
    string,
    { readonly labels: Set<string>; readonly metadata: MultiLabelledImage['metadata']; readonly place: Place }
  >();
  readonly #known = new Set<string>();

  /** `folder` is where image paths start from: a path from the root. */
  constructor(folder: string) {
    this.#folder = normalize(folder);
  }

  /**
   * Adds labels to an image, which may be there already. Throws `labels-invalid` for a path that leads elsewhere, a label that
   * is none or that the image has already, and for other metadata than it was given before.
   */
  add(spelled: string, labels: readonly string[], metadata: MultiLabelledImage['metadata'], place: Place): void {
    const image = requireImagePath(this.#folder, spelled, place);
    const one = this.#images.get(image) ?? { labels: new Set<string>(), metadata, place };
    const differs = Object.keys(metadata).find((column) => metadata[column] !== one.metadata[column]);
    if (differs !== undefined) {
      throw new SightlineError('labels-invalid', `the image ${image} has another ${differs} here than at ${formatPlace(one.place)}`, {
        place,
      });
    }
    for (const label of labels) {
      addLabel(this.#known, label, image, place);
      if (one.labels.has(label)) {
        throw new SightlineError('labels-invalid', `the image ${image} has the label '${label}' twice`, {
          place,
          hint: 'Keep one of the two.',
        });
      }
      one.labels.add(label);
    }
    if (this.#images.size === maxImages && !this.#images.has(image)) {
      throw new SightlineError('labels-invalid', `more than ${maxImages} images`, { place, hint: 'Split the data set.' });
    }
    this.#images.set(image, one);
  }

  /** The set; `classes` where the format lists them, else the labels by code point. Throws `labels-invalid` for one without an image or a label. */
  build(file: string, classes: readonly string[] = [...this.#known].toSorted(compareCodePoints)): MultiLabelDataset {
    if (this.#images.size === 0 || classes.length === 0) {
      throw new SightlineError('labels-invalid', 'there are no labelled images', { place: { file }, hint: 'Label at least one image.' });
    }
    const images = [...this.#images].map(([image, { labels, metadata }]) => ({ image, labels: [...labels], metadata }));
    return { classes, images };
  }
}
