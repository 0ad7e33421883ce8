import { join } from 'node:path';
import { pythonTools } from './python-tools.ts';

/** The tool that says what the numbers of a classifier are. */
export const scikitPins = { 'scikit-learn': '1.9.1' } as const;

/** Python with scikit-learn. */
export async function scikitRig(): Promise<{ readonly python: string }> {
  const bin = await pythonTools({ name: 'scikit-learn', pins: scikitPins, modules: ['sklearn.metrics'] });
  return { python: join(bin, 'python') };
}
