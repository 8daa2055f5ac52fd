import { z } from 'zod';
import type { AuditedAction } from './audit-log.js';
import type { Permission } from './permission.js';
import { resourceId } from './resource.js';

/** One HTTP operation. The server validates with it, the browser calls by it, OpenAPI is generated from it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path with `{parameters}`. */
  readonly path: string;
  /** Who may call it. */
  readonly permission: Permission;
  /** How the audit log calls it, when it is done; absent: nothing is done, or the server says more of it than the request does. */
  readonly audited?: AuditedAction;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
}

/** A list in a query: repeated (`?ids=a&ids=b`) or separated by commas (`?ids=a,b`). */
export const list = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (typeof value === 'string' ? value.split(',').filter(Boolean) : value), z.array(item));
export const wholeNumber = z.coerce.number().int();
export const idParams = z.strictObject({ id: resourceId });
