import { problem, type Problem, type Route } from '@weir/contract';

type In<Schema> = Schema extends { _zod: { input: infer Input } } ? Input : never;
type Out<Schema> = Schema extends { _zod: { output: infer Output } } ? Output : never;
/** What must be given follows what the server accepts; the types of values follow what it makes of them. */
type Given<Schema> = { readonly [Key in keyof In<Schema>]: Key extends keyof Out<Schema> ? Out<Schema>[Key] : never };

export interface CallOptions<R extends Route> {
  readonly params?: R extends { params: infer Params } ? Given<Params> : never;
  readonly query?: R extends { query: infer Query } ? Given<Query> : never;
  readonly body?: R extends { body: infer Body } ? In<Body> : never;
  readonly signal?: AbortSignal;
}

/** Why a call failed: the server said so (`status`), or it was not reached or not understood (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | null;
  /** How long the server wants to be left alone, seconds; null: it did not say. */
  readonly retryAfterSeconds: number | null;

  constructor(status: number, message: string, found: Problem | null, cause?: unknown, retryAfterSeconds: number | null = null) {
    super(message, { cause });
    this.name = 'ApiError';
    this.status = status;
    this.problem = found;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Calls one route of the contract and returns its checked answer. Throws `ApiError`, and an `AbortError` when `signal` aborts. */
export async function callApi<R extends Route>(
  route: R,
  options: CallOptions<R> = {},
  fetcher: typeof fetch = fetch,
): Promise<Out<R['response']>> {
  const response = await request(route, options, fetcher, 'application/json');
  const checked = route.response.safeParse(await readJson(response));
  if (!checked.success) throw otherVersion(checked.error);
  return checked.data as Out<R['response']>;
}

/** The same for an answer in bytes, which `read` makes sense of; null: they make none. */
export async function callForBytes<R extends Route, Answer>(
  route: R,
  options: CallOptions<R>,
  read: (bytes: ArrayBuffer) => Answer | null,
  fetcher: typeof fetch = fetch,
): Promise<Answer> {
  const response = await request(route, options, fetcher, '*/*');
  const answer = read(await response.arrayBuffer());
  if (answer === null) throw otherVersion();
  return answer;
}

const otherVersion = (cause?: unknown) =>
  new ApiError(0, 'The server speaks another version of Weir than this page. Reload the page.', null, cause);

async function request<R extends Route>(route: R, options: CallOptions<R>, fetcher: typeof fetch, accept: string): Promise<Response> {
  const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
  const response = await fetcher(addressOf(route, options), {
    method: route.method,
    headers: { accept, ...(options.body === undefined ? {} : { 'content-type': 'application/json' }) },
    signal: options.signal ?? null,
    ...body,
  }).catch((cause: unknown) => {
    if (options.signal?.aborted) throw cause;
    throw new ApiError(0, 'The server cannot be reached.', null, cause);
  });
  if (response.ok) return response;
  const told = problem.safeParse(await readJson(response));
  const message = told.success ? told.data.detail : `The server answered ${response.status}.`;
  throw new ApiError(response.status, message, told.data ?? null, undefined, readRetryAfter(response.headers.get('retry-after')));
}

/** Of the two forms of the header, Weir's server sends the seconds. */
const readRetryAfter = (header: string | null): number | null => (header !== null && /^\d{1,9}$/.test(header) ? Number(header) : null);

/** What is no JSON fits no schema, and is told as that. */
const readJson = (response: Response): Promise<unknown> => response.json().catch(() => null);

/** The path of a call with its parameters and its query, lists joined by commas. */
export function addressOf<R extends Route>(route: R, options: Pick<CallOptions<R>, 'params' | 'query'>): string {
  const params: Readonly<Record<string, unknown>> = options.params ?? {};
  const path = route.path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(textOf(params[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== null) query.set(name, Array.isArray(value) ? value.map(textOf).join(',') : textOf(value));
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Parameters of the contract are texts, numbers and flags; anything else has no place in an address. */
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
