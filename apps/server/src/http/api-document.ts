import { problem, routes, type Route } from '@weir/contract';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';

const failure = (description: string) => ({ description, content: { 'application/problem+json': { schema: problem } } });

function operation(id: string, route: Route): ZodOpenApiOperationObject {
  return {
    operationId: id,
    summary: route.summary,
    ...((route.params ?? route.query) && {
      requestParams: { ...(route.params && { path: route.params }), ...(route.query && { query: route.query }) },
    }),
    ...(route.body && { requestBody: { content: { 'application/json': { schema: route.body } } } }),
    responses: {
      200: { description: route.summary, content: { 'application/json': { schema: route.response } } },
      ...((route.params ?? route.query ?? route.body) && { 400: failure('A field is at fault; the problem names it') }),
      ...(route.params && { 404: failure('No such resource') }),
      ...(id === 'incidentAction' && { 409: failure('Somebody did what contradicts it; the problem says who and what') }),
    },
  };
}

export type ApiDocument = ReturnType<typeof createDocument>;

/** The OpenAPI 3.1 document, generated from the same schemas that validate. */
export function apiDocument(version: string): ApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  for (const [id, route] of Object.entries(routes) as [string, Route][]) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(id, route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Weir',
      version,
      description: 'Gauges the event plane of AWS accounts. Errors are RFC 9457 problem documents.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
  });
}
