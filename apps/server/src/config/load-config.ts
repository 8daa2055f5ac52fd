import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { weirConfig, type WeirConfig } from '@weir/contract';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { StartupError } from './startup-error.js';

export const DEFAULT_CONFIG_FILE = 'weir.yaml';

/** The defaults, when there is no file. */
export const defaultConfig = (): WeirConfig => weirConfig.parse({});

/**
 * Reads `weir.yaml`. A file named explicitly must exist; the default one may be missing.
 * @returns the parsed configuration, or null when the default file does not exist
 * @throws {StartupError} with the line and field of every fault
 */
export async function loadConfig(path: string | undefined): Promise<WeirConfig | null> {
  const file = resolve(path ?? DEFAULT_CONFIG_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing && path === undefined) return null;
    throw new StartupError(
      `The configuration file ${file} cannot be read`,
      missing ? 'It does not exist; check WEIR_CONFIG.' : String(error),
    );
  }
  return parseConfig(text, file);
}

/** Aliases that multiply out without end are refused by the parser only when they are followed. */
function plain(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (error) {
    throw new StartupError(
      'The configuration is not usable',
      `${file}: ${error instanceof Error ? error.message : String(error)}; write out what the aliases stand for`,
    );
  }
}

/** @throws {StartupError} with `file:line: field: what to do` per fault */
export function parseConfig(text: string, file: string): WeirConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number | undefined) => `${file}:${offset === undefined ? 1 : lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    throw new StartupError(
      'The configuration is not YAML',
      document.errors.map((error) => `${at(error.pos[0])}: ${error.message.split('\n')[0] ?? ''}`).join('\n'),
    );
  }
  const parsed = weirConfig.safeParse(plain(document, file) ?? {});
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => {
      const node = document.getIn(issue.path, true);
      const offset =
        node !== null && typeof node === 'object' && 'range' in node && Array.isArray(node.range) ? Number(node.range[0]) : undefined;
      return `${at(offset)}: ${issue.path.join('.') || '(top level)'}: ${issue.message}`;
    });
    throw new StartupError('The configuration is not usable', faults.join('\n'));
  }
  const repeated = parsed.data.accounts.find((account, index, all) => all.findIndex(({ id }) => id === account.id) !== index);
  if (repeated)
    throw new StartupError(
      'The configuration is not usable',
      `${file}: accounts: ${repeated.id} is listed twice; give its regions in one entry`,
    );
  return parsed.data;
}
