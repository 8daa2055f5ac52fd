import { Controller, Get, Header } from '@nestjs/common';
import { Permits } from '../auth/auth-guard.js';
import { VERSION } from '../version.js';
import { type ApiDocument, apiDocument } from './api-document.js';
import { apiReference } from './api-reference.js';

/** The contract, for programs and for people. */
@Controller()
export class ApiDocumentController {
  readonly #document = apiDocument(VERSION);
  readonly #reference = apiReference(this.#document);

  @Get('/api/openapi.json')
  @Permits('view')
  document(): ApiDocument {
    return this.#document;
  }

  @Get('/api/docs')
  @Permits('view')
  @Header('Content-Type', 'text/html; charset=utf-8')
  reference(): string {
    return this.#reference;
  }
}
