import { join } from 'node:path';
import { pythonTools } from './python-tools.ts';

/** The tools that say what COCO's numbers are. */
export const cocoPins = { pycocotools: '2.0.11', 'faster-coco-eval': '1.8.0' } as const;

/** Python with pycocotools and faster-coco-eval. */
export async function cocoRig(): Promise<{ readonly python: string }> {
  const bin = await pythonTools({ name: 'coco', pins: cocoPins, modules: ['pycocotools.mask', 'faster_coco_eval'] });
  return { python: join(bin, 'python') };
}
