import { tmpdir } from 'node:os';
import { test as base, expect } from '@playwright/test';
import { Simulator, type Scenario } from './simulator.js';
import { Weir } from './weir.js';

interface WorkerFixtures {
  /** The world behind Weir. Test files that share it share one Weir. */
  readonly scenario: Scenario;
  readonly simulator: Simulator;
  readonly weir: Weir;
}

interface TestFixtures {
  readonly report: void;
}

/** Playwright's test with a real Weir behind `page`: its own Postgres, and a simulated AWS that the test can disturb. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  scenario: ['poisoned', { scope: 'worker', option: true }],

  simulator: [
    async ({ scenario }, use) => {
      const simulator = await Simulator.start(scenario, tmpdir());
      await use(simulator);
      await simulator.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  weir: [
    async ({ simulator }, use) => {
      const weir = await Weir.prepare(simulator);
      try {
        await weir.start();
        await use(weir);
      } finally {
        await weir.remove();
      }
    },
    { scope: 'worker', timeout: 240_000 },
  ],

  baseURL: async ({ weir }, use) => {
    await use(weir.url);
  },

  storageState: async ({ weir }, use) => {
    await use(weir.storageState);
  },

  /** Whatever a page does: it must not fail, open a dialog, or try what its content policy forbids. */
  page: async ({ page }, use) => {
    const wrongs: string[] = [];
    page.on('pageerror', (error) => wrongs.push(`${error.name}: ${error.message}`));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) wrongs.push(message.text());
    });
    page.on('dialog', (dialog) => {
      wrongs.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await use(page);
    expect(wrongs).toEqual([]);
  },

  report: [
    async ({ weir, simulator }, use, testInfo) => {
      await use();
      if (testInfo.status === testInfo.expectedStatus) return;
      await testInfo.attach('weir.log', { body: weir.output, contentType: 'text/plain' });
      await testInfo.attach('simulator.log', { body: simulator.output, contentType: 'text/plain' });
    },
    { auto: true },
  ],
});

export { expect };
