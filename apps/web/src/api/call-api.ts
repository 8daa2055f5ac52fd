import { problem, type Problem, type Route } from '@weir/contract';

type In<Schema> = Schema extends { _zod: { input: infer Input } } ? Input : never;
type Out<Schema> = Schema extends { _zod: { output: infer Output } } ? Output : never;
/** What must be given follows what the server accepts; the types of values follow what it makes of them. */
type Given<Schema> = { readonly [Key in keyof In<Schema>]: Key extends keyof Out<Schema> ? Out<Schema>[Key] : never };

export interface CallOptions<R extends Route> {
  readonly params?: R extends { params: infer Params } ? Given<Params> : never;
  readonly query?: R extends { query: infer Query } ? Given<Query> : never;
  readonly signal?: AbortSignal;
}

/** Why a call failed: the server said so (`status`), or it was not reached or not understood (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | null;

  constructor(status: number, message: string, found: Problem | null, cause?: unknown) {
    super(message, { cause });
    this.name = 'ApiError';
    this.status = status;
    this.problem = found;
  }
}

/** Calls one route of the contract and returns its checked answer. Throws `ApiError`, and an `AbortError` when `signal` aborts. */
export async function callApi<R extends Route>(
  route: R,
  options: CallOptions<R> = {},
  fetcher: typeof fetch = fetch,
): Promise<Out<R['response']>> {
  const address = addressOf(route, options);
  const response = await fetcher(address, {
    method: route.method,
    headers: { accept: 'application/json' },
    signal: options.signal ?? null,
  }).catch((cause: unknown) => {
    if (options.signal?.aborted) throw cause;
    throw new ApiError(0, 'The server cannot be reached.', null, cause);
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const told = problem.safeParse(body);
    throw new ApiError(response.status, told.success ? told.data.detail : `The server answered ${response.status}.`, told.data ?? null);
  }
  const checked = route.response.safeParse(body);
  if (!checked.success)
    throw new ApiError(0, 'The server speaks another version of Weir than this page. Reload the page.', null, checked.error);
  return checked.data as Out<R['response']>;
}

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
