import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';

/** Lines of output kept for the report of a failure. */
const LINES_KEPT = 400;
const STOP_WITHIN_MS = 20_000;

export interface ProgramOptions {
  /** Path of a built JavaScript file. */
  readonly program: string;
  readonly cwd: string;
  /** Added to what a program needs of this process's environment; nothing of AWS or Weir is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A program of this repository, started by a test. It ends with the test's process, however that ends: its standard input and its
 * IPC channel close then, and it watches them.
 */
export class ChildProgram {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #stdout: Interface;
  readonly exited: Promise<void>;

  constructor({ program, cwd, env }: ProgramOptions) {
    const child = spawn(process.execPath, [program], {
      cwd,
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
      env: { ...inherited(), ...env },
    });
    this.#child = child;
    this.exited = once(child, 'exit').then(() => undefined);
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error('the program was started without pipes');
    this.#stdout = createInterface({ input: stdout });
    for (const lines of [this.#stdout, createInterface({ input: stderr })]) {
      lines.on('line', (line) => {
        this.#lines.push(line);
        if (this.#lines.length > LINES_KEPT) this.#lines.shift();
      });
    }
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The last lines it wrote. */
  get output(): string {
    return this.#lines.join('\n');
  }

  /** @throws when the program ends without having written a line */
  async firstLine(): Promise<string> {
    const line = once(this.#stdout, 'line').then(([text]) => String(text));
    const ended = this.exited.then(() => null);
    const first = await Promise.race([line, ended]);
    if (first === null) throw new Error(`the program ended while starting:\n${this.output}`);
    return first;
  }

  /** Ends it at once, without a chance to tidy up. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  /** Ends it in good order, at once when that takes too long. */
  async stop(): Promise<void> {
    if (!this.running) return;
    const force = setTimeout(() => this.#child.kill('SIGKILL'), STOP_WITHIN_MS);
    this.#child.kill('SIGTERM');
    await this.exited;
    clearTimeout(force);
  }
}

/** What the programs may see of the environment of whoever runs the tests: no credentials, no settings. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
