import { defineConfig } from 'vitest/config';

/**
 * `unit`: no server, no network, no root; part of `npm run check`. `stack`: a real Temporal server, a real
 * ovs-vswitchd or the corpus. `lab`: the compute host in QEMU; started once by test/run-all.ts, files in sequence.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{descriptors,services,workflows}/**/*.test.ts', 'test/direction.test.ts'],
          exclude: ['**/*.lab.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'stack',
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.lab.test.ts', 'test/direction.test.ts', '**/node_modules/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/**/*.lab.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
