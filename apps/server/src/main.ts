import { Weir } from './weir.js';
import { readEnvironment } from './config/environment.js';
import { StartupError } from './config/startup-error.js';
import { Log } from './log.js';

/** A stop that takes longer than this is forced: Postgres recovers from its log, and nothing committed is lost. */
const STOP_WITHIN_MS = 15_000;

async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const log = new Log(environment.logLevel);
  const weir = new Weir(environment, log);
  let stopping = false;
  const stop = (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    weir.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', () => {
    stop('SIGINT');
  });
  process.on('SIGTERM', () => {
    stop('SIGTERM');
  });
  process.on('SIGHUP', () => {
    stop('SIGHUP');
  });
  // The start program holds the other end; when it dies, even by kill -9, Weir must not linger.
  process.on('disconnect', () => {
    stop('the start program is gone');
  });
  process.on('unhandledRejection', (error) => {
    log.error({ error }, 'a rejection nobody handled');
  });
  await weir.start();
}

main().catch((error: unknown) => {
  if (error instanceof StartupError) process.stderr.write(`\n${error.what}.\n${error.fix}\n`);
  else new Log('error').error({ error }, 'Weir could not start');
  process.exit(1);
});
