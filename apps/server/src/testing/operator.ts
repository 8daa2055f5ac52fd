import type { SimulatorProcess } from './simulator-process.js';

interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** What AWS JSON calls an operation by. */
const TARGETS = {
  kinesis: { prefix: 'Kinesis_20131202', contentType: 'application/x-amz-json-1.1' },
  monitoring: { prefix: 'GraniteServiceVersion20100801', contentType: 'application/x-amz-json-1.0' },
} as const;

/** An operator of an account, who got in through a role of it. */
export interface Operator {
  /** @returns the answer as it comes, whatever it is */
  ask(service: keyof typeof TARGETS, operation: string, input: object): Promise<Response>;
  /** @returns the answer, parsed; anything but a success throws */
  call(service: keyof typeof TARGETS, operation: string, input: object): Promise<unknown>;
}

/** @param now the simulator's time, epoch milliseconds */
export async function operatorOf(simulator: SimulatorProcess, place: Place, now: number): Promise<Operator> {
  const send = (service: string, key: string, headers: Record<string, string>, body: string): Promise<Response> => {
    const scope = `${key}/20261124/${place.region}/${service}/aws4_request`;
    const signed = {
      'x-amz-date': new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, ''),
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    };
    return fetch(simulator.url, { method: 'POST', body, headers: { ...headers, ...signed } });
  };
  const account = simulator.accounts.find(({ id }) => id === place.accountId);
  const assume = {
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: account?.roleArn ?? '',
    RoleSessionName: 'operator',
    ExternalId: account?.externalId ?? '',
  };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const session = await textOf(await send('sts', simulator.credentials.accessKeyId, form, new URLSearchParams(assume).toString()));
  const found = (tag: string): string => new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(session)?.[1] ?? '';
  const ask: Operator['ask'] = (service, operation, input) => {
    const { prefix, contentType } = TARGETS[service];
    const headers = {
      'content-type': contentType,
      'x-amz-target': `${prefix}.${operation}`,
      'x-amz-security-token': found('SessionToken'),
    };
    return send(service, found('AccessKeyId'), headers, JSON.stringify(input));
  };
  return {
    ask,
    call: async (service, operation, input) => {
      const answer: unknown = JSON.parse((await textOf(await ask(service, operation, input))) || 'null');
      return answer;
    },
  };
}

async function textOf(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${String(response.status)} ${text}`);
  return text;
}
