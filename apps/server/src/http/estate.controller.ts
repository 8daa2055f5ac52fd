import { Controller } from '@nestjs/common';
import {
  DELETED_KEPT_DAYS,
  type Duplicates,
  type Estate,
  type Resource,
  type ResourceId,
  type ResourceList,
  routes,
  type Series,
  type Sparklines,
} from '@weir/contract';
import { matches, worstFirst } from '@weir/domain';
import { EstateService } from '../estate/estate-service.js';
import { SeriesReader } from '../estate/series-reader.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { Endpoint, Input, type InputOf } from './endpoint.js';
import { notFound } from './problem-error.js';

@Controller()
export class EstateController {
  constructor(
    private readonly estate: EstateService,
    private readonly reader: SeriesReader,
  ) {}

  @Endpoint(routes.estate)
  overview(): Estate {
    return this.estate.estate();
  }

  @Endpoint(routes.resources)
  list(@Input(routes.resources) { query }: InputOf<typeof routes.resources>): ResourceList {
    const order = worstFirst(this.estate.now());
    const found = [...this.estate.resources()]
      .filter((resource) => (query.deleted === 'include' || resource.deletedAt === null) && matches(resource, query))
      .sort((a, b) => order(a, b) || (a.id < b.id ? -1 : 1));
    const start = query.cursor === undefined ? 0 : decodeCursor(query.cursor);
    const items = found.slice(start, start + query.limit);
    const next = start + items.length;
    return { items, total: found.length, nextCursor: next < found.length ? encodeCursor(next) : null };
  }

  @Endpoint(routes.resource)
  one(@Input(routes.resource) { params }: InputOf<typeof routes.resource>): Resource {
    return this.#existing(params.id);
  }

  @Endpoint(routes.series)
  async series(@Input(routes.series) { params, query }: InputOf<typeof routes.series>): Promise<Series> {
    return this.reader.read(this.#existing(params.id), query);
  }

  @Endpoint(routes.sparklines)
  async sparklines(@Input(routes.sparklines) { query }: InputOf<typeof routes.sparklines>): Promise<Sparklines> {
    return this.reader.sparklines(
      query.ids.filter((id) => this.estate.resource(id)),
      query,
    );
  }

  @Endpoint(routes.duplicates)
  async duplicates(@Input(routes.duplicates) { params, query }: InputOf<typeof routes.duplicates>): Promise<Duplicates> {
    return this.reader.duplicates(this.#existing(params.id), query.hours);
  }

  #existing(id: ResourceId): Resource {
    const resource = this.estate.resource(id);
    if (!resource)
      throw notFound(
        `Resource ${id}`,
        `Take an id from /api/v1/resources; add deleted=include for those deleted within the last ${DELETED_KEPT_DAYS} days.`,
      );
    return resource;
  }
}
