import type { Resource } from '@weir/contract';
import { useState } from 'react';
import { groupDigits } from '../format/index.js';

interface SelectionBarProps {
  readonly resources: readonly Resource[];
  readonly selected: ReadonlySet<string>;
  readonly clear: () => void;
}

export function SelectionBar({ resources, selected, clear }: SelectionBarProps) {
  const [copied, setCopied] = useState('');
  const copy = () => {
    const names = resources.filter(({ id }) => selected.has(id)).map(({ name }) => name);
    navigator.clipboard.writeText(names.join('\n')).then(
      () => setCopied(`copied ${names.length}`),
      () => setCopied('the browser refused to copy'),
    );
  };
  return (
    <span>
      <b className="t1">{groupDigits(selected.size)} selected</b>
      <button type="button" className="plain link" onClick={copy}>
        Copy names
      </button>
      <button type="button" className="plain link" onClick={clear}>
        Clear
      </button>
      <span role="status">{copied}</span>
    </span>
  );
}
