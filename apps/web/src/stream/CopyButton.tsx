import { useState } from 'react';

const SAID_MS = 2_000;

/** Puts a text on the clipboard and says whether it got there. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [told, setTold] = useState<'copied' | 'refused' | null>(null);
  const say = (outcome: 'copied' | 'refused') => {
    setTold(outcome);
    setTimeout(() => setTold(null), SAID_MS);
  };
  // Without a secure origin there is no clipboard at all.
  const copy = () =>
    'clipboard' in navigator
      ? navigator.clipboard.writeText(text).then(
          () => say('copied'),
          () => say('refused'),
        )
      : say('refused');
  return (
    <button type="button" className="btn" aria-label={`Copy ${what}`} onClick={() => void copy()}>
      <span aria-live="polite">{told === 'copied' ? 'Copied' : told === 'refused' ? 'Select it' : 'Copy'}</span>
    </button>
  );
}
