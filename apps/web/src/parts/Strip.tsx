import type { VerdictState } from '@weir/contract';
import { Glyph } from './Glyph.js';

interface StripProps {
  readonly state: VerdictState;
  readonly title: React.ReactNode;
  readonly children: React.ReactNode;
  readonly actions?: React.ReactNode;
  /** Stands under the sentence. */
  readonly below?: React.ReactNode;
}

/** What is true, since when, and what to do: above the page it concerns. It stays for as long as it is true. */
export function Strip({ state, title, children, actions, below }: StripProps) {
  return (
    <div className={`strip v-${state}`} role="status">
      <Glyph state={state} size={16} silent />
      <div>
        <b>{title}</b>
        <p>{children}</p>
        {below}
      </div>
      {actions === undefined ? null : <div className="acts">{actions}</div>}
    </div>
  );
}
