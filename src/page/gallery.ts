import { choice, element, switches } from './element.ts';

const kinds = ['broken', 'fixed'] as const;

/** Puts a bar over each gallery that filters by what happened and by class, and lets arrow keys go from picture to picture. */
export function filterGalleries(root: ParentNode): void {
  for (const gallery of root.querySelectorAll<HTMLElement>('.gallery')) {
    const items = [...gallery.querySelectorAll<HTMLElement>('.flips > li')];
    walkItems(gallery, items);
    gallery.prepend(filterBar(gallery, items));
  }
}

function filterBar(gallery: HTMLElement, items: readonly HTMLElement[]): HTMLElement {
  const groups = [...gallery.querySelectorAll<HTMLElement>('.group')];
  const truths = [...new Set(items.map((item) => item.dataset['truth'] ?? ''))].toSorted();
  const count = element('span', { role: 'status', class: 'muted' });
  let kind: string | undefined;
  let truth: string | undefined;
  const show = (): void => {
    items.forEach((item) => (item.hidden = truth !== undefined && item.dataset['truth'] !== truth));
    for (const group of groups) {
      group.hidden = (kind !== undefined && group.dataset['kind'] !== kind) || group.querySelector('li:not([hidden])') === null;
    }
    const shown = items.filter((item) => item.closest('[hidden]') === null);
    items.forEach((item) => (item.tabIndex = item === shown[0] ? 0 : -1));
    count.textContent = `${shown.length} of ${items.length} pictures`;
  };
  const bar = element('div', { class: 'bar' });
  if (groups.length > 1) {
    bar.append(switches('Which pictures', ['All', 'Broken', 'Fixed'], (at) => ((kind = kinds[at - 1]), show())));
  }
  if (truths.length > 1) {
    bar.append(choice('Truth', ['every class', ...truths], (at) => ((truth = truths[at - 1]), show())));
  }
  bar.append(count);
  show();
  return bar;
}

/** One stop of the Tab key for all pictures: arrows, Home and End go on from there. */
function walkItems(gallery: HTMLElement, items: readonly HTMLElement[]): void {
  gallery.addEventListener('keydown', (event) => {
    const shown = items.filter((item) => item.closest('[hidden]') === null);
    const at = shown.findIndex((item) => item === document.activeElement);
    const next = at < 0 ? undefined : shown[nextOf(event.key, at, shown.length)];
    if (next !== undefined) {
      event.preventDefault();
      items.forEach((item) => (item.tabIndex = item === next ? 0 : -1));
      next.focus();
    }
  });
}

function nextOf(key: string, at: number, count: number): number {
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowDown: at + 1,
    ArrowLeft: at - 1,
    ArrowUp: at - 1,
    Home: 0,
    End: count - 1,
  };
  return steps[key] ?? -1;
}
