/** Narrow no-break space: between groups of digits and before units. */
export const NARROW_SPACE = '\u202f';

/** What stands where a figure is unknown. Never 0. */
export const UNKNOWN_FIGURE = '–';

/** An integer with its digits grouped by thousands: `52 440`. */
export function groupDigits(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, NARROW_SPACE);
}

const SCALES = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/**
 * A count or rate for people. Exact up to 9 999 (fractions to one decimal), above that three significant figures: `52.4 k`, `1.91 M`.
 * A positive value too small to show is `<0.1`, never `0`.
 */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size > 0 && size < 0.05) return value > 0 ? '<0.1' : '>−0.1';
  const sign = value < 0 ? '−' : '';
  if (Math.round(size) <= 9_999) {
    const wholeEnough = size >= 100 || Number.isInteger(size) || Number.isInteger(Number(size.toFixed(1)));
    return sign + (wholeEnough ? groupDigits(size) : size.toFixed(1));
  }
  const [factor, suffix] = SCALES.find(([scale]) => Number(size.toPrecision(3)) >= scale) ?? SCALES[2];
  const scaled = Number((size / factor).toPrecision(3));
  const decimals = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
  return `${sign}${scaled >= 1000 ? groupDigits(scaled) : scaled.toFixed(decimals)}${NARROW_SPACE}${suffix}`;
}

/** `shortNumber`, or the dash that says nobody knows. */
export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN_FIGURE : shortNumber(value);
}

/** The exact figure, for tooltips and exports. */
export function exactNumber(value: number): string {
  if (Number.isInteger(value)) return value < 0 ? `−${groupDigits(-value)}` : groupDigits(value);
  const text = Math.abs(value).toPrecision(4);
  return `${value < 0 ? '−' : ''}${Number(text)}`;
}

/** US dollars with two decimals; a positive sum below a cent is `<$0.01`. */
export function money(usd: number): string {
  if (usd > 0 && usd < 0.005) return '<$0.01';
  const [whole = '0', cents = '00'] = Math.abs(usd).toFixed(2).split('.');
  return `${usd < 0 ? '−' : ''}$${groupDigits(Number(whole))}.${cents}`;
}

/** Money of a cap, which people set in whole dollars: `$60`, but `$7.50`. */
export function wholeMoney(usd: number): string {
  return Number.isInteger(usd) ? `$${groupDigits(usd)}` : money(usd);
}

/**
 * A share (1 = all) as a percentage. Near 100 it keeps the digits that tell it from 100, and only 1 itself reads `100 %`; a positive
 * share never reads `0 %`.
 */
export function percent(share: number): string {
  const value = share * 100;
  const text = percentDigits(value);
  return `${text}${NARROW_SPACE}%`;
}

function percentDigits(value: number): string {
  if (value > 0 && value < 0.05) return '<0.1';
  if (value > 99 && value < 100) {
    for (let decimals = 1; decimals <= 6; decimals += 1) {
      const text = value.toFixed(decimals);
      if (Number(text) < 100 && (decimals >= 2 || Number(text) < 99.9)) return text;
    }
    return '>99.9999';
  }
  if (value >= 100) return groupDigits(value);
  return String(Number(value.toFixed(1)));
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;

/** Bytes in binary units: `256 KiB`. */
export function bytes(value: number): string {
  let scaled = value;
  let unit = 0;
  while (scaled >= 1024 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1024;
    unit += 1;
  }
  return `${shortNumber(Number(scaled.toPrecision(3)))}${NARROW_SPACE}${BYTE_UNITS[unit] ?? 'B'}`;
}
