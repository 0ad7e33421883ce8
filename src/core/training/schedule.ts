import type { FitParams } from './fit-params.ts';

/** Where in a training a step stands. */
export interface ScheduleTime {
  /** From 0. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
}

/** The learning rate of a step: a linear rise first, then constant, in steps, or half a cosine down to 0 (Loshchilov and Hutter, 2017). */
export function learningRateAt(params: Pick<FitParams, 'learningRate' | 'schedule'>, time: ScheduleTime): number {
  const { kind, warmupEpochs, everyEpochs, factor } = params.schedule;
  const warmup = Math.round(warmupEpochs * time.stepsPerEpoch);
  if (time.step < warmup) {
    return (params.learningRate * (time.step + 1)) / warmup;
  }
  switch (kind) {
    case 'constant':
      return params.learningRate;
    case 'step':
      return params.learningRate * factor ** Math.floor(time.step / (everyEpochs * time.stepsPerEpoch));
    case 'cosine': {
      const total = Math.max(1, time.epochs * time.stepsPerEpoch - warmup);
      return (params.learningRate * (1 + Math.cos((Math.PI * (time.step - warmup)) / total))) / 2;
    }
  }
}
