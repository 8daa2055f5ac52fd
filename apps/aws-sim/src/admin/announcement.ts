import { accessKeyOf, SIMULATED_SECRET } from '@weir/simulator';
import type { Simulation } from '../simulation.js';

/** Accounts and regions as a collector needs them. */
export function accountsAndRegions({ world }: Simulation): {
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly roleArn: string; readonly externalId: string }[];
  readonly regions: readonly string[];
} {
  return { accounts: world.accounts, regions: world.regions };
}

/** The line a parent process waits for. The credentials belong to a user of the first account who may assume every role. */
export function announcement(simulation: Simulation, url: string): object {
  return {
    ready: true,
    url,
    ...accountsAndRegions(simulation),
    credentials: { accessKeyId: accessKeyOf(simulation.world.accounts[0]?.id ?? ''), secretAccessKey: SIMULATED_SECRET },
  };
}
