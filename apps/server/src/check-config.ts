import { loadConfig } from './config/load-config.js';
import { StartupError } from './config/startup-error.js';

/** `npm run check-config [file]`: says whether the configuration is usable, without starting anything. */
const file = process.argv[2] ?? process.env['WEIR_CONFIG'];
try {
  const config = await loadConfig(file);
  if (config === null) {
    process.stdout.write('No weir.yaml here. Weir runs with its defaults, as the demo when no AWS credentials are set.\n');
  } else {
    const scopes = config.accounts.reduce((sum, account) => sum + account.regions.length, 0);
    process.stdout.write(`The configuration is usable: ${String(config.accounts.length)} accounts, ${String(scopes)} scopes.\n`);
  }
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  process.stderr.write(`${error.what}\n${error.fix}\n`);
  process.exitCode = 1;
}
