import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/** The part of Node's global that is used here; its types come with a browser's, which this package must not see. */
declare const WebAssembly: {
  instantiate(
    code: Uint8Array,
    imports: Readonly<Record<string, object>>,
  ): Promise<{ instance: { exports: { readonly __wbindgen_start?: () => void } } }>;
};

/** One connection on which both the caller and Prisma's schema engine work, so that one transaction can hold what both do. */
export interface EngineSession {
  readonly client: pg.PoolClient;
  /** Prisma's schema engine as WebAssembly: what `prisma migrate` runs, without a binary to download. */
  openEngine(datamodel: string): Promise<SchemaEngine>;
  /** Why the last script failed. The engine itself reports only that its own notes could not be written after that. */
  scriptFailure(): Error | undefined;
}

/** Lends a session on a new connection and closes it afterwards, which undoes what was not committed. */
export async function withEngineSession<T>(url: string, work: (session: EngineSession) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => {
    // The statement that meets the dead connection fails and says so.
  });
  try {
    const client = await pool.connect();
    // A pool replaces a connection on which a statement failed. A replacement would be outside the caller's transaction.
    pool.query = client.query.bind(client);
    let failure: Error | undefined;
    try {
      return await work({
        client,
        scriptFailure: () => failure,
        openEngine: (datamodel) =>
          openEngine(pool, datamodel, (error) => {
            failure = error;
          }),
      });
    } finally {
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

async function openEngine(pool: pg.Pool, datamodel: string, onScriptFailure: (error: Error) => void): Promise<SchemaEngine> {
  await loadOnce();
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    // The adapter cuts scripts at every semicolon, those inside functions and strings too. PostgreSQL takes a script whole.
    adapter.executeScript = async (script) => {
      try {
        await pool.query(script);
      } catch (error) {
        onScriptFailure(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }
    };
    return adapter;
  };
  return bindings.SchemaEngine.new(
    { datamodels: [['schema.prisma', datamodel]] },
    () => {
      // The engine's log repeats what its errors say.
    },
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

let loading: Promise<void> | undefined;

/** The package leaves instantiation to bundlers; by hand it is one call. */
function loadOnce(): Promise<void> {
  loading ??= (async () => {
    const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
    const wasm = await readFile(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
    const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings });
    bindings.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start?.();
  })();
  return loading;
}
