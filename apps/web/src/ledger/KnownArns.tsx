import type { ResourceId } from '@weir/contract';
import { createContext, use, useMemo } from 'react';
import { useResources } from '../live/live-context.js';
import { idFromArn, idsToAsk } from './named-arns.js';

const KnownIds = createContext<ReadonlySet<string>>(new Set());

interface KnownArnsProps {
  /** What the page is about. */
  readonly own: ResourceId;
  /** What it names. Those beyond 200 lead nowhere. */
  readonly arns: readonly string[];
  readonly children: React.ReactNode;
}

/** Asks the catalogue, once for the page, which of the ARNs on it it has: any ARN makes an id, and only those lead to something. */
export function KnownArns({ own, arns, children }: KnownArnsProps) {
  const ids = useMemo(() => [...idsToAsk(own, arns)], [own, arns]);
  const { resources } = useResources({ view: 'resources', ids });
  const known = useMemo(() => new Set<string>(resources?.map(({ id }) => id)), [resources]);
  return <KnownIds value={known}>{children}</KnownIds>;
}

/** The id of what an ARN names; null: the catalogue does not have it, or has not answered. */
export function useKnownId(arn: string): ResourceId | null {
  const known = use(KnownIds);
  const id = idFromArn(arn);
  return id !== null && known.has(id) ? id : null;
}
