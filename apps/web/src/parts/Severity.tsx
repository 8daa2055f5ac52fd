import type { Severity as SeverityLevel } from '@weir/contract';

const BARS = [4, 7, 10, 13] as const;

/** How severe an incident is: rising bars and the word. An axis of its own beside the verdict, told by count before colour. */
export function Severity({ level, bare = false }: { readonly level: SeverityLevel; readonly bare?: boolean }) {
  const filled = 5 - level;
  return (
    <span className={`sev sev-${level}`} title={SEVERITY_MEANING[level]}>
      <svg viewBox="0 0 17 14" width="17" height="14" aria-hidden="true">
        {BARS.map((height, index) => (
          <rect
            key={height}
            x={index * 4.5}
            y={14 - height}
            width="3"
            height={height}
            rx="1"
            fill={index < filled ? 'var(--sev)' : 'var(--line-2)'}
          />
        ))}
      </svg>
      <span className={bare ? 'sr' : ''}>SEV {level}</span>
    </span>
  );
}

export const SEVERITY_MEANING: Readonly<Record<SeverityLevel, string>> = {
  1: 'messages are lost soon, or are being lost',
  2: 'something does not arrive',
  3: 'something is late',
  4: 'worth a look in working hours',
};
