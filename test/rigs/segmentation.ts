import { join } from 'node:path';
import { pythonTools } from './python-tools.ts';

/** The tools that say what masks hold and how alike they are: scikit-learn brings SciPy's distance transform. */
export const segmentationPins = { 'scikit-learn': '1.9.1', pillow: '13.0.0' } as const;

/** Python with scikit-learn, SciPy and Pillow. */
export async function segmentationRig(): Promise<{ readonly python: string }> {
  const modules = ['sklearn.metrics', 'scipy.ndimage', 'PIL.Image'];
  const bin = await pythonTools({ name: 'segmentation', pins: segmentationPins, modules });
  return { python: join(bin, 'python') };
}
