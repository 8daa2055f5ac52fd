import { Controller, Header } from '@nestjs/common';
import { type DeadLetterLook, type DeadLetterQueue, type DeadLetterQueues, type Resource, type ResourceId, routes } from '@weir/contract';
import { actorName } from '../auth/caller.js';
import { DeadLetterService } from '../dead-letters/dead-letter-service.js';
import { EstateService } from '../estate/estate-service.js';
import { Endpoint, Input, type InputOf } from './endpoint.js';
import { notFound } from './problem-error.js';

@Controller()
export class DeadLetterController {
  constructor(
    private readonly deadLetters: DeadLetterService,
    private readonly estate: EstateService,
  ) {}

  @Endpoint(routes.deadLetterQueues)
  async queues(): Promise<DeadLetterQueues> {
    return { items: [...(await this.deadLetters.list())] };
  }

  @Endpoint(routes.deadLetterQueue)
  async queue(@Input(routes.deadLetterQueue) { params }: InputOf<typeof routes.deadLetterQueue>): Promise<DeadLetterQueue> {
    return this.deadLetters.one(this.#queue(params.id));
  }

  @Endpoint(routes.startLook)
  startLook(@Input(routes.startLook) { params, body }: InputOf<typeof routes.startLook>): DeadLetterLook {
    return this.deadLetters.startLook(this.#queue(params.id), body, actorName());
  }

  @Endpoint(routes.deadLetters)
  messages(@Input(routes.deadLetters) { params, query }: InputOf<typeof routes.deadLetters>): DeadLetterLook {
    return this.deadLetters.found(this.#queue(params.id), query);
  }

  @Endpoint(routes.exportDeadLetters)
  @Header('Content-Type', 'application/x-ndjson; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="dead-letters.ndjson"')
  export(@Input(routes.exportDeadLetters) { params }: InputOf<typeof routes.exportDeadLetters>): string {
    return this.deadLetters.export(this.#queue(params.id));
  }

  #queue(id: ResourceId): Resource {
    const resource = this.estate.resource(id);
    if (resource?.kind !== 'queue') throw notFound(`Queue ${id}`, 'Take the id of a dead-letter queue from /api/v1/dlq.');
    return resource;
  }
}
