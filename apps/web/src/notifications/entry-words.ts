import type { NotificationEntry, VerdictState } from '@weir/contract';
import { counted, momentAndAge, timePassed, type Zone } from '../format/index.js';

export const STATE_WORDS: Readonly<Record<NotificationEntry['state'], { readonly word: string; readonly glyph: VerdictState }>> = {
  waiting: { word: 'waits', glyph: 'stalled' },
  sent: { word: 'sent', glyph: 'ok' },
  failed: { word: 'failed', glyph: 'failing' },
  superseded: { word: 'held back', glyph: 'idle' },
};

/** What became of a message: how often it was tried, how long it took, or why it was not told. */
export function fateWords({ state, tries, plannedAt, settledAt, lastError }: NotificationEntry, now: number, zone: Zone): string {
  const tried = tries === 0 ? 'not tried yet' : `tried ${tries === 1 ? 'once' : counted(tries, 'time')}`;
  const error = lastError === null ? '' : `: ${lastError}`;
  switch (state) {
    case 'waiting':
      return tries === 0 ? 'its turn comes' : `${tried}, tried again soon${error}`;
    case 'sent': {
      const took = settledAt === null ? 0 : Math.max(0, Math.round((settledAt - plannedAt) / 1000));
      return `${tries > 1 ? `${tried}; ` : ''}arrived ${took === 0 ? 'at once' : `after ${timePassed(took)}`}`;
    }
    case 'failed':
      return `${tried}, given up${settledAt === null ? '' : ` ${momentAndAge(settledAt, now, zone)}`}${error}`;
    case 'superseded':
      return 'no longer worth telling when its turn came';
  }
}
