import { readFile } from 'node:fs/promises';
import type { SecretRef } from '@weir/contract';
import { refused } from './channel-error.js';

export type SecretReader = (ref: SecretRef) => Promise<string>;

/** Reads a secret each time it is needed, so that a new one is taken without a restart. */
export function secretReader(environment: Readonly<Record<string, string | undefined>>): SecretReader {
  return async (ref) => {
    const text = 'env' in ref ? environment[ref.env] : await readText(ref.file);
    const secret = text?.trim() ?? '';
    if (secret === '') throw refused('env' in ref ? `the variable ${ref.env} is not set` : `the file ${ref.file} is empty`);
    return secret;
  };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw refused(`the file ${file} cannot be read`);
  }
}
