import { cleanText } from '../clean-text.ts';
import { type Markup, html } from './markup.ts';
import { coordinate } from './scale.ts';

const size = 300;
const maxNumbered = 14;
const maxNamed = 30;

/** How a matrix is shown: shares of the truth's row, or changes of the counts. */
export type MatrixKind = 'counts' | 'changes';

/** A heat map, truth by rows and prediction by columns; the numbers are shown where there is room. */
export function matrixPlot(title: string, rows: readonly (readonly number[])[], classes: readonly string[], kind: MatrixKind): Markup {
  const cell = size / Math.max(1, classes.length);
  const largest = Math.max(1, ...rows.flatMap((row) => row.map(Math.abs)));
  const cells = rows.flatMap((row, truth) => {
    const sum = Math.max(
      1,
      row.reduce((total, count) => total + count, 0),
    );
    return row.map((count, predicted) => {
      const strength = kind === 'counts' ? Math.sqrt(count / sum) : Math.sqrt(Math.abs(count) / largest);
      return count === 0 ? html`` : drawCell(count, { truth, predicted, cell, strength, kind });
    });
  });
  const names = classes.length > maxNamed ? [] : classes.map((name) => shorten(cleanText(name)));
  const gutter = names.some((name) => name.length > 2) ? 66 : 36;
  const side = gutter + size + 4;
  return html`<figure>
    <h3>${title}</h3>
    <svg viewBox="0 0 ${side} ${side}" role="img" aria-label="${describe(title, classes.length)}">
      <text x="${gutter + size / 2}" y="9" text-anchor="middle">predicted</text>
      <text transform="translate(9 ${gutter + size / 2}) rotate(-90)" text-anchor="middle">truth</text>
      <g transform="translate(${gutter} ${gutter})">
        ${nameAxes(names, cell)}${cells}
        <rect class="frame" width="${size}" height="${size}" rx="3" />
      </g>
    </svg>
  </figure>`;
}

interface Cell {
  readonly truth: number;
  readonly predicted: number;
  readonly cell: number;
  /** From 0 to 1. */
  readonly strength: number;
  readonly kind: MatrixKind;
}

function drawCell(count: number, { truth, predicted, cell, strength, kind }: Cell): Markup {
  const [x, y] = [predicted * cell, truth * cell];
  const onDiagonal = truth === predicted;
  const tone = kind === 'counts' ? (onDiagonal ? 'right' : 'wrong') : onDiagonal === count > 0 ? 'gain' : 'loss';
  const opacity = Math.min(1, 0.06 + 0.86 * strength);
  const rect = html`<rect
    class="cell ${tone}"
    x="${coordinate(x)}"
    y="${coordinate(y)}"
    width="${coordinate(cell)}"
    height="${coordinate(cell)}"
    fill-opacity="${coordinate(opacity)}"
  />`;
  if (size / cell > maxNumbered) {
    return rect;
  }
  const text = kind === 'changes' ? `${count > 0 ? '+' : '−'}${Math.abs(count)}` : String(count);
  const tint = opacity > 0.7 ? ' inverse' : '';
  return html`${rect}<text class="count${tint}" x="${coordinate(x + cell / 2)}" y="${coordinate(y + cell / 2 + 3.4)}">${text}</text>`;
}

function nameAxes(names: readonly string[], cell: number): Markup[] {
  return names.map((name, at) => {
    const middle = coordinate((at + 0.5) * cell);
    const [angle, anchor] = name.length > 2 ? [-40, 'start'] : [0, 'middle'];
    return html`<text x="-6" y="${middle}" dy="3.5" text-anchor="end">${name}</text>
      <text transform="translate(${middle} -6) rotate(${angle})" text-anchor="${anchor}">${name}</text>`;
  });
}

function shorten(name: string): string {
  const characters = [...name];
  return characters.length > 6 ? `${characters.slice(0, 5).join('')}…` : name;
}

function describe(title: string, classes: number): string {
  return `${title}: confusion matrix of ${classes} classes; the table of classes has the numbers`;
}
