import type { AbsenceReason } from '@weir/contract';
import { ABSENCE_WORDS } from '../format/index.js';

/** Names every absence in view beside its pattern. */
export function AbsenceLegend({ reasons }: { readonly reasons: Iterable<AbsenceReason> }) {
  const distinct = [...new Set(reasons)];
  return distinct.map((reason) => (
    <span key={reason} title={ABSENCE_WORDS[reason].sentence}>
      <i className={`abs abs-${reason}`} />
      {ABSENCE_WORDS[reason].name}
    </span>
  ));
}
