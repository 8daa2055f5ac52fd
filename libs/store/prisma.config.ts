import path from 'node:path';
import { defineConfig } from 'prisma/config';

/** For `prisma generate` only: migrations run through the WASM engine (src/migrations), which takes its connection from the caller. */
export default defineConfig({
  schema: path.join(import.meta.dirname, '../../prisma/schema.prisma'),
  migrations: { path: path.join(import.meta.dirname, '../../prisma/migrations') },
});
