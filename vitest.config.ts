import { defineConfig } from 'vitest/config';

const elsewhere = ['**/node_modules/**', 'out/**', '.cache/**', 'e2e/**'];

// Tests that call Winsock from inside Windows Node (*.winsock.test.ts) use node:test, see tools/test-suites.mjs.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...elsewhere, 'packaging/**', '**/*.winsock.test.ts', '**/*.winsock-host.test.ts'],
          // None takes a second by itself; on a busy machine a seeded search may.
          testTimeout: 60_000,
          // What is waited for comes soon, or never.
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        // These start Windows Node under Wine, which takes seconds, and share one wineserver: one file at a time.
        test: {
          name: 'winsock-host',
          include: ['**/*.winsock-host.test.ts'],
          exclude: elsewhere,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        // Packs Overlook, and runs what was packed.
        test: {
          name: 'packaging',
          include: ['packaging/**/*.test.ts'],
          exclude: elsewhere,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
