import { visibleText } from '../format/index.js';
import { CopyButton } from './CopyButton.js';

/** A command to paste into a shell. */
export function Command({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div className="command">
      <code className="mono" tabIndex={0}>
        {visibleText(text)}
      </code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
