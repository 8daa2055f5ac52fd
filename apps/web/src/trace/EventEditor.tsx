import type { JsonPlace } from './json-place.js';

interface EventEditorProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly change: (text: string) => void;
  readonly rows: number;
  readonly placeholder: string;
  readonly problem: { readonly place: JsonPlace | null; readonly message: string } | null;
  /** What is true of it while nothing is wrong. */
  readonly fine?: string | undefined;
}

/** JSON to type or paste, with the line and column of what is wrong. */
export function EventEditor({ id, label, value, change, rows, placeholder, problem, fine }: EventEditorProps) {
  return (
    <div className="editor">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="mono"
        rows={rows}
        value={value}
        spellCheck={false}
        autoComplete="off"
        placeholder={placeholder}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-state`}
        onChange={(event) => change(event.target.value)}
      />
      <p id={`${id}-state`} className={problem === null ? 't3' : 'c v-stale'} role={problem === null ? undefined : 'status'}>
        {problem === null
          ? (fine ?? '')
          : problem.place === null
            ? problem.message
            : `${problem.message}: line ${problem.place.line}, column ${problem.place.column} ${problem.place.says}.`}
      </p>
    </div>
  );
}
