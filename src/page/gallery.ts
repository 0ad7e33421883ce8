import { choice, element, switches } from './element.ts';

const kinds = ['broken', 'fixed'] as const;
/** Of each kind; the others are a press away. */
const shownAtFirst = 10;

/** Puts a bar over each gallery that filters by what happened and by class, and lets arrow keys go from picture to picture. */
export function filterGalleries(root: ParentNode): void {
  for (const gallery of root.querySelectorAll<HTMLElement>('.gallery')) {
    const items = [...gallery.querySelectorAll<HTMLElement>('.flips > li')];
    walkItems(gallery, items);
    gallery.prepend(filterBar(gallery, items));
  }
}

function filterBar(gallery: HTMLElement, items: readonly HTMLElement[]): HTMLElement {
  const groups = [...gallery.querySelectorAll<HTMLElement>('.group')].map((group) => ({
    group,
    own: items.filter((item) => group.contains(item)),
    more: element('button', { type: 'button', class: 'more' }),
  }));
  const truths = [...new Set(items.map((item) => item.dataset['truth'] ?? ''))].toSorted();
  const count = element('span', { role: 'status', class: 'muted' });
  let kind: string | undefined;
  let truth: string | undefined;
  const opened = new Set<HTMLElement>();
  const show = (): void => {
    let matching = 0;
    for (const { group, own, more } of groups) {
      const isAsked = kind === undefined || group.dataset['kind'] === kind;
      const found = isAsked ? own.filter((item) => truth === undefined || item.dataset['truth'] === truth) : [];
      const shown = opened.has(group) ? found : found.slice(0, shownAtFirst);
      own.forEach((item) => (item.hidden = !shown.includes(item)));
      group.hidden = found.length === 0;
      more.hidden = shown.length === found.length;
      more.textContent = `Show ${found.length - shown.length} more`;
      matching += found.length;
    }
    const first = items.find((item) => item.closest('[hidden]') === null);
    items.forEach((item) => (item.tabIndex = item === first ? 0 : -1));
    count.textContent = `${matching} of ${items.length} pictures`;
  };
  for (const { group, own, more } of groups) {
    more.addEventListener('click', () => {
      opened.add(group);
      show();
      own.filter((item) => !item.hidden)[shownAtFirst]?.focus();
    });
    group.append(more);
  }
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
