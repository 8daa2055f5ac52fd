/** The short name in an ARN, URL or address: what people call it. */
export function shortName(endpoint: string): string {
  if (endpoint.startsWith('arn:')) {
    const [, , service, , , ...rest] = endpoint.split(':');
    const resource = rest.join(':');
    if (service === 'lambda') return resource.split(':')[1] ?? resource;
    if (service === 'sqs' || service === 'sns') return resource;
    return resource.split('/').slice(1).join('/') || (resource.split(':').at(-1) ?? resource);
  }
  return endpoint.replace(/^https?:\/\//, '').replace(/[?#].*$/, '');
}

/** `sqs`, `lambda`, …; null: no ARN. */
export const serviceOfArn = (arn: string): string | null => (arn.startsWith('arn:') ? (arn.split(':')[2] ?? null) : null);

/** The account and region of an ARN; null where it names none. */
export function placeOfArn(arn: string): { readonly accountId: string | null; readonly region: string | null } {
  if (!arn.startsWith('arn:')) return { accountId: null, region: null };
  const parts = arn.split(':');
  return { region: parts[3] || null, accountId: parts[4] || null };
}

/** What the listings hold that the catalogue keeps whole: a topic, and not an endpoint of a mobile device, which has an ARN of SNS too. */
const LISTED: Readonly<Record<string, RegExp>> = {
  sqs: /^[^:/]+$/,
  sns: /^[^:/]+$/,
  lambda: /^function:/,
  kinesis: /^stream\/[^/]+$/,
  events: /^event-bus\//,
};

/**
 * The service whose listing tells whether an ARN exists, where the catalogue keeps such a listing whole; null: nothing can be said, as of an API
 * destination, whose rule is listed and not itself.
 */
export function listingOf(arn: string): string | null {
  const service = serviceOfArn(arn);
  const resource = arn.split(':').slice(5).join(':');
  return service !== null && LISTED[service]?.test(resource) === true ? service : null;
}

/** An ARN without the version or alias of a function: the catalogue keeps functions. */
export const unqualifiedArn = (arn: string): string => (serviceOfArn(arn) === 'lambda' ? arn.split(':').slice(0, 7).join(':') : arn);
