import path from 'node:path';
import { defineConfig } from 'prisma/config';

// Generating needs no engine; naming any executable keeps Prisma from downloading one.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath;

/** For `prisma generate` only: migrations run through the WASM engine (src/migrations), which takes its connection from the caller. */
export default defineConfig({
  schema: path.join(import.meta.dirname, '../../prisma/schema.prisma'),
  migrations: { path: path.join(import.meta.dirname, '../../prisma/migrations') },
});
