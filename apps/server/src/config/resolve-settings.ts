import { type AccountConfig, accountConfig, type WeirConfig } from '@weir/contract';
import { AwsError, identifyCaller } from '@weir/aws';
import { type DemoSimulator, startDemoSimulator } from '../demo/demo-simulator.js';
import type { Environment } from './environment.js';
import { defaultConfig, loadConfig } from './load-config.js';
import type { Settings } from './settings.js';
import { StartupError } from './startup-error.js';

/**
 * Decides what to watch: the accounts of `weir.yaml`; without one, the account the environment's credentials belong to; without
 * either, the demo.
 */
export async function resolveSettings(
  environment: Environment,
  log: (line: string) => void,
): Promise<{ settings: Settings; simulator: DemoSimulator | null }> {
  const fromFile = await loadConfig(environment.configPath);
  const config = fromFile ?? defaultConfig();
  const hasAws = config.accounts.length > 0 || environment.hasAwsCredentials;
  if (environment.demo ?? !hasAws) {
    const simulator = await startDemoSimulator(log);
    // The demo's messages belong to nobody, so they may be moved.
    const accounts = simulator.accounts.map((account) => ({ ...account, redrive: { enabled: true } }));
    return {
      settings: {
        mode: 'demo',
        config: { ...config, accounts, streams: sampled(config.streams), fanout: logsRead(config.fanout) },
        awsEndpoint: simulator.endpoint,
      },
      simulator,
    };
  }
  const accounts = config.accounts.length > 0 ? config.accounts : [await accountOfEnvironment(environment)];
  return { settings: { mode: 'aws', config: { ...config, accounts }, awsEndpoint: environment.awsEndpoint }, simulator: null };
}

/** The demo's records belong to nobody, so they may be looked at unless the configuration says which. */
const sampled = (streams: WeirConfig['streams']): WeirConfig['streams'] =>
  streams.sample.length > 0 ? streams : { ...streams, sample: [{ stream: '*' }] };

/** Nor do its delivery logs belong to anybody. */
const logsRead = ({ deliveryLogs }: WeirConfig['fanout']): WeirConfig['fanout'] => ({
  deliveryLogs: deliveryLogs.read.length > 0 ? deliveryLogs : { ...deliveryLogs, read: [{ topic: '*' }] },
});

async function accountOfEnvironment({ awsEndpoint, awsRegion }: Environment): Promise<AccountConfig> {
  if (awsRegion === undefined) {
    throw new StartupError(
      'AWS credentials are set, but no region',
      'Set AWS_REGION, or list accounts and regions in weir.yaml (see weir.example.yaml).',
    );
  }
  try {
    const { accountId } = await identifyCaller({ endpoint: awsEndpoint, region: awsRegion });
    return accountConfig.parse({ id: accountId, name: accountId, regions: [awsRegion] });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new StartupError(
      `AWS did not say whose credentials these are (${error.failure.kind})`,
      `${error.failure.message} Check the AWS_* variables, or unset them to see the demo.`,
    );
  }
}
