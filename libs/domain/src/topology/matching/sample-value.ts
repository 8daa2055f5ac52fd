import { fieldTest, valueTest, type Condition, type TextRule } from './condition.js';
import type { LeafValue, NumberRange } from './leaf.js';
import type { IpBlock } from './ip-address.js';

/** A value that meets one of the conditions, the plainest first; undefined when only an absent field does, or none is found. */
export function sampleValue(conditions: readonly Condition[]): LeafValue | undefined {
  const { accepts } = fieldTest(conditions);
  return conditions.flatMap((condition) => candidates(condition)).find((value) => accepts(value));
}

function candidates(condition: Condition): readonly LeafValue[] {
  switch (condition.rule) {
    case 'equals':
      return [condition.value];
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
      return [textFor(condition)];
    case 'numeric':
      return numbersFor(condition);
    case 'cidr':
      return [addressText(condition.block)];
    case 'exists':
      return condition.wanted ? ['anything'] : [];
    case 'anything-but':
      return othersFor(condition);
  }
}

const textFor = (rule: TextRule): string => (rule.rule === 'wildcard' ? rule.wildcard.parts.join('') : rule.text);

function numbersFor({ low, high, range }: Extract<Condition, { rule: 'numeric' }>): number[] {
  const from = low?.value ?? -range.greatest;
  const to = high?.value ?? range.greatest;
  const step = stepOf(range);
  const middle = Number(((from + to) / 2).toFixed(range.decimals));
  // The end that the condition names is the plainer one.
  return [...(low === null ? [to, to - 1] : []), from, to, from + 1, to - 1, middle, Number((from + step).toFixed(range.decimals))];
}

const stepOf = ({ decimals }: NumberRange): number => 10 ** -decimals;

/** Texts and numbers that are unlikely to be kept out, and some more for when they are. */
function othersFor(condition: Extract<Condition, { rule: 'anything-but' }>): LeafValue[] {
  const isNumeric = 'values' in condition && typeof condition.values[0] !== 'string';
  const test = valueTest(condition);
  const others: LeafValue[] = isNumeric ? [0, 1, 1000] : ['other', 'something else', '', 'x1'];
  return [...others, 0, true].filter(test);
}

/** The first address that is not the name of the block itself. */
function addressText({ bits, first, last }: IpBlock): string {
  const address = first === last ? first : first + 1n;
  const size = bits === 32 ? 8n : 16n;
  const groups: bigint[] = [];
  for (let shift = BigInt(bits) - size; shift >= 0n; shift -= size) groups.push((address >> shift) & ((1n << size) - 1n));
  return bits === 32 ? groups.join('.') : groups.map((group) => group.toString(16)).join(':');
}
