import type { AccountConfig } from '@weir/contract';
import type { Scope } from '@weir/domain';
import { createAwsAccess, type AwsAccess, type ScopeReader } from '../access.js';
import type { DeliveryLogGroups } from '../delivery-logs.js';
import type { ApiCall, Sleep } from '../metered-caller.js';
import { startScriptedAws, type AskedAws, type Reply, type ScriptedAws } from './scripted-aws.js';
import { VirtualTime } from './virtual-time.js';

export const SCOPE: Scope = { accountId: '111122223333', region: 'eu-west-1' };
export const ACCOUNT: AccountConfig = { id: SCOPE.accountId, name: 'shop', regions: [SCOPE.region] };

export interface ScriptedAccess {
  readonly aws: ScriptedAws;
  readonly access: AwsAccess;
  readonly reader: ScopeReader;
  /** Every attempt, in order. */
  readonly calls: readonly ApiCall[];
  readonly time: VirtualTime;
  close(): Promise<void>;
}

/**
 * Weir against a script: the SDK and the sockets are real, waits are on virtual time. Sleeps pass at once by default; give `sleepOf`
 * where the order of sleepers matters.
 */
export async function openScripted(
  answer: (asked: AskedAws, earlier: number) => Reply,
  options: {
    readonly account?: AccountConfig;
    /** Accounts that are watched beside it. */
    readonly others?: readonly AccountConfig[];
    readonly endpoint?: string;
    readonly deliveryLogGroups?: DeliveryLogGroups;
    readonly startAt?: number;
    readonly sleepOf?: (time: VirtualTime) => Sleep;
  } = {},
): Promise<ScriptedAccess> {
  const time = new VirtualTime(options.startAt ?? Date.now());
  const aws = await startScriptedAws((asked, earlier) => {
    const reply = answer(asked, earlier);
    return { ...reply, headers: { date: new Date(time.now()).toUTCString(), ...reply.headers } };
  });
  const calls: ApiCall[] = [];
  const passAtOnce: Sleep = async (ms) => {
    time.advance(ms);
  };
  const access = createAwsAccess({
    accounts: [options.account ?? ACCOUNT, ...(options.others ?? [])],
    endpoint: options.endpoint ?? aws.endpoint,
    now: time.now,
    random: () => 0.5,
    sleep: options.sleepOf?.(time) ?? passAtOnce,
    ...(options.deliveryLogGroups === undefined ? {} : { deliveryLogGroups: options.deliveryLogGroups }),
    onCall: (call) => {
      calls.push(call);
    },
    credentials: async () => ({ accessKeyId: 'AKIABASE', secretAccessKey: 'base-secret' }),
  });
  return {
    aws,
    access,
    reader: access.scope(SCOPE),
    calls,
    time,
    close: async () => {
      access.close();
      await aws.stop();
    },
  };
}

export const outcomesOf = (calls: readonly ApiCall[]): readonly string[] => calls.map((call) => `${call.api} ${call.outcome}`);
