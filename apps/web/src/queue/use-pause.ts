import { useState } from 'react';
import { ageSeconds } from '../format/index.js';

/** Whether the charts of a page stand still, and since when. */
interface Pause {
  /** The moment they stand at, epoch milliseconds; null: they move with the clock. */
  readonly at: number | null;
  readonly seconds: number | null;
  readonly toggle: () => void;
  readonly resume: () => void;
  /** A picture that moves under a drag cannot be measured: it stands still for as long, and after that as it did before. */
  readonly drag: (active: boolean) => void;
}

export function usePause(now: number): Pause {
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const [draggedAt, setDraggedAt] = useState<number | null>(null);
  const at = pausedAt ?? draggedAt;
  return {
    at,
    seconds: at === null ? null : ageSeconds(at, now),
    toggle: () => setPausedAt(at === null ? now : null),
    resume: () => setPausedAt(null),
    drag: (active) => setDraggedAt((before) => (active ? (before ?? now) : null)),
  };
}
