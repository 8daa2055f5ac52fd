import type { Guarded as GuardedPermission } from './may.js';
import { useRefusal } from './session-queries.js';

interface GuardedProps {
  readonly permission: GuardedPermission;
  /** What is done within, as a verb of many: `acknowledge incidents`. */
  readonly does: string;
  readonly children: React.ReactNode;
}

/** Controls that only some may use: for everybody else they stand there, switched off, with the reason beside them. */
export function Guarded({ permission, does, children }: GuardedProps) {
  const refusal = useRefusal(permission, does);
  return (
    <fieldset className="guarded" disabled={refusal !== null} title={refusal ?? undefined}>
      {children}
      {refusal === null ? null : <span className="t3 refusal">{refusal}</span>}
    </fieldset>
  );
}
