import { Link } from '@tanstack/react-router';
import type { ResourceId } from '@weir/contract';
import { shortName } from '@weir/domain';
import { pageOf } from '../app/resource-pages.js';
import { visibleText } from '../format/index.js';
import { Name } from '../parts/Name.js';
import { kindOfArn } from './endpoint-page.js';
import { useKnownId } from './KnownArns.js';

interface ArnLinkProps {
  readonly arn: string;
  /** Its id as the server told it; left out or null: it leads somewhere if the catalogue has it, which the page asks for all its ARNs. */
  readonly id?: ResourceId | null;
  readonly name?: string;
}

/** What an ARN, an address or a URL names, leading to its page where it has one. */
export function ArnLink({ arn, id: told = null, name = shortName(arn) }: ArnLinkProps) {
  const known = useKnownId(arn);
  const id = told ?? known;
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
