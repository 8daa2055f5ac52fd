import { durationParts, type Rounding } from '../format/index.js';

/** A duration whose numbers stand out and whose units stand back. */
export function DurationFigure({ seconds, rounding }: { readonly seconds: number; readonly rounding: Rounding }) {
  return durationParts(seconds, rounding).map(({ value, unit }) => (
    <span key={unit}>
      {value}
      <small>{unit}</small>
    </span>
  ));
}

interface FactProps {
  readonly figure: React.ReactNode;
  readonly unit?: string | undefined;
  readonly label: React.ReactNode;
  readonly title?: string | undefined;
  /** Class that colours the figure: a verdict, or `old`. */
  readonly tone?: string | undefined;
}

/** One key figure over its caption. */
export function Fact({ figure, unit, label, title, tone = '' }: FactProps) {
  return (
    <div className="fact" title={title}>
      <b className={`fig ${tone}`}>
        {figure}
        {unit === undefined ? null : <small>{unit}</small>}
      </b>
      <span>{label}</span>
    </div>
  );
}
