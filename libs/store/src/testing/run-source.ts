import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Sources name each other as they will be named when compiled; Node runs them as they are. */
const RESOLVE_SOURCES = `import { registerHooks } from 'node:module';
registerHooks({ resolve: (name, context, next) => next(name.startsWith('.') && !context.parentURL?.includes('node_modules') ? name.replace(/\\.js$/, '.ts') : name, context) });`;

/** Runs a TypeScript file as a process of its own. */
export function runSource(file: URL, args: readonly string[]): ChildProcess {
  const hooks = `data:text/javascript,${encodeURIComponent(RESOLVE_SOURCES)}`;
  return spawn(process.execPath, ['--import', hooks, fileURLToPath(file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
