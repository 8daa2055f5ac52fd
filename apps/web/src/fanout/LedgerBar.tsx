import type { LedgerLine } from '@weir/contract';
import { ledgerParts, type LedgerPart } from './ledger-parts.js';
import { lineSentence, PART_CLASSES, PART_WORDS } from './ledger-words.js';
import { readShareWords, type ReadShare } from './read-share.js';
import './ledger.css';

interface LedgerBarProps {
  readonly line: LedgerLine;
  readonly tall?: boolean;
  /** How much of the window the line stands for; left out: all of it, or that is told elsewhere. */
  readonly read?: ReadShare;
}

/** What became of what was due, as shares of one bar. Each part is 3 px wide at least, so that no loss is invisible; figures tell the true share. */
export function LedgerBar({ line, tall = false, read }: LedgerBarProps) {
  const part = read === undefined ? null : readShareWords(read);
  const sentence = part === null ? lineSentence(line) : `${part}: ${lineSentence(line)}`;
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
