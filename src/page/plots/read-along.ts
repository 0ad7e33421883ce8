import { element } from '../element.ts';
import type { Picture, Stop } from './plot.ts';
import type { PlotView } from './view.ts';

/** Tells the values where the reader is. */
export interface Reader {
  readonly show: (picture: Picture, view: PlotView) => void;
}

/** Makes a stage a slider: pointer and arrow keys go from stop to stop, and the line below, and a screen reader, tell what stands there. */
export function readAlong(stage: HTMLElement, readout: HTMLElement, title: string): Reader {
  let shown: { readonly picture: Picture; readonly view: PlotView } | undefined;
  let at = -1;
  const go = (to: number | undefined): void => {
    const stop = to === undefined ? undefined : shown?.picture.stops[to];
    if (shown !== undefined && (stop !== undefined || to === undefined)) {
      at = stop === undefined ? -1 : (to ?? -1);
      shown.view.mark(stop);
      tell(stage, readout, stop, at);
    }
  };
  stage.tabIndex = 0;
  stage.setAttribute('role', 'slider');
  stage.setAttribute('aria-label', title);
  stage.setAttribute('aria-valuemin', '0');
  for (const kind of ['pointerdown', 'pointermove'] as const) {
    stage.addEventListener(kind, (event) => {
      if (shown !== undefined) {
        go(shown.picture.find(...shown.view.locate(event.clientX, event.clientY)));
      }
    });
  }
  stage.addEventListener('pointerleave', (event) => {
    // A finger that is lifted leaves what it chose.
    if (event.pointerType === 'mouse') {
      go(shown?.picture.start);
    }
  });
  stage.addEventListener('keydown', (event) => {
    const { stops = [], stride = 1 } = shown?.picture ?? {};
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      ArrowUp: stride === stops.length || stride === 1 ? at + 1 : at - stride,
      ArrowDown: stride === 1 ? at - 1 : at + stride,
      Home: 0,
      End: stops.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      go(Math.max(0, at < 0 ? 0 : Math.min(stops.length - 1, to)));
    }
  });
  return {
    show: (picture, view) => {
      shown = { picture, view };
      stage.setAttribute('aria-valuemax', String(Math.max(0, picture.stops.length - 1)));
      go(picture.start);
    },
  };
}

function tell(stage: HTMLElement, readout: HTMLElement, stop: Stop | undefined, at: number): void {
  const parts = (stop?.values ?? []).map(({ side, text }) => ({ side, text: side === undefined ? text : `${side} ${text}` }));
  stage.setAttribute('aria-valuenow', String(Math.max(0, at)));
  stage.setAttribute(
    'aria-valuetext',
    stop === undefined ? 'nothing chosen' : `${stop.title}: ${parts.map(({ text }) => text).join(', ')}`,
  );
  const hint = 'Point at the plot, or focus it and use the arrow keys.';
  readout.replaceChildren(
    ...(stop === undefined
      ? [element('span', { class: 'muted' }, hint)]
      : [element('span', {}, stop.title), ...parts.map(({ side, text }) => element('span', { class: side ?? '' }, text))]),
  );
}
