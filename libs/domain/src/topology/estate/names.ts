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
