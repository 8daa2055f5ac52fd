/** Unpacks the Chromium that comes as an npm package, and the libraries it needs on a bare server, into `TMPDIR`. */
import { fileURLToPath } from 'node:url';
import Chromium, { inflate } from '@sparticuz/chromium';

await Chromium.executablePath();
await inflate(fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))));
