import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, Router } from 'express';

const BUILT = fileURLToPath(new URL('../../../web/dist', import.meta.url));

/**
 * The browser's half: files with a hash in their name are kept for good, the page itself is always asked for, so that a new version
 * is found at the next load. Every path that is no file and not the API's is a page.
 */
export function webPages(folder: string = BUILT): RequestHandler {
  const router = Router();
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }));
  router.use(express.static(folder, { index: false, cacheControl: false }));
  router.use((request, response, next) => {
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') && !request.path.startsWith('/api/') && request.path !== '/metrics';
    const page = join(folder, 'index.html');
    if (!isPage || !existsSync(page)) {
      next();
      return;
    }
    response.set('Cache-Control', 'no-cache').sendFile(page);
  });
  return router;
}
