import { defineConfig } from 'vitest/config';

const forks = {
  pool: 'forks' as const,
  environment: 'node' as const,
  setupFiles: ['test/support/properties.ts'],
};

/** One project per kind of test; the same file layout as test/README.md says. */
export default defineConfig({
  test: {
    env: { LC_ALL: 'C', TZ: 'UTC' },
    projects: [
      { test: { ...forks, name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 20_000 } },
      {
        test: { ...forks, name: 'page', environment: 'jsdom', include: ['test/page/**/*.test.tsx'] },
      },
      { test: { ...forks, name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 20_000 } },
      {
        test: {
          ...forks,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          // Whole commands run before a test as well as in it.
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...forks,
          name: 'e2e',
          globalSetup: ['test/support/e2e-setup.ts'],
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
