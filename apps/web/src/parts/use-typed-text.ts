import { useState } from 'react';

/**
 * The text of a field that the address holds. The address lags behind quick typing: a field that shows what the address says moves the caret to its
 * end.
 * @param text what the address says
 * @returns what the field shows, and what takes what is typed
 */
export function useTypedText(text: string, change: (text: string) => void): readonly [string, (typed: string) => void] {
  const [draft, setDraft] = useState(text);
  /** What was put into the address and has not all come back from it yet, oldest first. */
  const [sent, setSent] = useState<readonly string[]>([text]);
  if (text === sent.at(-1)) {
    if (sent.length > 1) setSent([text]);
  } else if (!sent.includes(text)) {
    // The address changed by other means: a link, or the back button.
    setSent([text]);
    setDraft(text);
  }
  return [
    draft,
    (typed) => {
      setDraft(typed);
      setSent([...sent, typed]);
      change(typed);
    },
  ];
}
