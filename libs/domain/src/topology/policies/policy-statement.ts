/** What a statement names: these, or with `NotPrincipal`, `NotAction` and `NotResource` all but these. */
export interface Named {
  readonly except: boolean;
  readonly values: readonly string[];
}

/** One operator on one key. All conditions of a statement must hold. */
export interface PolicyCondition {
  /** `ForAnyValue` or `ForAllValues`; null: neither. */
  readonly set: 'any' | 'all' | null;
  /** In lower case, without its set and without `IfExists`: `stringlike`. */
  readonly operator: string;
  readonly ifExists: boolean;
  /** In lower case: `aws:sourcearn`. */
  readonly key: string;
  readonly values: readonly string[];
  /** As it is written: `StringLike aws:SourceArn *`, bounded in length. */
  readonly words: string;
}

/** A statement of a resource policy. Source: IAM User Guide, "IAM JSON policy elements reference". */
export interface PolicyStatement {
  readonly allows: boolean;
  /** Accounts and identities, `*` for everybody. With `except` they are who is left out. */
  readonly principals: Named;
  readonly services: Named;
  readonly actions: Named;
  readonly resources: Named;
  readonly conditions: readonly PolicyCondition[];
}

/** The statements of a resource policy; none of what is no policy, for AWS's text is untrusted here. */
export function statementsOf(policy: string | null): readonly PolicyStatement[] {
  const document = policy === null ? null : parseJson(policy);
  if (!isRecord(document)) return [];
  const statements = document['Statement'];
  return (Array.isArray(statements) ? statements : [statements]).filter(isRecord).map(readStatement);
}

function readStatement(statement: Record<string, unknown>): PolicyStatement {
  const except = statement['Principal'] === undefined && statement['NotPrincipal'] !== undefined;
  const principal = except ? statement['NotPrincipal'] : statement['Principal'];
  const named = isRecord(principal) ? principal : {};
  return {
    allows: statement['Effect'] === 'Allow',
    principals: { except, values: principal === '*' ? ['*'] : texts(named['AWS']) },
    services: { except, values: texts(named['Service']) },
    actions: namedBy(statement, 'Action', 'NotAction'),
    // A resource policy is about what bears it, where it does not say.
    resources:
      statement['Resource'] === undefined && statement['NotResource'] === undefined
        ? EVERYTHING
        : namedBy(statement, 'Resource', 'NotResource'),
    conditions: conditionsIn(statement['Condition']),
  };
}

const EVERYTHING: Named = { except: false, values: ['*'] };

const namedBy = (statement: Record<string, unknown>, element: string, not: string): Named =>
  statement[element] === undefined && statement[not] !== undefined
    ? { except: true, values: texts(statement[not]) }
    : { except: false, values: texts(statement[element]) };

function conditionsIn(condition: unknown): readonly PolicyCondition[] {
  if (!isRecord(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isRecord(keys) ? Object.entries(keys).map(([key, values]) => readCondition(operator, key, values)) : [],
  );
}

const LONGEST_WORDS = 200;

function readCondition(operator: string, key: string, values: unknown): PolicyCondition {
  const written = operator.toLowerCase();
  const words = `${operator} ${key} ${texts(values).join(', ')}`;
  const set = written.startsWith('foranyvalue:') ? 'any' : written.startsWith('forallvalues:') ? 'all' : null;
  const plain = set === null ? written : written.slice(written.indexOf(':') + 1);
  const ifExists = plain.endsWith('ifexists');
  return {
    set,
    operator: ifExists ? plain.slice(0, -'ifexists'.length) : plain,
    ifExists,
    key: key.toLowerCase(),
    values: texts(values),
    words: words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}…` : words,
  };
}

/** The account of a principal, given as its id or as an ARN of it. */
export const accountOf = (principal: string): string | null =>
  /^\d{12}$/.test(principal) ? principal : (/^arn:[a-z-]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1] ?? null);

/** Whether an action is among those named; actions have no case. */
export const namesAction = ({ except, values }: Named, action: string): boolean =>
  except !== values.some((pattern) => fitsPattern(action.toLowerCase(), pattern.toLowerCase()));

export const namesResource = ({ except, values }: Named, arn: string): boolean =>
  except !== values.some((pattern) => fitsPattern(arn, pattern));

/** `*` stands for anything, `?` for one character. Takes time in proportion to both lengths multiplied at worst: policies are short. */
export function fitsPattern(text: string, pattern: string): boolean {
  let at = 0;
  let within = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const sign = pattern[within];
    if (sign === '*') {
      star = within;
      within += 1;
      resume = at;
    } else if (sign !== undefined && (sign === '?' || sign === text[at])) {
      within += 1;
      at += 1;
    } else if (star === -1) {
      return false;
    } else {
      within = star + 1;
      resume += 1;
      at = resume;
    }
  }
  return /^\**$/.test(pattern.slice(within));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values of a condition may be written as truth values and numbers too. */
function texts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((item) =>
    typeof item === 'string' ? [item] : typeof item === 'boolean' || typeof item === 'number' ? [String(item)] : [],
  );
}
