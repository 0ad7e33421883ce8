import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['test/support/seed-properties.ts'],
          include: ['src/**/*.test.ts', 'test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          maxWorkers: 2 * availableParallelism() + 1, // many of these tests wait: for servers, and for the pauses that GitHub asks for
        },
      },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
      { test: { name: 'interop', include: ['test/interop/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 600_000 } },
      { test: { name: 'workflows', include: ['test/workflows/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 600_000 } },
      { test: { name: 'faults', include: ['test/faults/**/*.test.ts'], testTimeout: 3_600_000, hookTimeout: 600_000 } },
    ],
  },
});
