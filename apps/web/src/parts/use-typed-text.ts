import { useState } from 'react';

/** How a field shows the text of the address, and how what it shows goes back there. */
interface FieldFormat<T> {
  readonly read: (text: string) => T;
  readonly write: (draft: T) => string;
}

/**
 * What is typed into a field that the address holds. The address lags behind quick typing: a field that shows what the address says moves the
 * caret to its end.
 * @param text what the address says
 * @param format one and the same with every call
 * @returns what the field shows, and what takes what is typed
 */
export function useTypedDraft<T>(text: string, change: (text: string) => void, format: FieldFormat<T>): readonly [T, (typed: T) => void] {
  const [draft, setDraft] = useState(() => format.read(text));
  /** What was put into the address and has not all come back from it yet, oldest first. */
  const [sent, setSent] = useState<readonly string[]>([text]);
  if (text === sent.at(-1)) {
    if (sent.length > 1) setSent([text]);
  } else if (!sent.includes(text)) {
    // The address changed by other means: a button, a link, or the back button.
    setSent([text]);
    setDraft(() => format.read(text));
  }
  return [
    draft,
    (typed) => {
      const written = format.write(typed);
      setDraft(() => typed);
      setSent([...sent, written]);
      change(written);
    },
  ];
}

const AS_IT_IS: FieldFormat<string> = { read: (text) => text, write: (text) => text };

/** A field that shows the text of the address as it is. */
export const useTypedText = (text: string, change: (text: string) => void): readonly [string, (typed: string) => void] =>
  useTypedDraft(text, change, AS_IT_IS);
