import { useState } from 'react';

interface RevokeButtonProps {
  /** What ends, for those who do not see the row it stands in. */
  readonly what: string;
  readonly isPending: boolean;
  readonly revoke: () => void;
}

/** Ends something for good, and therefore asks once more, in place. */
export function RevokeButton({ what, isPending, revoke }: RevokeButtonProps) {
  const [sure, setSure] = useState(false);
  if (!sure) {
    return (
      <button type="button" className="btn" aria-label={`Revoke ${what}`} onClick={() => setSure(true)}>
        Revoke
      </button>
    );
  }
  return (
    <span className="sure">
      <button type="button" className="btn" autoFocus disabled={isPending} aria-label={`Revoke for good ${what}`} onClick={revoke}>
        Revoke for good
      </button>
      <button type="button" className="btn ghost" onClick={() => setSure(false)}>
        Keep
      </button>
    </span>
  );
}
