import { type CurveFinding, findFindings } from '../metrics/curves/find-findings.ts';
import { cleanText } from './clean-text.ts';
import type { Curves } from './curves.ts';
import { describeSeeds } from './spread-text.ts';

const sentences: Readonly<Record<CurveFinding['kind'], (at: string) => string>> = {
  'not-a-number': (at) => `is no number at ${at}`,
  spike: (at) => `has a spike at ${at}`,
  divergence: (at) => `diverges from ${at} on`,
  overfitting: (at) => `gets worse from ${at} on while training improves (overfitting)`,
  plateau: (at) => `is on a plateau from ${at} on`,
};

/** More spikes of one curve than these are counted and not listed. */
const maxSpikes = 3;

/** What the curves of a training show, alone and beside those of other seeds, one line each: `loss has a spike at epoch 12`. */
export function describeFindings(all: Curves): string[] {
  return [...describeOwn(all), ...describeSeeds(all)];
}

function describeOwn({ axis, curves }: Curves): string[] {
  const findings = findFindings(curves);
  return curves.flatMap(({ name }) => {
    const own = findings.filter(({ curve }) => curve === name);
    const spikes = own.filter(({ kind }) => kind === 'spike');
    const told = spikes.length > maxSpikes ? own.filter(({ kind }) => kind !== 'spike') : own;
    const many = spikes.length > maxSpikes ? [`has ${spikes.length} spikes, the first at ${axis} ${spikes[0]?.at ?? ''}`] : [];
    return [...many, ...told.map(({ kind, at }) => sentences[kind](`${axis} ${at}`))].map((sentence) => `${cleanText(name)} ${sentence}`);
  });
}
