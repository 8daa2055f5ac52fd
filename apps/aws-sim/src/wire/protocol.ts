import type { IncomingHttpHeaders } from 'node:http';
import { frontDoor, isRecord, type AwsFailure, type RawInput, type ServiceName } from '@weir/simulator';

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The language a service speaks with the SDK. */
export interface Protocol {
  /** Names the operation without reading the members: faults come before. Throws AwsFailure. */
  readonly apiOf: (headers: IncomingHttpHeaders, body: Buffer) => string;
  readonly parse: (body: Buffer) => RawInput;
  readonly answer: (api: string, output: Readonly<Record<string, unknown>>, requestId: string) => WireResponse;
  readonly refuse: (failure: AwsFailure, requestId: string) => WireResponse;
}

/** AWS JSON 1.0, with the header that carries the code of the query protocol SQS and CloudWatch once spoke. */
function jsonProtocol(targetPrefix: string, namespace: string): Protocol {
  const contentType = 'application/x-amz-json-1.0';
  return {
    apiOf: (headers) => {
      const [prefix, api] = String(headers['x-amz-target'] ?? '').split('.');
      if (prefix !== targetPrefix || !api || !/^[A-Za-z]{1,64}$/.test(api)) throw frontDoor.unknownOperation();
      return api;
    },
    parse: (body) => {
      if (body.length === 0) return {};
      try {
        const input: unknown = JSON.parse(body.toString('utf8'));
        if (isRecord(input)) return input;
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
      }
      throw frontDoor.malformed('The body is not a JSON object.');
    },
    answer: (_api, output, requestId) => ({
      status: 200,
      headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
      body: JSON.stringify(output),
    }),
    refuse: (failure, requestId) => ({
      status: failure.status,
      headers: {
        'content-type': contentType,
        'x-amzn-requestid': requestId,
        'x-amzn-query-error': `${failure.queryCode};${failure.status >= 500 ? 'Receiver' : 'Sender'}`,
      },
      body: JSON.stringify({
        __type: `${failure.origin === 'service' ? namespace : 'com.amazon.coral.service'}#${failure.shape}`,
        message: failure.message,
      }),
    }),
  };
}

/** The query protocol: a form in, XML out. */
function queryProtocol(xmlNamespace: string): Protocol {
  const headersOf = (requestId: string): Record<string, string> => ({ 'content-type': 'text/xml', 'x-amzn-requestid': requestId });
  const form = (body: Buffer): URLSearchParams => new URLSearchParams(body.toString('utf8'));
  return {
    apiOf: (_headers, body) => {
      const api = form(body).get('Action');
      if (!api || !/^[A-Za-z]{1,64}$/.test(api)) throw frontDoor.unknownOperation();
      return api;
    },
    parse: (body) => Object.fromEntries(form(body)),
    answer: (api, output, requestId) => ({
      status: 200,
      headers: headersOf(requestId),
      body:
        `<${api}Response xmlns="${xmlNamespace}"><${api}Result>${xmlOf(output)}</${api}Result>` +
        `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${api}Response>`,
    }),
    refuse: (failure, requestId) => ({
      status: failure.status,
      headers: headersOf(requestId),
      body:
        `<ErrorResponse xmlns="${xmlNamespace}"><Error><Type>${failure.status >= 500 ? 'Receiver' : 'Sender'}</Type>` +
        `<Code>${failure.queryCode}</Code><Message>${escapeXml(failure.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    }),
  };
}

const xmlOf = (members: Readonly<Record<string, unknown>>): string =>
  Object.entries(members)
    .map(([name, value]) => `<${name}>${isRecord(value) ? xmlOf(value) : escapeXml(String(value))}</${name}>`)
    .join('');

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export const PROTOCOLS: Readonly<Record<ServiceName, Protocol>> = {
  sqs: jsonProtocol('AmazonSQS', 'com.amazonaws.sqs'),
  monitoring: jsonProtocol('GraniteServiceVersion20100801', 'com.amazonaws.cloudwatch'),
  sts: queryProtocol('https://sts.amazonaws.com/doc/2011-06-15/'),
};
