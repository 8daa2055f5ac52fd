import { useState } from 'react';
import type { PlanDraft } from './redrive-queries.js';
import { readEditStep } from './read-edit-step.js';

type Steps = NonNullable<PlanDraft['edit']>;

const OPS = [
  ['set', 'Set'],
  ['replace', 'Replace'],
  ['remove', 'Remove'],
  ['replace-text', 'Replace text'],
] as const;

/** How bodies are to be changed on their way: steps in order, each told as it will be done. */
export function EditSteps({ steps, change }: { readonly steps: Steps; readonly change: (steps: Steps) => void }) {
  const [op, setOp] = useState<(typeof OPS)[number][0]>('set');
  const [where, setWhere] = useState('');
  const [value, setValue] = useState('');
  const [problem, setProblem] = useState('');
  const add = () => {
    const read = readEditStep(op, where, value);
    if ('problem' in read) {
      setProblem(read.problem);
      return;
    }
    setProblem('');
    setWhere('');
    setValue('');
    change([...steps, read.step]);
  };
  return (
    <details className="edit-steps">
      <summary>Change the messages on their way{steps.length === 0 ? '' : `: ${steps.length}`}</summary>
      <ol>
        {steps.map((step, place) => (
          // Steps have no name but their place.
          <li key={place}>
            <code>
              {step.op} {'pointer' in step ? step.pointer || 'the whole body' : step.pattern}{' '}
              {'value' in step ? JSON.stringify(step.value) : 'replacement' in step ? `→ ${step.replacement}` : ''}
            </code>
            <button type="button" className="plain link" onClick={() => change(steps.filter((_, other) => other !== place))}>
              Take out
            </button>
          </li>
        ))}
      </ol>
      <div className="edit-new">
        <select
          className="field"
          value={op}
          onChange={(event) => setOp(OPS.find(([each]) => each === event.target.value)?.[0] ?? 'set')}
          aria-label="What to do"
        >
          {OPS.map(([each, word]) => (
            <option key={each} value={each}>
              {word}
            </option>
          ))}
        </select>
        <input
          className="field"
          value={where}
          onChange={(event) => setWhere(event.target.value)}
          placeholder={op === 'replace-text' ? 'regular expression' : '/detail/country'}
          aria-label={op === 'replace-text' ? 'Regular expression' : 'JSON pointer'}
        />
        {op === 'remove' ? null : (
          <input
            className="field"
            value={value}
            onChange={(event) => setValue(event.target.value)}
            placeholder={op === 'replace-text' ? 'replacement' : '"DE" or 42'}
            aria-label={op === 'replace-text' ? 'Replacement' : 'Value, as JSON'}
          />
        )}
        <button type="button" className="btn" onClick={add}>
          Add
        </button>
      </div>
      {problem === '' ? null : (
        <p role="alert" className="t1">
          {problem}
        </p>
      )}
    </details>
  );
}
