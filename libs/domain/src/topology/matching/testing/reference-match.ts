/**
 * A second matcher, written from AWS's description alone and as plainly as can be: it multiplies the pattern out, lists every value of the
 * event, and tries every combination. Slow without bound; for small patterns and events.
 */
interface Found {
  readonly path: string;
  readonly value: unknown;
  /** Places of the array elements it lies in, such as `a#` → 1 for the second element of the array that `a#` names. */
  readonly elements: ReadonlyMap<string, number>;
}

interface Wish {
  readonly path: string;
  readonly values: readonly unknown[];
}

export function referenceMatch(pattern: object, event: object): boolean {
  const found = list(event, [], '', new Map());
  return multiplied(pattern, []).some((wishes) => {
    const last = new Map(wishes.map((wish) => [wish.path, wish]));
    const ordered = [...last.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    return combine(ordered, found, new Map());
  });
}

function list(value: unknown, keys: readonly string[], place: string, elements: ReadonlyMap<string, number>): Found[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      const holdsMore = typeof item === 'object' && item !== null;
      return list(item, keys, `${place}#${String(index)}`, holdsMore ? new Map([...elements, [place, index]]) : elements);
    });
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => list(inner, [...keys, key], `${place}/${key}`, elements));
  }
  return [{ path: keys.join('.'), value, elements }];
}

function multiplied(pattern: object, keys: readonly string[]): Wish[][] {
  let ways: Wish[][] = [[]];
  for (const [key, inner] of Object.entries(pattern) as [string, unknown][]) {
    const more = waysOf(key, inner, keys);
    ways = ways.flatMap((way) => more.map((other) => [...way, ...other]));
  }
  return ways;
}

function waysOf(key: string, inner: unknown, keys: readonly string[]): Wish[][] {
  if (key === '$or') return (inner as object[]).flatMap((option) => multiplied(option, keys));
  if (Array.isArray(inner)) return [[{ path: [...keys, key].join('.'), values: inner }]];
  return multiplied(inner as object, [...keys, key]);
}

function combine([wish, ...rest]: readonly Wish[], found: readonly Found[], chosen: ReadonlyMap<string, number>): boolean {
  if (wish === undefined) return true;
  const within = found.filter(
    ({ path, elements }) => path === wish.path && [...elements].every(([array, index]) => (chosen.get(array) ?? index) === index),
  );
  if (within.length === 0) return wish.values.some(isAbsence) && combine(rest, found, chosen);
  return within.some(
    ({ value, elements }) =>
      wish.values.some((condition) => holds(condition, value)) && combine(rest, found, new Map([...chosen, ...elements])),
  );
}

const isAbsence = (condition: unknown): boolean =>
  typeof condition === 'object' && condition !== null && 'exists' in condition && condition.exists === false;

function holds(condition: unknown, value: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === value;
  const [[operator, operand] = ['', undefined]] = Object.entries(condition) as [string, unknown][];
  switch (operator) {
    case 'exists':
      return operand === true;
    case 'anything-but':
      return listed(operand).every((kept) => !holds(kept, value));
    case 'numeric':
      return typeof value === 'number' && inRange(operand as (string | number)[], value);
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
      return typeof value === 'string' && expression(operator, operand).test(value);
    default:
      throw new Error(`the reference knows no ${operator}`);
  }
}

/** What anything-but keeps out, each as a condition of its own. */
function listed(operand: unknown): readonly unknown[] {
  if (Array.isArray(operand)) return operand;
  if (typeof operand !== 'object' || operand === null) return [operand];
  return Object.entries(operand).flatMap(([operator, texts]: [string, unknown]) =>
    (Array.isArray(texts) ? (texts as unknown[]) : [texts]).map((text) => ({ [operator]: text })),
  );
}

function inRange(terms: readonly (string | number)[], value: number): boolean {
  const [comparison, bound, ...rest] = terms;
  if (comparison === undefined || typeof bound !== 'number') return true;
  const ok = { '=': value === bound, '<': value < bound, '<=': value <= bound, '>': value > bound, '>=': value >= bound }[comparison];
  return ok === true && inRange(rest, value);
}

function expression(operator: string, operand: unknown): RegExp {
  if (typeof operand === 'object' && operand !== null && 'equals-ignore-case' in operand) {
    return new RegExp(expression(operator, operand['equals-ignore-case']).source, 'is');
  }
  const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const text = String(operand);
  switch (operator) {
    case 'prefix':
      return new RegExp(`^${escaped(text)}`, 's');
    case 'suffix':
      return new RegExp(`${escaped(text)}$`, 's');
    case 'equals-ignore-case':
      return new RegExp(`^${escaped(text)}$`, 'is');
    default: {
      const signs = text.match(/\\[*\\]|[^]/g) ?? [];
      return new RegExp(`^${signs.map((sign) => (sign === '*' ? '.*' : escaped(sign.length > 1 ? sign.slice(1) : sign))).join('')}$`, 's');
    }
  }
}
