/**
 * What AWS's word for a pipe's state says of its work. `runs-as-before`: a change failed, and whether it still takes events its counters tell.
 * Source: EventBridge Pipes API Reference, PipeState.
 */
type PipeWork = 'runs' | 'turning' | 'stopped' | 'never-started' | 'runs-as-before';

const NEVER_STARTED: ReadonlySet<string> = new Set(['CREATE_FAILED', 'CREATE_ROLLBACK_FAILED', 'START_FAILED']);

export function pipeWork(currentState: string): PipeWork {
  if (currentState === 'RUNNING') return 'runs';
  if (currentState === 'STOPPED') return 'stopped';
  if (NEVER_STARTED.has(currentState)) return 'never-started';
  return currentState.endsWith('_FAILED') ? 'runs-as-before' : 'turning';
}
