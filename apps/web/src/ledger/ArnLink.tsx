import { Link } from '@tanstack/react-router';
import type { ResourceId } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { pageOf } from '../app/resource-pages.js';
import { visibleText } from '../format/index.js';
import { Name } from '../parts/Name.js';
import { kindOfArn, nameOfArn } from './endpoint-page.js';

interface ArnLinkProps {
  readonly arn: string;
  /** Its id where it is in the catalogue; null: it is not, and there is nowhere to lead. Left out: that follows from the ARN. */
  readonly id?: ResourceId | null;
  readonly name?: string;
}

/** What an ARN, an address or a URL names, leading to its page where it has one. */
export function ArnLink({ arn, id = resourceIdOf(arn), name = nameOfArn(arn) }: ArnLinkProps) {
  const page = pageOf(kindOfArn(arn));
  if (id === null)
    return (
      <span title={visibleText(arn)}>
        <Name name={name} className="" />
      </span>
    );
  return page === null ? (
    <Link className="link" to="/" search={{ at: id }} title={visibleText(arn)}>
      <Name name={name} className="" />
    </Link>
  ) : (
    <Link className="link" to={page} params={{ id }} title={visibleText(arn)}>
      <Name name={name} className="" />
    </Link>
  );
}
