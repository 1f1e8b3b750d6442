import { defineConfig } from 'vitest/config';

const engines = './test/harness/engines.setup.ts';
const chromium = './test/harness/chromium.setup.ts';

/**
 * Four projects, cheapest first: a group starts when the one before it is done, so that the
 * end-to-end tests, which start whole processes, have the machine to themselves.
 */
export default defineConfig({
  test: {
    passWithNoTests: true,
    reporters: ['default'],
    silent: 'passed-only',
    slowTestThreshold: 5_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/architecture/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          globalSetup: [engines],
          sequence: { groupOrder: 2 },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: [engines],
          sequence: { groupOrder: 3 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: [engines, chromium],
          sequence: { groupOrder: 4 },
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
