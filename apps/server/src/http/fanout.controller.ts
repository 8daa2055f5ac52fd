import { Controller } from '@nestjs/common';
import {
  type Audit,
  type CompareAnswer,
  type EventSample,
  type FanoutList,
  type Finding,
  type Ledger,
  type Resource,
  type ResourceId,
  routes,
  type Topology,
  type TopologyChanges,
  type TraceAnswer,
} from '@weir/contract';
import { AuditService } from '../fanout/audit-service.js';
import { FanoutService } from '../fanout/fanout-service.js';
import { LedgerService } from '../fanout/ledger-service.js';
import { TraceService } from '../fanout/trace-service.js';
import { actorName } from '../auth/caller.js';
import { Endpoint, Input, type InputOf } from './endpoint.js';
import { notFound, ProblemError } from './problem-error.js';

const LISTED = ['topic', 'bus', 'rule', 'pipe', 'function', 'delivery-stream', 'schedule-group'] as const;
@Controller()
export class FanoutController {
  constructor(
    private readonly fanout: FanoutService,
    private readonly ledgers: LedgerService,
    private readonly traces: TraceService,
    private readonly audits: AuditService,
  ) {}

  @Endpoint(routes.topology)
  async topology(@Input(routes.topology) { query }: InputOf<typeof routes.topology>): Promise<Topology> {
    if (query.root !== undefined) this.#existing(query.root);
    return this.fanout.topology(query.root);
  }

  @Endpoint(routes.topologyChanges)
  async changes(@Input(routes.topologyChanges) { query }: InputOf<typeof routes.topologyChanges>): Promise<TopologyChanges> {
    if (query.from >= query.to)
      throw new ProblemError(400, 'Invalid query', 'from: lies at or after to', [{ field: 'from', message: 'lies at or after to' }]);
    return this.fanout.changesBetween(query);
  }

  @Endpoint(routes.fanout)
  async list(@Input(routes.fanout) { query }: InputOf<typeof routes.fanout>): Promise<FanoutList> {
    return this.ledgers.list(query.kind === undefined ? LISTED : [query.kind]);
  }

  @Endpoint(routes.fanoutLedger)
  async ledger(@Input(routes.fanoutLedger) { params, query }: InputOf<typeof routes.fanoutLedger>): Promise<Ledger> {
    const resource = this.#existing(params.id);
    const { kind } = resource;
    if (kind !== 'topic' && kind !== 'rule' && kind !== 'pipe')
      throw notFound(`A ledger of ${resource.name}`, 'Topics, rules and pipes have one; take the id of one from /api/v1/fanout.');
    return this.ledgers.ledger({ ...resource, kind }, query.window, query.to);
  }

  @Endpoint(routes.samples)
  async samples(@Input(routes.samples) { params }: InputOf<typeof routes.samples>): Promise<Awaited<ReturnType<TraceService['samples']>>> {
    this.#existing(params.id);
    return this.traces.samples(params.id);
  }

  @Endpoint(routes.addSample)
  async addSample(@Input(routes.addSample) { params, body }: InputOf<typeof routes.addSample>): Promise<EventSample> {
    return this.traces.addSample(params.id, body, actorName());
  }

  @Endpoint(routes.removeSample)
  async removeSample(
    @Input(routes.removeSample) { params }: InputOf<typeof routes.removeSample>,
  ): Promise<Awaited<ReturnType<TraceService['samples']>>> {
    await this.traces.removeSample(params.id, params.sample);
    return this.traces.samples(params.id);
  }

  @Endpoint(routes.trace)
  async trace(@Input(routes.trace) { body }: InputOf<typeof routes.trace>): Promise<TraceAnswer> {
    return this.traces.trace(body.from, body.event, body.attributes);
  }

  @Endpoint(routes.traceCompare)
  async compare(@Input(routes.traceCompare) { body }: InputOf<typeof routes.traceCompare>): Promise<CompareAnswer> {
    return this.traces.compare(body.id, body.proposed, body.scope, body.events);
  }

  @Endpoint(routes.audit)
  async audit(@Input(routes.audit) { query }: InputOf<typeof routes.audit>): Promise<Audit> {
    return this.audits.audit(query);
  }

  @Endpoint(routes.acceptFinding)
  async accept(@Input(routes.acceptFinding) { params, body }: InputOf<typeof routes.acceptFinding>): Promise<Finding> {
    return this.audits.accept(params.finding, body.reason, actorName());
  }

  @Endpoint(routes.reopenFinding)
  async reopen(@Input(routes.reopenFinding) { params }: InputOf<typeof routes.reopenFinding>): Promise<Finding> {
    return this.audits.reopen(params.finding);
  }

  #existing(id: ResourceId): Resource {
    const resource = this.fanout.resource(id);
    if (resource === undefined) throw notFound(`Resource ${id}`, 'Take the id from /api/v1/resources.');
    return resource;
  }
}
