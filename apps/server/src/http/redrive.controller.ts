import { Controller, Header, StreamableFile } from '@nestjs/common';
import { type RedriveDetail, type RedriveDryRun, type RedriveList, type RedriveMessageList, routes } from '@weir/contract';
import { RedriveReader } from '../redrive/redrive-reader.js';
import { RedriveService } from '../redrive/redrive-service.js';
import { Endpoint, Input, type InputOf } from './endpoint.js';

@Controller()
export class RedriveController {
  constructor(
    private readonly redrives: RedriveService,
    private readonly reader: RedriveReader,
  ) {}

  @Endpoint(routes.dryRunRedrive)
  dryRun(@Input(routes.dryRunRedrive) { params, body }: InputOf<typeof routes.dryRunRedrive>): Promise<RedriveDryRun> {
    return this.redrives.dryRun(params.id, body);
  }

  @Endpoint(routes.startRedrive)
  start(@Input(routes.startRedrive) { params, body }: InputOf<typeof routes.startRedrive>): Promise<RedriveDetail> {
    return this.redrives.start(params.id, body);
  }

  @Endpoint(routes.redrivesOfQueue)
  ofQueue(@Input(routes.redrivesOfQueue) { params, query }: InputOf<typeof routes.redrivesOfQueue>): Promise<RedriveList> {
    return this.reader.list(query, params.id);
  }

  @Endpoint(routes.startArchive)
  archive(@Input(routes.startArchive) { params, body }: InputOf<typeof routes.startArchive>): Promise<RedriveDetail> {
    return this.redrives.archive(params.id, body);
  }

  @Endpoint(routes.redrives)
  list(@Input(routes.redrives) { query }: InputOf<typeof routes.redrives>): Promise<RedriveList> {
    return this.reader.list(query);
  }

  @Endpoint(routes.redrive)
  async one(@Input(routes.redrive) { params }: InputOf<typeof routes.redrive>): Promise<RedriveDetail> {
    return this.reader.whole(await this.reader.existing(params.redrive));
  }

  @Endpoint(routes.redriveMessages)
  messages(@Input(routes.redriveMessages) { params, query }: InputOf<typeof routes.redriveMessages>): Promise<RedriveMessageList> {
    const { possiblyTwice, ...rest } = query;
    return this.reader.messages(params.redrive, {
      ...rest,
      possiblyTwice: possiblyTwice === undefined ? undefined : possiblyTwice === 'true',
    });
  }

  @Endpoint(routes.redriveAction)
  act(@Input(routes.redriveAction) { params, body }: InputOf<typeof routes.redriveAction>): Promise<RedriveDetail> {
    return this.redrives.act(params.redrive, body);
  }

  @Endpoint(routes.redriveArchive)
  @Header('Content-Type', 'application/x-ndjson')
  async openArchive(@Input(routes.redriveArchive) { params }: InputOf<typeof routes.redriveArchive>): Promise<StreamableFile> {
    return new StreamableFile(await this.reader.openArchive(params.redrive), {
      type: 'application/x-ndjson',
      disposition: `attachment; filename="${params.redrive}.ndjson"`,
    });
  }
}
