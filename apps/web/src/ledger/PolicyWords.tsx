import { useMemo } from 'react';
import { visibleLines, visibleText } from '../format/index.js';
import { pretty } from '../trace/trace-form.js';
import { readPolicy, type PolicyKind } from './policy-text.js';

interface PolicyWordsProps {
  /** As AWS returned it. */
  readonly text: string;
  readonly kind: PolicyKind;
}

/** What a policy or pattern asks for, condition by condition; the JSON itself on demand. */
export function PolicyWords({ text, kind }: PolicyWordsProps) {
  const { lines, problem } = useMemo(() => readPolicy(text, kind), [text, kind]);
  return (
    <div className="policy">
      {lines === null ? (
        <p className="c v-stale">Not understood: {visibleText(problem)}</p>
      ) : lines.length === 0 ? (
        <p className="t2">It has no condition: everything passes.</p>
      ) : (
        <ul>
          {lines.map(({ path, words, depth, or }, index) => (
            <li key={`${index} ${path}`} style={{ paddingInlineStart: `${depth * 14}px` }}>
              {or ? <i>or </i> : null}
              {path === '' ? null : <code className="mono">{visibleText(path)}</code>} <bdi>{visibleText(words)}</bdi>
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>JSON</summary>
        <pre className="code" tabIndex={0}>
          {visibleLines(pretty(text))}
        </pre>
      </details>
    </div>
  );
}
