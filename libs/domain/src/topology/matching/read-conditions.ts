import type { Condition, NumberBound, TextRule } from './condition.js';
import { OPERATORS, type Operator, type PatternLimits } from './dialect.js';
import { readIpBlock } from './ip-address.js';
import { isComparable, leafOf } from './leaf.js';
import type { ProblemList } from './problem.js';
import { asterisksIn, readWildcard } from './wildcard.js';

type Steps = readonly (string | number)[];

/** Reads the list of values that a pattern gives for a field. What is wrong goes to `problems`; the conditions are then incomplete. */
export function readConditions(list: readonly unknown[], steps: Steps, limits: PatternLimits, problems: ProblemList): Condition[] {
  if (list.length === 0) problems.add(steps, 'empty', 'is an empty list; give at least one value, or leave the field out');
  const reader = new ConditionReader(limits, problems);
  return list.flatMap((value, index) => reader.read(value, [...steps, index]) ?? []);
}

const isOperator = (name: string): name is Operator => OPERATORS.some((operator) => operator === name);

class ConditionReader {
  constructor(
    private readonly limits: PatternLimits,
    private readonly problems: ProblemList,
  ) {}

  read(value: unknown, steps: Steps): Condition | null {
    const leaf = leafOf(value);
    if (leaf !== undefined) return { rule: 'equals', value: leaf };
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.#refuse(
        steps,
        'value',
        'must be a text, a number, true, false, null or an object with an operator, such as {"prefix": "a"}',
      );
    }
    const [name, operand] = this.#onlyEntry(value, steps) ?? [];
    if (name === undefined) return null;
    const at = [...steps, name];
    if (!isOperator(name)) {
      return this.#refuse(at, 'operator', `is no operator; use one of ${[...this.limits.operators].join(', ')}`);
    }
    if (!this.limits.operators.has(name)) return this.#refuse(at, 'operator', 'is an operator that is not to be had here');
    return this.#operator(name, operand, at);
  }

  #operator(name: Operator, operand: unknown, at: Steps): Condition | null {
    switch (name) {
      case 'exactly':
        return typeof operand === 'string' ? { rule: 'equals', value: operand } : this.#refuse(at, 'text', 'must be a text');
      case 'prefix':
      case 'suffix':
        return this.#affix(name, operand, at);
      case 'equals-ignore-case':
      case 'wildcard':
        return this.#text(name, operand, at);
      case 'numeric':
        return this.#numeric(operand, at);
      case 'exists':
        if (typeof operand !== 'boolean') return this.#refuse(at, 'exists', 'must be true or false');
        return { rule: 'exists', wanted: operand, filled: this.limits.existsFilled };
      case 'cidr':
        return this.#cidr(operand, at);
      case 'anything-but':
        return this.#anythingBut(operand, at);
    }
  }

  #affix(rule: 'prefix' | 'suffix', operand: unknown, at: Steps): TextRule | null {
    if (typeof operand === 'string') return { rule, text: operand, ignoreCase: false };
    if (typeof operand !== 'object' || operand === null || Array.isArray(operand)) {
      return this.#refuse(at, 'text', 'must be a text, or {"equals-ignore-case": "text"}');
    }
    const [name, text] = this.#onlyEntry(operand, at) ?? [];
    if (name === undefined) return null;
    if (name !== 'equals-ignore-case') {
      return this.#refuse([...at, name], 'operator', `cannot stand in ${rule}; only equals-ignore-case can`);
    }
    return typeof text === 'string' ? { rule, text, ignoreCase: true } : this.#refuse([...at, name], 'text', 'must be a text');
  }

  #text(rule: 'equals-ignore-case' | 'wildcard', operand: unknown, at: Steps): TextRule | null {
    if (typeof operand !== 'string') return this.#refuse(at, 'text', 'must be a text');
    if (rule === 'equals-ignore-case') return { rule, text: operand };
    const read = readWildcard(operand);
    if (!read.ok) {
      const why =
        read.fault === 'two-asterisks'
          ? `has two asterisks in a row at character ${read.at}; one fits any text already`
          : `has a backslash at character ${read.at} that escapes neither an asterisk nor a backslash; write two backslashes for one`;
      return this.#refuse(at, 'wildcard', why);
    }
    const asterisks = asterisksIn(read.wildcard);
    if (asterisks > this.limits.mostWildcards) {
      return this.#refuse(at, 'wildcard-count', `has ${asterisks} wildcards; at most ${this.limits.mostWildcards} are allowed in a value`);
    }
    return { rule, text: operand, wildcard: read.wildcard };
  }

  #cidr(operand: unknown, at: Steps): Condition | null {
    const block = typeof operand === 'string' ? readIpBlock(operand) : null;
    if (block === null)
      return this.#refuse(
        at,
        'cidr',
        'must be a block of addresses, such as "10.0.0.0/24" or "2001:db8::/32"; list a single address as a text',
      );
    return { rule: 'cidr', text: String(operand), block };
  }

  #anythingBut(operand: unknown, at: Steps): Condition | null {
    if (typeof operand === 'object' && operand !== null && !Array.isArray(operand)) return this.#anythingButRule(operand, at);
    const listed = Array.isArray(operand);
    const values = listed ? (operand as readonly unknown[]) : [operand];
    if (values.length === 0) return this.#refuse(at, 'anything-but', 'is an empty list; give at least one value');
    const leaves = values.flatMap((value) => {
      const leaf = leafOf(value);
      return typeof leaf === 'string' || typeof leaf === 'number' || typeof leaf === 'bigint' ? [leaf] : [];
    });
    if (leaves.length < values.length) return this.#refuse(at, 'anything-but', 'takes texts or numbers only');
    const texts = leaves.filter((leaf) => typeof leaf === 'string').length;
    if (texts > 0 && texts < leaves.length) return this.#refuse(at, 'anything-but', 'mixes texts and numbers; list one kind only');
    const wrong = texts === 0 ? leaves.findIndex((leaf) => !isComparable(leaf, this.limits.numbers)) : -1;
    if (wrong !== -1) return this.#refuse(listed ? [...at, wrong] : at, 'number', this.#numberRule());
    return { rule: 'anything-but', values: leaves };
  }

  #anythingButRule(operand: object, at: Steps): Condition | null {
    const [name, inner] = this.#onlyEntry(operand, at) ?? [];
    if (name === undefined) return null;
    const inside = [...at, name];
    if (!isOperator(name) || !this.limits.anythingBut.has(name)) {
      const allowed = [...this.limits.anythingBut];
      const what = allowed.length === 0 ? 'only values can' : `only ${allowed.join(', ')} and values can`;
      return this.#refuse(inside, 'anything-but', `cannot stand in anything-but here; ${what}`);
    }
    const listed = Array.isArray(inner);
    const texts = listed ? (inner as readonly unknown[]) : [inner];
    if (texts.length === 0) return this.#refuse(inside, 'anything-but', 'is an empty list; give at least one text');
    const none: TextRule[] = [];
    for (const [index, text] of texts.entries()) {
      const rule = this.#refusedText(name, text, listed ? [...inside, index] : inside);
      if (rule === null) return null;
      none.push(rule);
    }
    return { rule: 'anything-but', none };
  }

  #refusedText(name: Operator, text: unknown, at: Steps): TextRule | null {
    if (typeof text !== 'string') return this.#refuse(at, 'text', 'must be a text');
    if (name === 'equals-ignore-case' || name === 'wildcard') return this.#text(name, text, at);
    if (text === '') return this.#refuse(at, 'anything-but', `must not be empty: every text has an empty ${name}`);
    return { rule: name === 'suffix' ? 'suffix' : 'prefix', text, ignoreCase: false };
  }

  #numeric(operand: unknown, at: Steps): Condition | null {
    const terms: readonly unknown[] = Array.isArray(operand) ? (operand as readonly unknown[]) : [];
    const [first, from, second, to] = terms;
    if (terms.length !== 2 && terms.length !== 4) {
      return this.#refuse(at, 'numeric', 'must be a comparison and a number, or two of them from low to high, such as [">=", 0, "<", 5]');
    }
    if (terms.length === 4) {
      if (first !== '>' && first !== '>=')
        return this.#refuse([...at, 0], 'numeric', 'must be ">" or ">=" where two comparisons are given');
      if (second !== '<' && second !== '<=') return this.#refuse([...at, 2], 'numeric', 'must be "<" or "<=" as the second comparison');
      const low = this.#bound(from, first === '>=', [...at, 1]);
      const high = this.#bound(to, second === '<=', [...at, 3]);
      if (low === null || high === null) return null;
      if (low.value >= high.value) {
        return this.#refuse(at, 'numeric', 'must have its lower end first, and below the higher one; write ["=", 5] for one number');
      }
      return this.#range(low, high);
    }
    switch (first) {
      case '=': {
        const bound = this.#bound(from, true, [...at, 1]);
        return bound && this.#range(bound, bound);
      }
      case '>':
      case '>=': {
        const low = this.#bound(from, first === '>=', [...at, 1]);
        return low && this.#range(low, null);
      }
      case '<':
      case '<=': {
        const high = this.#bound(from, first === '<=', [...at, 1]);
        return high && this.#range(null, high);
      }
      default:
        return this.#refuse([...at, 0], 'numeric', 'is no comparison; use one of "=", "<", "<=", ">", ">="');
    }
  }

  #range(low: NumberBound | null, high: NumberBound | null): Condition {
    return { rule: 'numeric', low, high, range: this.limits.numbers };
  }

  #bound(value: unknown, inclusive: boolean, at: Steps): NumberBound | null {
    if (typeof value !== 'number' && typeof value !== 'bigint')
      return this.#refuse(at, 'number', 'must be a number, without quotation marks');
    if (!isComparable(value, this.limits.numbers)) return this.#refuse(at, 'number', this.#numberRule());
    return { value, inclusive };
  }

  #numberRule(): string {
    const { greatest, decimals } = this.limits.numbers;
    return `must lie between -${greatest} and ${greatest} and have at most ${decimals} decimals`;
  }

  /** An operator stands alone in its object. */
  #onlyEntry(value: object, steps: Steps): [string, unknown] | null {
    const [entry, second] = Object.entries(value) as [string, unknown][];
    if (entry === undefined) return this.#refuse(steps, 'empty', 'is an empty object; name an operator, such as {"exists": true}');
    if (second !== undefined) {
      return this.#refuse(
        [...steps, second[0]],
        'operator',
        'is a second operator in one object; list them one by one, any of them may hold',
      );
    }
    return entry;
  }

  #refuse(steps: Steps, rule: Parameters<ProblemList['add']>[1], message: string): null {
    this.problems.add(steps, rule, message);
    return null;
  }
}
