import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { systemCode } from './postgres-error.js';

/** A process that can be recognised later: numbers are reused, a number together with its start time is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; comparable only on one machine. */
  readonly startedAt: string;
}

/** The process with this number; undefined when none runs. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? linuxStart(pid) : askPs(pid, 'lstart=');
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether that very process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/** How the process was called, arguments separated by spaces; undefined when none runs. */
export function commandOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return askPs(pid, 'command=');
  return readProc(pid, 'cmdline')?.replaceAll('\0', ' ').trim();
}

function linuxStart(pid: number): string | undefined {
  const stat = readProc(pid, 'stat');
  if (stat === undefined) return undefined;
  // The name, in parentheses, may itself hold spaces and parentheses; state is the first field after it, start time the 20th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended; only its parent has not noticed yet.
  return fields[0] === 'Z' ? undefined : fields[19];
}

function readProc(pid: number, file: 'stat' | 'cmdline'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

function askPs(pid: number, field: string): string | undefined {
  try {
    const answer = execFileSync('ps', ['-ww', '-o', field, '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return answer.trim() || undefined;
  } catch (error) {
    // `ps` exits with 1 when there is no such process; anything else, such as no `ps` at all, is worth hearing about.
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined;
    throw error;
  }
}
