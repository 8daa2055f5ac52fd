import { AwsFailure, frontDoor } from './aws-failure.js';

/** A request's members, of which nothing is known yet. */
export type RawInput = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is RawInput => typeof value === 'object' && value !== null && !Array.isArray(value);

const wrongType = (field: string): AwsFailure => frontDoor.malformed(`Unexpected value for field ${field}`);

export function optionalText(input: RawInput, field: string): string | undefined {
  const value = input[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrongType(field);
  return value;
}

export function text(input: RawInput, field: string): string {
  const value = optionalText(input, field);
  if (value === undefined || value === '') throw new AwsFailure('MissingParameter', `The request must contain the parameter ${field}.`);
  return value;
}

/** A whole number; JSON numbers and decimal text alike. */
export function optionalWhole(input: RawInput, field: string): number | undefined {
  const value = input[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(field);
  return value;
}

export function optionalFlag(input: RawInput, field: string): boolean | undefined {
  const value = input[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw wrongType(field);
  return value;
}

export function list(input: RawInput, field: string): readonly unknown[] {
  const value = input[field];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrongType(field);
  return value;
}

export function texts(input: RawInput, field: string): readonly string[] {
  return list(input, field).map((value) => {
    if (typeof value !== 'string') throw wrongType(field);
    return value;
  });
}

export function records(input: RawInput, field: string): readonly RawInput[] {
  return list(input, field).map((value) => {
    if (!isRecord(value)) throw wrongType(field);
    return value;
  });
}

export function textMap(input: RawInput, field: string): Readonly<Record<string, string>> {
  const value = input[field];
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw wrongType(field);
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      if (typeof entry !== 'string') throw wrongType(`${field}.${key}`);
      return [key, entry];
    }),
  );
}

export function record(input: RawInput, field: string): RawInput {
  const value = input[field];
  if (!isRecord(value)) throw wrongType(field);
  return value;
}
