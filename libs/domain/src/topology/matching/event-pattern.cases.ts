/** An event, a pattern, and whether AWS matches them. A text stands for the JSON that it holds. */
export interface PatternCase {
  readonly name: string;
  readonly pattern: unknown;
  readonly event: unknown;
  readonly expected: boolean;
}

const of = (name: string, pattern: unknown, event: unknown, expected: boolean): PatternCase => ({ name, pattern, event, expected });

const EMPLOYEES = {
  employees: [
    { firstName: 'John', lastName: 'Doe' },
    { firstName: 'Anna', lastName: 'Smith' },
    { firstName: 'Peter', lastName: 'Jones' },
  ],
};

/** Cases for parts of this table are in the `*-pattern.cases.ts` beside it. */
export const ARRAY_CASES: readonly PatternCase[] = [
  of('a field of any element', { employees: { firstName: ['Anna'] } }, EMPLOYEES, true),
  of('two fields of one element', { employees: { firstName: ['Anna'], lastName: ['Smith'] } }, EMPLOYEES, true),
  of('two fields of different elements', { employees: { firstName: ['Anna'], lastName: ['Jones'] } }, EMPLOYEES, false),
];
