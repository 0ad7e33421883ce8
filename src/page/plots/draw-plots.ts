import type { PlotData, PlotKind } from '../../core/report/html/plots/plot-data.ts';
import { choice, element, switches } from '../element.ts';
import { confusionPlot } from './confusion.ts';
import { curvePlot } from './curve.ts';
import type { Plot } from './plot.ts';
import { precisionRecallPlot } from './precision-recall.ts';
import { readAlong } from './read-along.ts';
import { reliabilityPlot } from './reliability.ts';
import { openView } from './view.ts';

const makers: { readonly [Kind in PlotKind]: (data: PlotData[Kind]) => Plot } = {
  curve: curvePlot,
  'precision-recall': precisionRecallPlot,
  reliability: reliabilityPlot,
  confusion: confusionPlot,
};

/** Draws every plot of the page and folds the tables that say the same. */
export async function drawPlots(root: ParentNode): Promise<void> {
  for (const figure of root.querySelectorAll<HTMLElement>('figure[data-plot]')) {
    const section = figure.closest('section');
    section?.querySelectorAll<HTMLElement>('.legend').forEach((legend) => (legend.hidden = false));
    await draw(figure, figure.dataset['plot'] as PlotKind);
    section?.querySelectorAll<HTMLDetailsElement>('details.values').forEach((table) => (table.open = false));
  }
}

async function draw(figure: HTMLElement, kind: PlotKind): Promise<void> {
  const data = JSON.parse(figure.querySelector('script')?.textContent ?? '') as never;
  const plot = makers[kind](data);
  const stage = element('div', { class: 'stage' });
  const readout = element('p', { class: 'readout' });
  figure.hidden = false;
  const reader = readAlong(stage, readout, figure.dataset['title'] ?? '');
  const show = async (option: number): Promise<void> => {
    const picture = plot.show(option);
    await view.show(picture);
    reader.show(picture, view);
  };
  if (plot.options.length > 1) {
    const control = plot.isShort ? switches : choice;
    figure.append(control(plot.label, plot.options, (option) => void show(option)));
  }
  figure.append(stage, readout);
  const view = openView(kind, stage, plot);
  await show(0);
}
