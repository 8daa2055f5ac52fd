import type { Resource } from '@weir/contract';
import { useEffect, useRef, useState } from 'react';
import { announcementOf, statesOf, type States } from './announcement.js';

/** At most one sentence in this time. */
const PAUSE_MS = 10_000;

/** Tells verdict changes of the resources on the page to people who listen instead of looking. */
export function Announcer({ resources }: { readonly resources: readonly Pick<Resource, 'id' | 'name' | 'verdict'>[] }) {
  const [sentence, setSentence] = useState('');
  const latest = useRef(resources);
  useEffect(() => {
    latest.current = resources;
  }, [resources]);
  useEffect(() => {
    let told: States = statesOf(latest.current);
    const timer = setInterval(() => {
      const next = statesOf(latest.current);
      const text = announcementOf(told, next);
      told = next;
      if (text !== null) setSentence(text);
    }, PAUSE_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="sr" aria-live="polite">
      {sentence}
    </div>
  );
}
