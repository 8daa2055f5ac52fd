import type { WeirConfig } from '@weir/contract';

/** What the running Weir was started to do: the configuration, and whether it watches the demo estate or AWS. */
export interface Settings {
  readonly mode: 'demo' | 'aws';
  readonly config: WeirConfig;
  /** Where AWS calls go instead of AWS itself: the simulator, or AWS_ENDPOINT_URL. */
  readonly awsEndpoint: string | undefined;
}
