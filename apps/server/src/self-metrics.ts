import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Prometheus metrics about Weir itself, served at /metrics. */
export class SelfMetrics {
  readonly #registry = new Registry();
  readonly awsCalls = new Counter({
    name: 'weir_aws_calls_total',
    help: 'Calls made to AWS',
    labelNames: ['account', 'region', 'api', 'outcome'],
    registers: [this.#registry],
  });
  readonly awsDollars = new Counter({
    name: 'weir_aws_cost_usd_total',
    help: 'Estimated cost of the calls made to AWS, US dollars',
    labelNames: ['account', 'api'],
    registers: [this.#registry],
  });
  readonly batchSeconds = new Histogram({
    name: 'weir_batch_seconds',
    help: 'Time of one collector batch, from the first call to the commit',
    labelNames: ['kind'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [this.#registry],
  });
  readonly batchFailures = new Counter({
    name: 'weir_batch_failures_total',
    help: 'Collector batches that failed as a whole',
    labelNames: ['kind', 'reason'],
    registers: [this.#registry],
  });
  readonly samples = new Counter({
    name: 'weir_samples_written_total',
    help: 'Sample rows written',
    labelNames: ['family'],
    registers: [this.#registry],
  });
  readonly transitions = new Counter({
    name: 'weir_verdict_transitions_total',
    help: 'Verdicts that changed',
    labelNames: ['to'],
    registers: [this.#registry],
  });
  readonly watched = new Gauge({ name: 'weir_resources', help: 'Resources watched', labelNames: ['kind'], registers: [this.#registry] });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  async text(): Promise<string> {
    return this.#registry.metrics();
  }
}
