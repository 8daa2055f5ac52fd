import { applyDecorators, createParamDecorator, Delete, type ExecutionContext, Get, HttpCode, Post, SetMetadata } from '@nestjs/common';
import type { Route } from '@weir/contract';
import type { Request } from 'express';
import type { z } from 'zod';
import { ROUTE } from '../auth/auth-guard.js';
import { invalidInput } from './problem-error.js';

/** Binds a controller method to a route of the contract, so that no path is written twice. */
export function Endpoint(route: Route): MethodDecorator {
  return applyDecorators(SetMetadata(ROUTE, route), bound(route));
}

function bound(route: Route): MethodDecorator {
  const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
  switch (route.method) {
    case 'GET':
      return Get(path);
    case 'POST':
      return applyDecorators(Post(path), HttpCode(200));
    case 'DELETE':
      return Delete(path);
  }
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a route's schemas make of a request. */
export interface InputOf<R extends Route> {
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
  readonly body: Parsed<R['body']>;
}

/** The request, validated by the route's schemas. Faults are answered with 400 and the fields named. */
export const Input = createParamDecorator((route: Route, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<Request>();
  return {
    params: parse('path', route.params, request.params),
    query: parse('query', route.query, request.query),
    body: parse('body', route.body, request.body),
  };
});

function parse(place: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidInput(place, parsed.error);
  return parsed.data;
}
