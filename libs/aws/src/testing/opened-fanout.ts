import type { AccountConfig } from '@weir/contract';
import { onTestFinished } from 'vitest';
import { openScripted, type ScriptedAccess } from './scripted-access.js';
import type { AskedAws, Reply } from './scripted-aws.js';
import { scriptedFanout, type FanoutScript } from './scripted-fanout.js';

/** Weir against a scripted account, until the test ends. `special` answers first where it has something to say. */
export async function openFanout(
  script: FanoutScript,
  special?: (asked: AskedAws, earlier: number) => Reply | null,
  options: { readonly others?: readonly AccountConfig[] } = {},
): Promise<ScriptedAccess> {
  const scripted = await openScripted(scriptedFanout(script, special), options);
  onTestFinished(() => scripted.close());
  return scripted;
}

export const ALL_SEEN = { topic: true, subscription: true, bus: true, rule: true, pipe: true, function: true, 'schedule-group': true };

/** How AWS words a refusal. */
export const denial = (action: string): string =>
  `User: arn:aws:sts::111122223333:assumed-role/weir-reader/weir is not authorized to perform: ${action} on resource: x`;
