import type { TopologyNode } from '@weir/contract';
import type { CatalogueResource } from '../../model/catalogue.js';
import { placeOfArn, serviceOfArn, shortName } from '../estate/names.js';
import type { Producer } from './producers.js';
import type { TopologySight } from './topology-sight.js';

const COLUMNS: Readonly<Record<TopologyNode['kind'], TopologyNode['column']>> = {
  topic: 'hubs',
  bus: 'hubs',
  queue: 'stores',
  stream: 'stores',
  function: 'consumers',
  'delivery-stream': 'consumers',
  consumer: 'consumers',
  http: 'consumers',
  email: 'consumers',
  sms: 'consumers',
  application: 'consumers',
  'api-destination': 'consumers',
  other: 'consumers',
  schedule: 'producers',
  'schedule-group': 'producers',
  partner: 'producers',
  subscription: 'hubs',
  rule: 'hubs',
  pipe: 'hubs',
};

/** The nodes of a map: resources, and what only the settings of resources name. */
export class NodeBook {
  readonly #nodes = new Map<string, TopologyNode>();
  readonly #changedAt: ReadonlyMap<string, number>;

  constructor(private readonly sight: TopologySight) {
    this.#changedAt = new Map([...sight.changes].reverse().map(({ resourceId, at }) => [resourceId, at]));
  }

  get all(): readonly TopologyNode[] {
    return [...this.#nodes.values()];
  }

  has(id: string): boolean {
    return this.#nodes.has(id);
  }

  /** When the settings of a resource last changed; null: never, as far as Weir saw. */
  changedAt(id: string): number | null {
    return this.#changedAt.get(id) ?? null;
  }

  of(entry: CatalogueResource): string {
    if (this.#nodes.has(entry.id)) return entry.id;
    const resource = this.sight.resource(entry.id);
    const deadLetter = entry.kind === 'queue' && this.sight.index.deliveriesTo(entry.arn).some(({ redrive }) => redrive);
    this.#nodes.set(entry.id, {
      id: entry.id,
      kind: entry.kind,
      resourceId: entry.id,
      name: entry.name,
      arn: entry.arn,
      accountId: entry.accountId,
      accountName: resource?.accountName ?? entry.accountId,
      region: entry.region,
      system: resource?.system ?? entry.name,
      tags: entry.tags,
      column: deadLetter ? 'dead-letters' : COLUMNS[entry.kind],
      verdict: resource?.verdict ?? null,
      deadLetter,
      changedAt: this.changedAt(entry.id),
    });
    return entry.id;
  }

  /**
   * What something is handed to, by its ARN, URL or address; made of nothing more when it is not in the catalogue.
   * @param by the resource whose settings name it
   */
  endpoint(endpoint: string, by: CatalogueResource, protocol?: string, name?: string): string {
    const entry = this.sight.index.byArn(endpoint);
    if (entry !== undefined) return this.of(entry);
    const { accountId, region } = placeOfArn(endpoint);
    const kind = kindOf(endpoint, protocol);
    return this.#external(`external:${endpoint}`, by, {
      kind,
      name: name ?? shortName(endpoint),
      arn: endpoint.startsWith('arn:') ? endpoint : null,
      accountId,
      accountName: accountId === null ? null : (this.sight.accountNames.get(accountId) ?? accountId),
      region,
      column: COLUMNS[kind],
    });
  }

  producer({ kind, name }: Producer, by: CatalogueResource): string {
    const accountName = kind === 'account' ? (this.sight.accountNames.get(name) ?? `account ${name}`) : null;
    return this.#external(`external:${kind}:${name}`, by, {
      name: accountName ?? name,
      accountId: kind === 'account' ? name : null,
      accountName,
      column: 'producers',
    });
  }

  partner(bus: CatalogueResource): string {
    return this.#external(`external:partner:${bus.name}`, bus, {
      kind: 'partner',
      name: bus.name.split('/')[1] ?? bus.name,
      column: 'producers',
    });
  }

  #external(id: string, by: CatalogueResource, given: Partial<TopologyNode>): string {
    if (!this.#nodes.has(id))
      this.#nodes.set(id, {
        id,
        kind: 'other',
        resourceId: null,
        name: id,
        arn: null,
        accountId: null,
        accountName: null,
        region: null,
        system: this.sight.resource(by.id)?.system ?? by.name,
        tags: {},
        column: 'consumers',
        verdict: null,
        deadLetter: false,
        changedAt: null,
        ...given,
      });
    return id;
  }
}

const KIND_OF_SERVICE: Readonly<Record<string, TopologyNode['kind']>> = {
  sqs: 'queue',
  sns: 'topic',
  lambda: 'function',
  kinesis: 'stream',
  firehose: 'delivery-stream',
};
const KIND_OF_PROTOCOL: Readonly<Record<string, TopologyNode['kind']>> = {
  http: 'http',
  https: 'http',
  email: 'email',
  'email-json': 'email',
  sms: 'sms',
  application: 'application',
  'api-destination': 'api-destination',
};

function kindOf(endpoint: string, protocol: string | undefined): TopologyNode['kind'] {
  // An endpoint of a mobile device has an ARN of SNS, and is no topic.
  if (protocol === 'application') return 'application';
  const service = serviceOfArn(endpoint);
  if (service === 'events') return endpoint.includes(':api-destination/') ? 'api-destination' : 'bus';
  return (
    (service === null ? undefined : KIND_OF_SERVICE[service]) ??
    (protocol === undefined ? undefined : KIND_OF_PROTOCOL[protocol]) ??
    'other'
  );
}
