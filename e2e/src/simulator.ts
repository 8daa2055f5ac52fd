import { fileURLToPath } from 'node:url';
import { ChildProgram } from './child-program.js';

const PROGRAM = fileURLToPath(new URL('../../apps/aws-sim/dist/main.js', import.meta.url));

/** Days of history that Weir fills in when it first sees the simulated accounts. */
export const BACKFILL_DAYS = 1;
/** As much past as Weir fills in from, and an hour for what began before. */
const HISTORY_DAYS = BACKFILL_DAYS + 1 / 24;

/** The worlds the tests use, of those the simulator knows. */
export type Scenario = 'poisoned' | 'hostile-settings' | 'one-hot-key';

export interface QueueAddress {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

interface Announcement {
  readonly url: string;
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly roleArn: string; readonly externalId: string }[];
  readonly regions: readonly string[];
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The simulated AWS on real time, as a process of its own, with its switches. */
export class Simulator {
  private constructor(
    private readonly program: ChildProgram,
    private readonly announced: Announcement,
  ) {}

  static async start(scenario: Scenario, folder: string): Promise<Simulator> {
    const env = {
      WEIR_SIM_PORT: '0',
      WEIR_SIM_SCENARIO: scenario,
      WEIR_SIM_HISTORY_DAYS: String(HISTORY_DAYS),
      WEIR_SIM_PARENT_STDIN: '1',
    };
    const program = new ChildProgram({ program: PROGRAM, cwd: folder, env });
    try {
      return new Simulator(program, JSON.parse(await program.firstLine()) as Announcement);
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  get output(): string {
    return this.program.output;
  }

  /** What a Weir needs in its environment to take this for AWS. */
  get environment(): Readonly<Record<string, string>> {
    const { url, credentials, regions } = this.announced;
    return {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: regions[0] ?? '',
    };
  }

  /** The accounts as `weir.yaml` lists them. */
  get accounts(): readonly object[] {
    return this.announced.accounts.map((account) => ({
      ...account,
      regions: this.announced.regions,
      monthlyCapUsd: 60,
      inspect: { enabled: true },
      redrive: { enabled: true },
    }));
  }

  /** Sends one message over the wire of SQS, as any program of that account would. */
  async send(queue: QueueAddress, body: string): Promise<void> {
    const { accountId, region, name } = queue;
    const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
    // Who calls is taken from the key, whose name contains the account; the signature is not checked.
    const key = this.announced.credentials.accessKeyId.replace(/\d{12}/, accountId);
    const scope = `${key}/${now.slice(0, 8)}/${region}/sqs/aws4_request`;
    await this.#call('POST', '/', {
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.SendMessage',
        'x-amz-date': now,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
      },
      body: JSON.stringify({
        QueueUrl: `${this.announced.url}/queue/${region}/${accountId}/${encodeURIComponent(name)}`,
        MessageBody: body,
      }),
    });
  }

  /** From now on AWS refuses every call in a region. */
  async deny(region: string): Promise<void> {
    const body = JSON.stringify({ faults: [{ match: { region }, effect: { kind: 'deny' } }] });
    await this.#call('POST', '/_sim/faults', { body, headers: { 'content-type': 'application/json' } });
  }

  async allowAll(): Promise<void> {
    await this.#call('DELETE', '/_sim/faults', {});
  }

  async stop(): Promise<void> {
    await this.program.stop();
  }

  async #call(method: string, path: string, request: RequestInit): Promise<void> {
    const response = await fetch(this.announced.url + path, { ...request, method });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
}
