import type { RedriveSample } from '@weir/contract';
import { visibleText } from '../format/index.js';

/** What an edit makes of one message: the values that change. */
export function SampleDiff({ sample: { messageId, diff, problem } }: { readonly sample: RedriveSample }) {
  if (diff.length === 0 && problem === null) return null;
  return (
    <div className="sample-diff">
      <code className="t3">{visibleText(messageId.slice(0, 8))}</code>
      {problem === null ? null : <p className="t1">{visibleText(problem)}</p>}
      <ul>
        {diff.map(({ pointer, before, after }) => (
          <li key={pointer}>
            <span className="t3">{visibleText(pointer === '' ? 'body' : pointer)}</span>{' '}
            <del>
              <span className="sr">was </span>
              {visibleText(before ?? 'not there')}
            </del>{' '}
            <ins>
              <span className="sr">becomes </span>
              {visibleText(after ?? 'not there')}
            </ins>
          </li>
        ))}
      </ul>
    </div>
  );
}
