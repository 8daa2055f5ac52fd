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
    // Nothing that tests import keeps anything; loading it anew for each file took twice as long as all unit tests.
    isolate: false,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{libs,apps,scripts}/**/*.spec.{ts,tsx,mjs}'],
          exclude: ['**/*.int.spec.*', '**/dist/**', '**/node_modules/**'],
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
