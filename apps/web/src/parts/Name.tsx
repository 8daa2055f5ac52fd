import { splitForClipping, visibleText } from '../format/index.js';

/**
 * A name from AWS. Always text, isolated from the direction of what surrounds it; when there is no room its middle goes, because the ends
 * tell names apart. The whole name is in the tooltip, and read aloud as one word.
 */
export function Name({ name, className = 'nm' }: { readonly name: string; readonly className?: string }) {
  const shown = visibleText(name);
  const [head, tail] = splitForClipping(shown);
  return (
    <bdi className={`midclip ${className}`} title={shown} aria-label={shown}>
      <span className="head">{head}</span>
      {tail === '' ? null : <span className="tail">{tail}</span>}
    </bdi>
  );
}
