import type { QueueConfig, ResourceId, ResourceKind } from '@weir/contract';
import type { Scope } from './scope.js';

/** A resource as the catalogue keeps it: what it is, not how it does. */
export interface CatalogueResource extends Scope {
  readonly id: ResourceId;
  readonly kind: ResourceKind;
  readonly arn: string;
  readonly name: string;
  readonly config: QueueConfig | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly deletedAt: number | null;
}
