import type { IncomingHttpHeaders } from 'node:http';
import { frontDoor, isRecord, type AwsFailure, type RawInput, type ServiceName } from '@weir/simulator';
import { escapeXml, readForm, xmlOf } from './query-form.js';

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The language a service speaks with the SDK. */
export interface Protocol {
  /** Names the operation without reading the members: faults come before. Throws AwsFailure. */
  readonly apiOf: (request: WireRequest) => string;
  readonly parse: (request: WireRequest) => RawInput;
  readonly answer: (api: string, output: Readonly<Record<string, unknown>>, requestId: string) => WireResponse;
  readonly refuse: (failure: AwsFailure, requestId: string) => WireResponse;
}

interface JsonDialect {
  readonly version: '1.0' | '1.1';
  readonly targetPrefix: string;
  /** Of the service's own errors; null: they go without one. */
  readonly namespace: string | null;
  /** The header that carries the code of the query protocol which SQS and CloudWatch once spoke. */
  readonly queryError: boolean;
}

/** AWS JSON: the operation in a header, members in the body. */
function jsonProtocol({ version, targetPrefix, namespace, queryError }: JsonDialect): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  const typeOf = (failure: AwsFailure): string => {
    if (namespace === null) return failure.shape;
    return `${failure.origin === 'service' ? namespace : 'com.amazon.coral.service'}#${failure.shape}`;
  };
  return {
    apiOf: ({ method, headers }) => {
      const [prefix, api] = String(headers['x-amz-target'] ?? '').split('.');
      if (method !== 'POST' || prefix !== targetPrefix || !api || !/^[A-Za-z]{1,64}$/.test(api)) throw frontDoor.unknownOperation();
      return api;
    },
    parse: ({ body }) => parseJson(body),
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
        ...(queryError && { 'x-amzn-query-error': `${failure.queryCode};${failure.status >= 500 ? 'Receiver' : 'Sender'}` }),
      },
      body: JSON.stringify({ __type: typeOf(failure), message: failure.message }),
    }),
  };
}

/** An operation of a REST protocol: its method and its path, in which groups are members. */
export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly api: string;
}

/** REST-JSON: the operation in method and path, members in path, query and body. */
function restProtocol(routes: readonly Route[]): Protocol {
  const routeOf = ({ method, url }: WireRequest): { readonly route: Route; readonly members: RawInput } | null => {
    for (const route of routes) {
      const match = route.method === method ? route.path.exec(url.pathname) : null;
      if (match) return { route, members: { ...match.groups } };
    }
    return null;
  };
  return {
    apiOf: (request) => {
      const found = routeOf(request);
      if (!found) throw frontDoor.unknownOperation();
      return found.route.api;
    },
    parse: (request) => ({
      ...Object.fromEntries(request.url.searchParams),
      ...parseJson(request.body),
      ...routeOf(request)?.members,
    }),
    answer: (_api, output, requestId) => ({
      status: 200,
      headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
      body: JSON.stringify(output),
    }),
    refuse: (failure, requestId) => ({
      status: failure.status,
      headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': failure.shape },
      body: JSON.stringify({ Type: failure.status >= 500 ? 'Service' : 'User', Message: failure.message, message: failure.message }),
    }),
  };
}

function parseJson(body: Buffer): RawInput {
  if (body.length === 0) return {};
  try {
    const input: unknown = JSON.parse(body.toString('utf8'));
    if (isRecord(input)) return input;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw frontDoor.malformed('The body is not a JSON object.');
}

/** The query protocol: a form in, XML out. */
function queryProtocol(xmlNamespace: string): Protocol {
  const headersOf = (requestId: string): Record<string, string> => ({ 'content-type': 'text/xml', 'x-amzn-requestid': requestId });
  const form = (body: Buffer): URLSearchParams => new URLSearchParams(body.toString('utf8'));
  return {
    apiOf: ({ method, body }) => {
      const api = form(body).get('Action');
      if (method !== 'POST' || !api || !/^[A-Za-z]{1,64}$/.test(api)) throw frontDoor.unknownOperation();
      return api;
    },
    parse: ({ body }) => readForm(form(body)),
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

const MAPPINGS = '/2015-03-31/event-source-mappings';
const FUNCTIONS = '/2015-03-31/functions';
const PIPE = '(?<Name>[.A-Za-z0-9_-]{1,64})';

export const PROTOCOLS: Readonly<Record<ServiceName, Protocol>> = {
  sqs: jsonProtocol({ version: '1.0', targetPrefix: 'AmazonSQS', namespace: 'com.amazonaws.sqs', queryError: true }),
  monitoring: jsonProtocol({
    version: '1.0',
    targetPrefix: 'GraniteServiceVersion20100801',
    namespace: 'com.amazonaws.cloudwatch',
    queryError: true,
  }),
  sts: queryProtocol('https://sts.amazonaws.com/doc/2011-06-15/'),
  sns: queryProtocol('http://sns.amazonaws.com/doc/2010-03-31/'),
  logs: jsonProtocol({ version: '1.1', targetPrefix: 'Logs_20140328', namespace: null, queryError: false }),
  kinesis: jsonProtocol({ version: '1.1', targetPrefix: 'Kinesis_20131202', namespace: null, queryError: false }),
  firehose: jsonProtocol({ version: '1.1', targetPrefix: 'Firehose_20150804', namespace: null, queryError: false }),
  events: jsonProtocol({ version: '1.1', targetPrefix: 'AWSEvents', namespace: null, queryError: false }),
  pipes: restProtocol([
    { method: 'GET', path: /^\/v1\/pipes\/?$/, api: 'ListPipes' },
    { method: 'GET', path: new RegExp(`^/v1/pipes/${PIPE}$`), api: 'DescribePipe' },
    { method: 'POST', path: new RegExp(`^/v1/pipes/${PIPE}/stop$`), api: 'StopPipe' },
    { method: 'POST', path: new RegExp(`^/v1/pipes/${PIPE}/start$`), api: 'StartPipe' },
  ]),
  scheduler: restProtocol([
    { method: 'GET', path: /^\/schedule-groups\/?$/, api: 'ListScheduleGroups' },
    { method: 'GET', path: /^\/schedules\/?$/, api: 'ListSchedules' },
  ]),
  lambda: restProtocol([
    { method: 'GET', path: new RegExp(`^${FUNCTIONS}/?$`), api: 'ListFunctions' },
    { method: 'GET', path: new RegExp(`^${FUNCTIONS}/(?<FunctionName>[A-Za-z0-9_:%-]{1,400})/policy$`), api: 'GetPolicy' },
    { method: 'GET', path: new RegExp(`^${MAPPINGS}/?$`), api: 'ListEventSourceMappings' },
    { method: 'GET', path: new RegExp(`^${MAPPINGS}/(?<UUID>[0-9a-fA-F-]{1,64})$`), api: 'GetEventSourceMapping' },
  ]),
};
