import { SightlineError, formatPlace, type Place } from '../errors.ts';
import { normalize } from '../data/root-path.ts';
import { compareCodePoints } from '../value/code-point-order.ts';
import type { Dataset, LabelledImage } from './dataset.ts';
import { checkImagePath, hasControlCharacter } from './image-path.ts';

/** More images are not held at once. */
export const maxImages = 5_000_000;
/** More classes than this mean that the wrong column was taken for the label. */
export const maxClasses = 2000;
const maxLabelLength = 256;

/** Gathers labelled images and holds what all formats ask of them. Owns the set being built. */
export class DatasetBuilder {
  readonly #folder: string;
  readonly #images: LabelledImage[] = [];
  readonly #labels = new Set<string>();
  readonly #places = new Map<string, Place>();

  /** `folder` is where image paths start from: a path from the root. */
  constructor(folder: string) {
    this.#folder = normalize(folder);
  }

  /** Throws `labels-invalid` for a path that leads elsewhere, an image that is there already and a label that is none. */
  add(spelled: string, label: string, metadata: Readonly<Record<string, string>>, place: Place): void {
    const path = requireImagePath(this.#folder, spelled, place);
    const before = this.#places.get(path);
    if (before !== undefined) {
      throw new SightlineError('labels-invalid', `the image ${path} is labelled twice, first at ${formatPlace(before)}`, {
        place,
        hint: 'Keep one of the two.',
      });
    }
    addLabel(this.#labels, label, path, place);
    if (this.#images.length === maxImages) {
      throw new SightlineError('labels-invalid', `more than ${maxImages} images`, { place, hint: 'Split the data set.' });
    }
    this.#places.set(path, place);
    this.#images.push({ image: path, label, metadata });
  }

  /** The set; `classes` where the format lists them, else the labels by code point. */
  build(file: string, classes?: readonly string[]): Dataset {
    if (this.#images.length === 0) {
      throw new SightlineError('labels-invalid', 'there are no labelled images', { place: { file }, hint: 'Label at least one image.' });
    }
    return { classes: classes ?? [...this.#labels].toSorted(compareCodePoints), images: this.#images };
  }
}

/** The path from the root of an image below `folder`. Throws `labels-invalid` for one that leads elsewhere. */
export function requireImagePath(folder: string, spelled: string, place: Place): string {
  const checked = checkImagePath(folder, spelled);
  if ('problem' in checked) {
    throw new SightlineError('labels-invalid', `the image path ${JSON.stringify(spelled.slice(0, 100))} ${checked.problem}`, { place });
  }
  return checked.path;
}

/** Adds the label of an image to those that are known. Throws `labels-invalid` for one that is none, and for too many. */
export function addLabel(known: Set<string>, label: string, image: string, place: Place): void {
  const problem = labelProblem(label);
  if (problem !== undefined) {
    throw new SightlineError('labels-invalid', `the label of ${image} ${problem}`, { place });
  }
  known.add(label);
  if (known.size > maxClasses) {
    throw new SightlineError('labels-invalid', `more than ${maxClasses} classes`, {
      place,
      hint: 'Check that the label column holds class names.',
    });
  }
}

/** What is wrong with a class name, if anything. */
export function labelProblem(label: string): string | undefined {
  if (label.trim() === '') {
    return 'is empty';
  }
  if (label.length > maxLabelLength) {
    return `is longer than ${maxLabelLength} characters`;
  }
  return hasControlCharacter(label) ? 'holds a control character' : undefined;
}
