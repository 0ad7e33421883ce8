import { readFileSync } from 'node:fs';
import type { MachineFacts } from '../../core/data-ports.ts';

/** What of this machine decides whether runs made elsewhere can be reused here. */
export function readMachineFacts(env: Readonly<Record<string, string | undefined>>): MachineFacts {
  return { platform: `${process.platform}-${process.arch}`, imageDigest: env['SIGHTLINE_IMAGE_DIGEST'], driver: readDriver(env) };
}

/** The driver's major version as the kernel module tells it, and CUDA's as images and toolkits set it. */
function readDriver(env: Readonly<Record<string, string | undefined>>): string | undefined {
  let text: string;
  try {
    text = readFileSync('/proc/driver/nvidia/version', 'latin1');
  } catch {
    return undefined; // no NVIDIA driver here
  }
  const driver = /Kernel Module\D*(\d+)\./.exec(text)?.[1] ?? 'unknown';
  const cuda = /^(\d+)/.exec(env['CUDA_VERSION'] ?? '')?.[1] ?? 'unknown';
  return `nvidia-${driver}-cuda-${cuda}`;
}
