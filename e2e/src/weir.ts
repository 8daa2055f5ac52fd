import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  addedUser,
  estate,
  resourceList,
  routes,
  series,
  type QueueMetric,
  type Resource,
  type ResourceId,
  type Series,
} from '@weir/contract';
import { ChildProgram } from './child-program.js';
import { BACKFILL_DAYS, type Simulator } from './simulator.js';

const PROGRAM = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url));
const READY_WITHIN_MS = 180_000;
/** Of the tests' own calls. Browsers sign in. */
const ACCESS_TOKEN = 'the-access-token-of-the-tests';
const AUTHORIZED = { headers: { authorization: `Bearer ${ACCESS_TOKEN}` } };

/** A real Weir with a home of its own, on a port that stays the same when it is started again. */
export class Weir {
  #program: ChildProgram | null = null;
  #cookie: string | null = null;

  private constructor(
    private readonly home: string,
    private readonly environment: Readonly<Record<string, string>>,
    readonly url: string,
  ) {}

  /**
   * A Weir in a fresh home, not started yet.
   * @param simulator what it takes for AWS; null: it runs its demo.
   */
  static async prepare(simulator: Simulator | null): Promise<Weir> {
    const home = await mkdtemp(path.join(tmpdir(), 'weir-e2e-'));
    // Root's Postgres runs as somebody else, who has to get in.
    await chmod(home, 0o755);
    const port = await freePort();
    const token = simulator === null ? {} : { WEIR_ACCESS_TOKEN: ACCESS_TOKEN };
    const environment = { WEIR_HOME: home, WEIR_PORT: String(port), ...token, ...simulator?.environment };
    const config =
      simulator === null
        ? {}
        : { accounts: simulator.accounts, cloudwatch: { backfillDays: BACKFILL_DAYS }, streams: { sample: [{ stream: '*' }] } };
    // JSON is YAML.
    await writeFile(path.join(home, 'weir.yaml'), JSON.stringify(config));
    return new Weir(home, environment, `http://127.0.0.1:${port}`);
  }

  /** Starts it, or starts it again. Resolves when it is ready and has listed and read the queues of every account and region. */
  async start(): Promise<void> {
    const program = new ChildProgram({ program: PROGRAM, cwd: this.home, env: this.environment });
    this.#program = program;
    const deadline = performance.now() + READY_WITHIN_MS;
    while (program.running && performance.now() < deadline) {
      if ((await this.isReady()) && (await this.#hasSeenAll())) {
        this.#cookie ??= await this.#signUp();
        return;
      }
      await sleep(200);
    }
    throw new Error(`Weir did not become ready. It said:\n${program.output}`);
  }

  async isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/api/health/ready`);
      await response.body?.cancel();
      return response.ok;
    } catch {
      // Nothing listens yet: that is the answer.
      return false;
    }
  }

  async #hasSeenAll(): Promise<boolean> {
    const response = await fetch(`${this.url}/api/v1/estate`, this.#asAdmin);
    const { scopes } = estate.parse(await response.json());
    return scopes.length > 0 && scopes.every(({ discovery, live }) => discovery.at !== null && live.at !== null);
  }

  /** Adds somebody for the browsers to be signed in as. @returns their cookie; null: the demo asks nobody */
  async #signUp(): Promise<string | null> {
    if (this.environment['WEIR_ACCESS_TOKEN'] === undefined) return null;
    const post = async (path: string, body: object) =>
      fetch(this.url + path, {
        method: 'POST',
        headers: { ...AUTHORIZED.headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const { link } = addedUser.parse(await (await post(routes.addUser.path, { name: 'Ines', role: 'admin' })).json());
    const token = link.path.split('#')[1];
    const answer = await post(routes.setUp.path, { token, password: 'correct horse battery' });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]?.split('=')[1];
    if (cookie === undefined) throw new Error(`nobody could sign in: ${await answer.text()}`);
    return cookie;
  }

  /** The demo knows no token, and refuses one that it does not know. */
  get #asAdmin() {
    return this.environment['WEIR_ACCESS_TOKEN'] === undefined ? {} : AUTHORIZED;
  }

  /** Shows a call of a program to be an admin's. */
  get authorization(): string {
    return AUTHORIZED.headers.authorization;
  }

  /** What a browser holds that is signed in. */
  get storageState() {
    const expires = Math.floor(Date.now() / 1000) + 86_400;
    const fixed = {
      name: 'weir_session',
      domain: '127.0.0.1',
      path: '/',
      httpOnly: true,
      secure: false,
      sameSite: 'Lax' as const,
      expires,
    };
    return { cookies: this.#cookie === null ? [] : [{ ...fixed, value: this.#cookie }], origins: [] };
  }

  /** The newest lines it logged. */
  get output(): string {
    return this.#program?.output ?? '';
  }

  async queues(): Promise<readonly Resource[]> {
    const response = await fetch(`${this.url}/api/v1/resources?kind=queue&limit=1000`, this.#asAdmin);
    return resourceList.parse(await response.json()).items;
  }

  /** @throws when there is none of that name */
  async queue(name: string): Promise<Resource> {
    const found = (await this.queues()).find((queue) => queue.name === name);
    if (found === undefined) throw new Error(`Weir knows no queue ${name}`);
    return found;
  }

  /** @param from @param to epoch milliseconds */
  async series(id: ResourceId, metric: QueueMetric, from: number, to: number): Promise<Series> {
    const response = await fetch(`${this.url}/api/v1/resources/${id}/series?metric=${metric}&from=${from}&to=${to}&step=60`, this.#asAdmin);
    return series.parse(await response.json());
  }

  /** As `kill -9` does. */
  async kill(): Promise<void> {
    await this.#program?.kill();
  }

  /** Stops it and removes its home. */
  async remove(): Promise<void> {
    await this.#program?.stop();
    // The Postgres of a killed Weir needs a moment to end; until then it writes.
    await rm(this.home, { recursive: true, force: true, maxRetries: 40, retryDelay: 250 });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
