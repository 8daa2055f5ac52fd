import { Controller, Res } from '@nestjs/common';
import {
  encodeHeatmap,
  type FlatHeatmap,
  type Heatmap,
  HEATMAP_CONTENT_TYPE,
  type HotKeys,
  type Resource,
  type ResourceId,
  routes,
  type StreamConsumer,
  type StreamDetail,
  type StreamOverview,
  type StreamShards,
  type WhatIfAnswer,
} from '@weir/contract';
import type { Response } from 'express';
import { EstateService } from '../estate/estate-service.js';
import { StreamService } from '../streams/stream-service.js';
import { Endpoint, Input, type InputOf } from './endpoint.js';
import { notFound } from './problem-error.js';

@Controller()
export class StreamsController {
  constructor(
    private readonly estate: EstateService,
    private readonly streams: StreamService,
  ) {}

  @Endpoint(routes.streams)
  async list(): Promise<{ items: readonly StreamOverview[]; total: number }> {
    const items = await this.streams.list();
    return { items, total: items.length };
  }

  @Endpoint(routes.stream)
  async one(@Input(routes.stream) { params }: InputOf<typeof routes.stream>): Promise<StreamDetail> {
    return this.streams.detail(this.#existing(params.id));
  }

  @Endpoint(routes.heatmap)
  async heatmap(
    @Input(routes.heatmap) { params, query }: InputOf<typeof routes.heatmap>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Heatmap | undefined> {
    const map = await this.streams.heatmap(this.#existing(params.id), query);
    if (query.format === 'json') return nested(map);
    response.type(HEATMAP_CONTENT_TYPE).send(Buffer.from(encodeHeatmap(map)));
    return undefined;
  }

  @Endpoint(routes.hotKeys)
  async hotKeys(@Input(routes.hotKeys) { params, query }: InputOf<typeof routes.hotKeys>): Promise<HotKeys> {
    return this.streams.hotKeys(this.#existing(params.id), query);
  }

  @Endpoint(routes.streamShards)
  async shards(@Input(routes.streamShards) { params }: InputOf<typeof routes.streamShards>): Promise<StreamShards> {
    return this.streams.shards(this.#existing(params.id));
  }

  @Endpoint(routes.streamConsumers)
  async consumers(
    @Input(routes.streamConsumers) { params }: InputOf<typeof routes.streamConsumers>,
  ): Promise<{ items: readonly StreamConsumer[] }> {
    return { items: await this.streams.consumers(this.#existing(params.id)) };
  }

  @Endpoint(routes.whatIf)
  async whatIf(@Input(routes.whatIf) { params, body }: InputOf<typeof routes.whatIf>): Promise<WhatIfAnswer> {
    return this.streams.whatIf(this.#existing(params.id), body);
  }

  #existing(id: ResourceId): Resource {
    const resource = this.estate.resource(id);
    if (resource?.kind !== 'stream') throw notFound(`Stream ${id}`, 'Take the id of a stream from /api/v1/streams.');
    return resource;
  }
}

/** As JSON has it: an array for each row, null where nothing is known. */
function nested({ values, ...map }: FlatHeatmap): Heatmap {
  return {
    ...map,
    values: map.rows.map((_, row) =>
      Array.from(values.subarray(row * map.columns, (row + 1) * map.columns), (value) => (Number.isNaN(value) ? null : value)),
    ),
  };
}
