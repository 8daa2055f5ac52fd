import type { LedgerLine } from '@weir/contract';
import { ledgerParts, type LedgerPart } from './ledger-parts.js';
import { lineSentence, PART_CLASSES, PART_WORDS } from './ledger-words.js';
import './ledger.css';

/** What became of what was due, as shares of one bar. Each part is 3 px wide at least, so that no loss is invisible; figures tell the true share. */
export function LedgerBar({ line, tall = false }: { readonly line: LedgerLine; readonly tall?: boolean }) {
  const sentence = lineSentence(line);
  const parts = ledgerParts(line);
  return (
    <div className={tall ? 'ledger tall' : 'ledger'} role="img" aria-label={sentence} title={sentence}>
      {parts.length === 0 ? <i className="l-none" /> : null}
      {parts.map(({ part, count }) => (
        <i key={part} className={PART_CLASSES[part]} style={{ flexGrow: count }} />
      ))}
    </div>
  );
}

const ALWAYS: readonly LedgerPart['part'][] = ['delivered', 'filtered', 'failed', 'deadLettered', 'unexplained'];

/** The key to all bars in view. */
export function LedgerKeys({ open = true }: { readonly open?: boolean }) {
  return (
    <span className="keys ledger-keys">
      {[...ALWAYS, ...(open ? (['open'] as const) : [])].map((part) => (
        <span key={part}>
          <i className={PART_CLASSES[part]} />
          {PART_WORDS[part]}
        </span>
      ))}
    </span>
  );
}
