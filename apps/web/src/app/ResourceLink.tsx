import { Link } from '@tanstack/react-router';
import type { ResourceId, TopologyNode } from '@weir/contract';
import { Name } from '../parts/Name.js';
import { pageOf } from './resource-pages.js';

interface ResourceLinkProps {
  readonly resource: { readonly id: ResourceId; readonly kind: TopologyNode['kind']; readonly name: string };
  readonly className?: string;
  /** Class of the name within. */
  readonly nameClass?: string;
}

/** A resource's name, leading to its page; without a page, to where it stands on the map. */
export function ResourceLink({ resource: { id, kind, name }, className, nameClass = '' }: ResourceLinkProps) {
  const page = pageOf(kind);
  const shown = <Name name={name} className={nameClass} />;
  return page === null ? (
    <Link className={className} to="/" search={{ at: id }}>
      {shown}
    </Link>
  ) : (
    <Link className={className} to={page} params={{ id }}>
      {shown}
    </Link>
  );
}
