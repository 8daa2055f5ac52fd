import { isRecord, type RawInput } from '../services/input.js';
import { FAULT_KINDS, SERVICES, type Fault, type FaultEffect, type FaultMatch } from './fault.js';

/** A member at fault and what it should be. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

export type ParsedFaults =
  { readonly ok: true; readonly faults: readonly Fault[] } | { readonly ok: false; readonly problems: readonly FieldProblem[] };

const MAX_FAULTS = 100;
const LONGEST_LATENCY_MS = 120_000;
const LARGEST_SKEW_MS = 24 * 60 * 60 * 1000;

/** Reads `{ faults: [{ id?, match?, effect }] }`; every member at fault is named. */
export function parseFaults(body: unknown): ParsedFaults {
  const problems: FieldProblem[] = [];
  const raw = isRecord(body) ? body['faults'] : undefined;
  if (!Array.isArray(raw) || raw.length > MAX_FAULTS) {
    return { ok: false, problems: [{ field: 'faults', message: `give a list of at most ${MAX_FAULTS} faults` }] };
  }
  const faults: Fault[] = [];
  raw.forEach((entry: unknown, at) => {
    const reader = new FieldReader(`faults.${at}`, isRecord(entry) ? entry : {}, problems);
    reader.only(['id', 'match', 'effect']);
    const id = reader.text('id') ?? `fault-${at + 1}`;
    const match = parseMatch(reader.child('match', {}));
    const effect = parseEffect(reader.child('effect', null));
    if (effect) faults.push({ id, match, effect });
  });
  return problems.length === 0 ? { ok: true, faults } : { ok: false, problems };
}

function parseMatch(reader: FieldReader): FaultMatch {
  reader.only(['accountId', 'region', 'service', 'api']);
  const accountId = reader.text('accountId');
  const region = reader.text('region');
  const service = reader.oneOf('service', SERVICES);
  const api = reader.text('api');
  return { ...(accountId && { accountId }), ...(region && { region }), ...(service && { service }), ...(api && { api }) };
}

function parseEffect(reader: FieldReader): FaultEffect | null {
  const kind = reader.oneOf('kind', FAULT_KINDS, 'required');
  switch (kind) {
    case undefined:
      return null;
    case 'throttle':
    case 'drop':
    case 'expired-token':
      reader.only(['kind', 'share']);
      return { kind, share: reader.share() };
    case 'server-error':
      reader.only(['kind', 'share', 'status']);
      return { kind, share: reader.share(), status: reader.number('status', 500, 503, 500) === 503 ? 503 : 500 };
    case 'latency':
      reader.only(['kind', 'share', 'milliseconds']);
      return { kind, share: reader.share(), milliseconds: reader.number('milliseconds', 0, LONGEST_LATENCY_MS) };
    case 'small-pages':
      reader.only(['kind', 'size']);
      return { kind, size: Math.floor(reader.number('size', 1, 100_800)) };
    case 'result-status':
      reader.only(['kind', 'share', 'status']);
      return { kind, share: reader.share(), status: reader.oneOf('status', ['InternalError', 'Forbidden'], 'required') ?? 'InternalError' };
    case 'clock-skew':
      reader.only(['kind', 'milliseconds']);
      return { kind, milliseconds: reader.number('milliseconds', -LARGEST_SKEW_MS, LARGEST_SKEW_MS) };
    case 'deny':
      reader.only(['kind', 'share', 'by']);
      return { kind, share: reader.share(), by: reader.oneOf('by', ['identity', 'organization']) ?? 'identity' };
  }
}

/** Reads members of one object and notes what is wrong under their full path. */
class FieldReader {
  constructor(
    private readonly path: string,
    private readonly input: RawInput,
    private readonly problems: FieldProblem[],
  ) {}

  only(known: readonly string[]): void {
    for (const field of Object.keys(this.input)) if (!known.includes(field)) this.note(field, `unknown; known are ${known.join(', ')}`);
  }

  child(field: string, absent: RawInput | null): FieldReader {
    const value = this.input[field] ?? absent;
    if (!isRecord(value)) this.note(field, 'give an object');
    return new FieldReader(`${this.path}.${field}`, isRecord(value) ? value : { kind: 'throttle' }, isRecord(value) ? this.problems : []);
  }

  text(field: string): string | undefined {
    const value = this.input[field];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.length > 0 && value.length <= 200) return value;
    this.note(field, 'give a text of 1 to 200 characters');
    return undefined;
  }

  oneOf<Choice extends string>(field: string, choices: readonly Choice[], need: 'required' | 'optional' = 'optional'): Choice | undefined {
    const value = this.input[field];
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined && (value !== undefined || need === 'required')) this.note(field, `give one of ${choices.join(', ')}`);
    return choice;
  }

  number(field: string, min: number, max: number, absent?: number): number {
    const value = this.input[field] ?? absent;
    if (typeof value === 'number' && value >= min && value <= max) return value;
    this.note(field, `give a number from ${min} to ${max}`);
    return min;
  }

  share(): number {
    return this.number('share', 0, 1, 1);
  }

  private note(field: string, message: string): void {
    this.problems.push({ field: `${this.path}.${field}`, message });
  }
}
