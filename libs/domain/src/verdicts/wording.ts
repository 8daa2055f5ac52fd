/** Narrow no-break space: between groups of digits, and between a figure and its unit. */
const THIN = '\u202f';

/** `9 999` exact, above that three significant figures: `52.4 k`, `1.91 M`. */
export function countText(value: number): string {
  const whole = Math.round(value);
  if (whole < 10_000) return String(whole).replace(/\B(?=(\d{3})+$)/g, THIN);
  if (whole < 999_500) return `${threeFigures(whole / 1e3)}${THIN}k`;
  if (whole < 999_500_000) return `${threeFigures(whole / 1e6)}${THIN}M`;
  return `${threeFigures(whole / 1e9)}${THIN}G`;
}

/**
 * A rate in the greatest unit that leaves something before the point: `38 /s`, `2.4 /s`, `11 /min`, `3 /h`.
 * @param beside the greatest rate of the same sentence, so that all are told in one unit
 */
export function rateText(perSecond: number, beside: number = perSecond): string {
  if (beside === 0 || beside >= 1) return `${rateFigure(perSecond)}${THIN}/s`;
  if (beside * 60 >= 1) return `${rateFigure(perSecond * 60)}${THIN}/min`;
  return `${rateFigure(perSecond * 3600)}${THIN}/h`;
}

/** Two units at most, whole: `40 s`, `6 min 40 s`, `3 h 12 min`, `2 d 4 h`. Rounded up, as what has passed or must be waited for. */
export function durationText(seconds: number): string {
  let left = Math.ceil(seconds);
  if (left >= 86_400) left = Math.ceil(left / 3600) * 3600;
  else if (left >= 3600) left = Math.ceil(left / 60) * 60;
  const parts: [number, string][] = [
    [Math.floor(left / 86_400), 'd'],
    [Math.floor((left % 86_400) / 3600), 'h'],
    [Math.floor((left % 3600) / 60), 'min'],
    [left % 60, 's'],
  ];
  const first = parts.findIndex(([figure]) => figure > 0);
  if (first < 0) return `0${THIN}s`;
  return parts
    .slice(first, first + 2)
    .filter(([figure]) => figure > 0)
    .map(([figure, unit]) => `${figure}${THIN}${unit}`)
    .join(' ');
}

/** `1 message`, `412 messages`. */
export const countOf = (value: number, one: string, many: string): string => `${countText(value)} ${Math.round(value) === 1 ? one : many}`;

function rateFigure(value: number): string {
  if (value > 0 && value < 0.05) return '<0.1';
  return value < 10 ? String(Number(value.toFixed(1))) : countText(value);
}

function threeFigures(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
