import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const engines = './test/harness/engines.setup.ts';
const chromium = './test/harness/chromium.setup.ts';

/**
 * The entry that Node itself takes. Vite prefers the package's ES modules, and Apollo Server, which Node loads,
 * would then refuse schemas made with the other copy.
 */
const resolve = {
  alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }],
};

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
        resolve,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/architecture/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
        },
      },
      {
        resolve,
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
        resolve,
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
        resolve,
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
