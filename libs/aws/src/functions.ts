import { ListFunctionsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { FunctionConfig } from '@weir/contract';
import type { DiscoveredFanout, Scope } from '@weir/domain';
import { parseFunctionArn, type FunctionArn } from './arns.js';
import type { MeteredCaller } from './metered-caller.js';
import { listPages, type Listed } from './paging.js';
import { arnIn, numberIn } from './setting-readers.js';
import { field, textIn } from './untrusted.js';

const LIST = 'lambda:ListFunctions';
/** AWS gives no more on a page, whatever is asked (API Reference, ListFunctions). */
const PAGE = 50;
/** A thousand pages, more than two minutes of Weir's share of Lambda's 15 calls a second; an account beyond it is not seen whole. */
const MAX_FUNCTIONS = 50_000;

export type DiscoveredFunction = Extract<DiscoveredFanout, { readonly kind: 'function' }>;

/** Reads the Lambda functions of one account in one region, in one listing: it tells all that is asked of them. */
export class FunctionReader {
  readonly #scope: Scope;
  readonly #client: LambdaClient;
  readonly #caller: MeteredCaller;

  constructor(options: { readonly scope: Scope; readonly client: LambdaClient; readonly caller: MeteredCaller }) {
    this.#scope = options.scope;
    this.#client = options.client;
    this.#caller = options.caller;
  }

  /** Only an abort throws. */
  async list(signal?: AbortSignal): Promise<Listed<DiscoveredFunction>> {
    return listPages({
      action: LIST,
      maxItems: MAX_FUNCTIONS,
      ask: (marker) =>
        this.#caller.call({
          api: LIST,
          billedUnits: 0,
          signal,
          send: (abortSignal) =>
            this.#client.send(new ListFunctionsCommand({ MaxItems: PAGE, ...(marker === '' ? {} : { Marker: marker }) }), { abortSignal }),
        }),
      entriesOf: (page) => page.Functions,
      nextOf: (page) => textIn(page.NextMarker),
      read: (entry) => {
        const lambda = parseFunctionArn(field(entry, 'FunctionArn'));
        if (lambda === null || lambda.accountId !== this.#scope.accountId || lambda.region !== this.#scope.region) return null;
        return [
          {
            ...this.#scope,
            kind: 'function' as const,
            arn: unqualified(lambda),
            name: lambda.functionName,
            tags: {},
            config: readFunctionConfig(entry),
          },
        ];
      },
    });
  }
}

/** The ARN of the function itself, whichever version or alias was named. */
export const unqualified = ({ arn, resource, functionName }: FunctionArn): string =>
  `${arn.slice(0, -resource.length)}function:${functionName}`;

function readFunctionConfig(raw: unknown): FunctionConfig {
  const problems: string[] = [];
  return {
    kind: 'function',
    timeoutSeconds: numberIn(field(raw, 'Timeout'), 'Timeout', 1, problems),
    memoryMegabytes: numberIn(field(raw, 'MemorySize'), 'MemorySize', 1, problems),
    deadLetterTargetArn: arnIn(field(field(raw, 'DeadLetterConfig'), 'TargetArn'), 'DeadLetterConfig', problems),
    problems,
  };
}
