import type { RedriveBounds, RedrivePlan, Resource, ResourceId } from '@weir/contract';
import type { DestinationFacts } from '@weir/domain';
import type { EstateService } from '../estate/estate-service.js';
import { invalidFields, ProblemError } from '../http/problem-error.js';
import type { RedriveDocument } from './redrive-document.js';

/** A dead-letter queue whose settings are known. */
export type DeadLetterQueueResource = Resource & { readonly config: NonNullable<Resource['config']> };

/** @throws ProblemError 404 for what is not known, 409 for a queue that is none or cannot be read */
export function deadLetterQueueOf(estate: EstateService, id: ResourceId): DeadLetterQueueResource {
  const resource = estate.resource(id);
  if (resource?.kind !== 'queue' || resource.deletedAt !== null)
    throw new ProblemError(404, `Queue ${id} not found`, 'Take the id of a dead-letter queue from /api/v1/dlq.');
  if (resource.deadLetterSources.length === 0)
    throw new ProblemError(
      409,
      `${resource.name} is no dead-letter queue`,
      'Nothing fails into it; its messages belong to somebody who works on them.',
    );
  if (resource.config === null)
    throw new ProblemError(
      409,
      `${resource.name} cannot be read`,
      'Its settings were never readable: allow sqs:GetQueueAttributes, see docs/IAM.md.',
    );
  return { ...resource, config: resource.config };
}

export interface Places {
  readonly back: boolean;
  readonly destinations: readonly DestinationFacts[];
  /** Something fails here that came from no queue. */
  readonly homeless: boolean;
  readonly queueSources: number;
}

/** Where a plan's messages go: the chosen queue, or each to the queue that gave it up. */
export function placesOf(estate: EstateService, dlq: DeadLetterQueueResource, plan: Pick<RedrivePlan, 'destination'>): Places {
  const sources = dlq.deadLetterSources.filter(({ kind }) => kind === 'queue');
  const queueSources = sources.length;
  if (plan.destination === null) {
    const destinations = sources.map(({ id, name }) => factsOf(estate, estate.resource(id) ?? null, name));
    return { back: true, destinations, homeless: queueSources < dlq.deadLetterSources.length, queueSources };
  }
  const chosen = estate.resource(plan.destination);
  if (chosen === undefined || chosen.kind !== 'queue')
    throw invalidFields('body', [{ field: 'destination', message: 'take the id of a queue from /api/v1/resources?kind=queue' }]);
  return { back: false, destinations: [factsOf(estate, chosen, chosen.name)], homeless: false, queueSources };
}

function factsOf(estate: EstateService, resource: Resource | null, name: string): DestinationFacts {
  const mappings =
    resource === null
      ? []
      : [...estate.resources()].filter(
          ({ consumer, deletedAt }) => deletedAt === null && consumer?.sourceArn === resource.arn && consumer.state === 'Enabled',
        );
  return { name, resource, mappings: mappings.map((mapping) => mapping.name) };
}

/** The same for the document of a redrive, which any process can work from. */
export const documentPlaces = ({ destinations }: Places): RedriveDocument['destinations'] =>
  destinations.flatMap(({ resource }) =>
    resource?.config == null
      ? []
      : [
          {
            id: resource.id,
            name: resource.name,
            arn: resource.arn,
            url: resource.config.url,
            largestBytes: resource.config.maximumMessageBytes,
          },
        ],
  );

/** Messages in a queue, as the newest reading has it: hidden and delayed ones may be among them. */
export function queuedOf({ latest }: Resource): RedriveBounds {
  const visible = latest.visible?.value ?? null;
  if (visible === null) return { low: 0, high: null };
  return { low: visible, high: visible + (latest.inFlight?.value ?? 0) + (latest.delayed?.value ?? 0) };
}
