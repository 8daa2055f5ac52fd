import { useEffect, useRef, useState } from 'react';

/** At most one sentence in this time. */
const PAUSE_MS = 10_000;

/**
 * What to tell people who listen instead of looking: one sentence at a time about what became of what is shown.
 * @param remember what is kept of it to compare with; always the same function
 * @param words what to say of a later `shown` in view of what was remembered, null for nothing; always the same function
 */
export function useAnnouncement<Shown, Told>(
  shown: Shown,
  remember: (shown: Shown) => Told,
  words: (told: Told, shown: Shown) => string | null,
): string {
  const [sentence, setSentence] = useState('');
  const latest = useRef(shown);
  useEffect(() => {
    latest.current = shown;
  }, [shown]);
  useEffect(() => {
    let told = remember(latest.current);
    const timer = setInterval(() => {
      const text = words(told, latest.current);
      told = remember(latest.current);
      if (text !== null) setSentence(text);
    }, PAUSE_MS);
    return () => clearInterval(timer);
  }, [remember, words]);
  return sentence;
}
