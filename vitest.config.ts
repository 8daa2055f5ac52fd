import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests read the sources of workspace packages, so that none ever runs against a stale build. */
const sources = Object.fromEntries(
  ['contract', 'domain', 'aws', 'store', 'notify', 'simulator'].map((name) => [
    `@weir/${name}`,
    fileURLToPath(new URL(`libs/${name}/src/index.ts`, import.meta.url)),
  ]),
);

export default defineConfig({
  resolve: { alias: sources },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{libs,apps,scripts}/**/*.spec.{ts,tsx,mjs}'],
          exclude: ['**/*.int.spec.*', '**/dist/**', '**/node_modules/**'],
          // Nothing they import keeps anything; loading it anew for each of the files took twice as long as all of the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['{libs,apps,scripts}/**/*.int.spec.{ts,mjs}'],
          exclude: ['**/dist/**', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each waits for its simulator and database for a third of its time.
          maxWorkers: 3,
        },
      },
    ],
  },
});
