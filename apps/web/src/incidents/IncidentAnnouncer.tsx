import type { IncidentSummary } from '@weir/contract';
import { useEffect, useRef, useState } from 'react';
import { openedWords } from './opened-words.js';

/** At most one sentence in this time. */
const PAUSE_MS = 10_000;

/** Tells incidents that were opened to people who listen instead of looking. */
export function IncidentAnnouncer({ incidents }: { readonly incidents: readonly IncidentSummary[] }) {
  const [sentence, setSentence] = useState('');
  const latest = useRef(incidents);
  useEffect(() => {
    latest.current = incidents;
  }, [incidents]);
  useEffect(() => {
    let told: ReadonlySet<string> = new Set(latest.current.map(({ id }) => id));
    const timer = setInterval(() => {
      const words = openedWords(told, latest.current);
      told = new Set(latest.current.map(({ id }) => id));
      if (words !== null) setSentence(words);
    }, PAUSE_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="sr" aria-live="polite">
      {sentence}
    </div>
  );
}
