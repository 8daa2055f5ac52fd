/** How long an answer, or being hung up on, may take. */
const WITHIN_MS = 15_000;

/**
 * A socket.io client that sends whatever a test wants. Frames: engine.io's type (`4`: message), then socket.io's (`0`: connect, `2`:
 * event, `3`: acknowledgement), the number of the acknowledgement, and JSON.
 */
export class RawSocket {
  #asked = 0;
  readonly #answers = new Map<string, (answer: unknown) => void>();
  /** Resolves when the server hangs up. */
  readonly closed: Promise<void>;

  private constructor(private readonly socket: WebSocket) {
    this.closed = within(
      'being hung up on',
      new Promise((resolve) => {
        socket.addEventListener('close', () => resolve());
      }),
    );
    // Only those who wait for the end care that it does not come.
    this.closed.catch(() => undefined);
    socket.addEventListener('message', ({ data }) => this.#received(String(data)));
  }

  static async open(url: string, authorization: string): Promise<RawSocket> {
    const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    // Node's own WebSocket takes headers, which the type that it shares with browsers does not say.
    const socket = Reflect.construct(WebSocket, [address, { headers: { authorization } }]) as WebSocket;
    const raw = new RawSocket(socket);
    const connected = new Promise<unknown>((resolve) => raw.#answers.set('connect', resolve));
    await within('connecting', connected);
    return raw;
  }

  send(frame: string): void {
    this.socket.send(frame);
  }

  /** Emits an event and waits for its acknowledgement. @param event the JSON of name and arguments */
  ask(event: string): Promise<unknown> {
    const number = String((this.#asked += 1));
    const answer = new Promise<unknown>((resolve) => this.#answers.set(number, resolve));
    this.send(`42${number}${event}`);
    return within(`the answer to ${event}`, answer);
  }

  close(): void {
    this.socket.close();
  }

  #received(frame: string): void {
    if (frame.startsWith('0')) this.send('40');
    else if (frame === '2') this.send('3');
    else if (frame.startsWith('40')) this.#answers.get('connect')?.(frame);
    const [, number, answers] = /^43(\d+)(.*)$/s.exec(frame) ?? [];
    if (number === undefined || answers === undefined) return;
    const [answer] = JSON.parse(answers) as readonly unknown[];
    this.#answers.get(number)?.(answer);
  }
}

async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${WITHIN_MS} ms`)), WITHIN_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
