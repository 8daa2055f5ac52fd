import { Link } from '@tanstack/react-router';
import { openWords } from './audit-groups.js';
import { useAudit } from './audit-queries.js';

/** How many findings stand, leading to them. Nothing while that is not known, or none stands. */
export function OpenFindings() {
  const { data } = useAudit('open');
  const words = data === undefined ? '' : openWords(data.open);
  return words === '' ? null : (
    <Link className="link nowrap open-findings" to="/audit">
      Audit: {words}
    </Link>
  );
}
