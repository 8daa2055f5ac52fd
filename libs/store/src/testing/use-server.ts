import { afterAll, afterEach, beforeAll } from 'vitest';
import { openStore } from '../open-store.js';
import type { Store } from '../store.js';
import { startTestServer, type TestServer } from './test-server.js';

export interface ServerInUse {
  createDatabase(kind: 'empty' | 'migrated'): Promise<string>;
  /** Opens a store, on a new database unless told which; it is closed at the end of the file. */
  openStore(url?: string): Promise<{ store: Store; url: string; problems: readonly Error[] }>;
}

/** A PostgreSQL for the tests of this file. When one fails, the data stay for a look. */
export function useServer(): ServerInUse {
  let server: TestServer | undefined;
  let failed = false;
  const stores: Store[] = [];
  const running = (): TestServer => {
    if (!server) throw new Error('the server runs from beforeAll to afterAll');
    return server;
  };

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterEach(({ task }) => {
    failed ||= task.result?.state === 'fail';
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await server?.stop({ keep: failed });
  });

  return {
    createDatabase: (kind) => running().createDatabase(kind),
    async openStore(given) {
      const url = given ?? (await running().createDatabase('migrated'));
      const problems: Error[] = [];
      const store = await openStore({ url, onProblem: (problem) => problems.push(problem) });
      stores.push(store);
      return { store, url, problems };
    },
  };
}
