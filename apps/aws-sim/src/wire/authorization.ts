import type { IncomingHttpHeaders } from 'node:http';
import { frontDoor, SERVICES, type ServiceName } from '@weir/simulator';

/** What a SigV4 signature says about itself. The signature is not checked: the key alone says who calls. */
export interface SignedBy {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: ServiceName;
  readonly sessionToken: string | null;
  /** When it was signed, epoch milliseconds; null when that is unreadable. */
  readonly signedAt: number | null;
}

/** Source: AWS General Reference, "Signature Version 4 request elements". Throws AwsFailure. */
export function readAuthorization(headers: IncomingHttpHeaders): SignedBy {
  const header = headers.authorization;
  if (!header) throw frontDoor.missingToken();
  const match = /^AWS4-HMAC-SHA256\s+Credential=([\w]{16,128})\/\d{8}\/([a-z0-9-]{1,40})\/([a-z0-9-]{1,40})\/aws4_request,/.exec(header);
  const [, accessKeyId, region, serviceName] = match ?? [];
  const service = SERVICES.find((name) => name === serviceName);
  if (!accessKeyId || !region) throw frontDoor.badSignature('Authorization header requires a credential scope.');
  if (!service) throw frontDoor.badSignature(`Credential should be scoped to a service simulated here: ${SERVICES.join(', ')}.`);
  const token = headers['x-amz-security-token'];
  return {
    accessKeyId,
    region,
    service,
    sessionToken: typeof token === 'string' ? token : null,
    signedAt: readAmzDate(headers['x-amz-date']),
  };
}

/** `20261124T143200Z` */
function readAmzDate(value: string | string[] | undefined): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(value));
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
