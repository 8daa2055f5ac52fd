import { DescribePipeCommand, ListPipesCommand, type PipesClient } from '@aws-sdk/client-pipes';
import type { DiscoveredFanout, Scope } from '@weir/domain';
import { parseArn } from './arns.js';
import type { AwsClock } from './aws-clock.js';
import { AwsError, failureFor } from './failure.js';
import type { FanoutPart } from './fanout-part.js';
import type { MeteredCaller } from './metered-caller.js';
import { listPages, type Listed } from './paging.js';
import { addPipeDetails, readListedPipe, type ListedPipe } from './pipe-config.js';
import { SettingsInTurns } from './settings-in-turns.js';
import { readTags } from './tag-memory.js';
import { field, textIn } from './untrusted.js';

/** AWS allows 1,000 pipes an account (EventBridge User Guide, Pipes quotas), more on request; beyond these the listing is broken. */
const MAX_PIPES = 50_000;
const PAGE = 100;
const DESCRIBE = 'pipes:DescribePipe';

/**
 * Reads the pipes of one account in one region. States, sources and targets are listed whole each time; filters, dead letters and tags come
 * one pipe a call and are read in turns, see `SettingsInTurns`.
 */
export class PipesReader {
  readonly #scope: Scope;
  readonly #client: PipesClient;
  readonly #caller: MeteredCaller;
  readonly #details: SettingsInTurns<object>;

  constructor(options: { readonly scope: Scope; readonly client: PipesClient; readonly caller: MeteredCaller; readonly clock: AwsClock }) {
    this.#scope = options.scope;
    this.#client = options.client;
    this.#caller = options.caller;
    this.#details = new SettingsInTurns(options.clock);
  }

  /** Every pipe that is listed. One deleted while this runs is left out. Only an abort throws. */
  async discover(urgent: ReadonlySet<string>, signal?: AbortSignal): Promise<FanoutPart> {
    const { items, failure } = await this.#list(signal);
    const pipes = new Map(items.map((pipe) => [pipe.arn, pipe]));
    await this.#details.refresh([...pipes.keys()], (arn) => this.#describe(arn, pipes.get(arn)?.name, signal), urgent);
    const refused = [...pipes.keys()].flatMap((arn) => {
      const { failure: error } = this.#details.of(arn);
      return error === null || error.kind === 'not-found' ? [] : [{ arn, service: 'pipes' as const, error, hides: [] }];
    });
    return {
      resources: [...pipes.values()].flatMap((pipe) => this.#tell(pipe)),
      failures: [
        ...(failure === null ? [] : [{ arn: null, service: 'pipes' as const, error: failure, hides: ['pipe'] as const }]),
        ...refused,
      ],
      complete: { pipe: failure === null },
    };
  }

  async #list(signal: AbortSignal | undefined): Promise<Listed<ListedPipe>> {
    return listPages({
      action: 'pipes:ListPipes',
      maxItems: MAX_PIPES,
      ask: (token) =>
        this.#caller.call({
          api: 'pipes:ListPipes',
          billedUnits: 0,
          signal,
          send: (abortSignal) =>
            this.#client.send(new ListPipesCommand({ Limit: PAGE, ...(token === '' ? {} : { NextToken: token }) }), { abortSignal }),
        }),
      entriesOf: (page) => page.Pipes,
      nextOf: (page) => textIn(page.NextToken),
      read: (entry) => {
        const pipe = readListedPipe(entry);
        const arn = parseArn(pipe?.arn);
        return pipe !== null && arn?.accountId === this.#scope.accountId && arn.region === this.#scope.region ? [pipe] : null;
      },
    });
  }

  async #describe(arn: string, name: string | undefined, signal: AbortSignal | undefined): Promise<object> {
    const reply = await this.#caller.call({
      api: DESCRIBE,
      billedUnits: 0,
      signal,
      send: (abortSignal) => this.#client.send(new DescribePipeCommand({ Name: name }), { abortSignal }),
    });
    if (reply.Arn === arn) return reply;
    throw new AwsError(failureFor('internal', DESCRIBE, `the reply is not of ${arn}`, { retryable: true }));
  }

  #tell({ arn, name, config }: ListedPipe): readonly DiscoveredFanout[] {
    const { value, failure } = this.#details.of(arn);
    if (failure?.kind === 'not-found') return [];
    const base = { ...this.#scope, kind: 'pipe' as const, arn, name };
    if (value !== null) return [{ ...base, tags: readTags(field(value, 'Tags')), config: addPipeDetails(config, value) }];
    const problem = failure === null ? 'Filters not read yet' : `Filters not readable: ${failure.message}`;
    return [{ ...base, tags: {}, config: { ...config, problems: [...config.problems, problem] } }];
  }
}
