import { createHash } from 'node:crypto';
import { AwsError, type AwsAccess } from '@weir/aws';
import type { KeyMinuteDocument, ResourceId, WeirConfig } from '@weir/contract';
import {
  ASSUMED_EVENT_BYTES,
  beginRead,
  chooseConsumer,
  fanOutBudget,
  finishRead,
  mayNotRead,
  MINUTE_MS,
  minuteOf,
  planReads,
  readPricePerGb,
  refill,
  refuseRead,
  sampleDetail,
  type SampleEntry,
  sampleEntryOf,
  type SampleRead,
  setShards,
  setStreamFacts,
  type ShardMinute,
  ShardTally,
  showKey,
  type ShowKey,
  writeUtilisation,
  YIELD_MS,
} from '@weir/domain';
import type { Store } from '@weir/store';
import type { Log } from '../../log.js';
import { RECENT_MINUTES } from '../recent-readings.js';
import { type Brought, pollRecords, pushedRecords } from './record-source.js';
import { registeredConsumers } from './registered-consumers.js';
import { sampleDocument, sampledLoad } from './sample-document.js';
import { isUrgent, NEAR_LIMIT, newSampled, othersRefused, readerBehind, type Sampled, say, seenUpTo } from './sampled-stream.js';
import type { WatchedStream } from './watched-stream.js';
import type { WatchedStreams } from './watched-streams.js';

export interface SamplerParts {
  readonly aws: AwsAccess;
  readonly store: Store;
  readonly streams: WatchedStreams;
  readonly config: WeirConfig;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
  /** A shard ended or is gone: the stream has been resharded, and its shards should be listed anew. */
  readonly onReshard: (stream: WatchedStream) => void;
}

/** Spending is added up in the store, for all processes, this often; the minute at hand is written as often. */
const WRITE_EVERY_MS = 10_000;
const BYTES_PER_GB = 1e9;

const md5 = (bytes: Uint8Array): Uint8Array => createHash('md5').update(bytes).digest();

/**
 * Reads records of streams that the configuration names, within its budget, to tell which keys cause the load.
 *
 *     off ──named in the configuration──▶ waiting ──a read came──▶ reading
 *     reading ──a reader's lag rises──▶ backing-off (a sixth of the pace) ──it has caught up──▶ reading
 *     reading ──a read is refused──▶ backing-off (that shard rests) ──▶ reading
 *     reading ──others' reads are refused──▶ backing-off (nothing for five minutes) ──▶ reading
 *     reading ──dollars of the day spent──▶ budget-spent ──midnight UTC──▶ reading
 *     any ──AWS refuses──▶ denied (asked again as a refused shard is)
 *     any ──its consumer is missing, not ready, or somebody else's──▶ failed (asked again with each discovery)
 *
 * Where the configuration names a consumer, reads go through it and share nothing with other readers: they need not be stood back for.
 *
 * What to read is decided by `planReads`; this executes it. Payloads are looked at in passing and never kept.
 */
export class Sampler {
  readonly #parts: SamplerParts;
  readonly #sampled = new Map<ResourceId, Sampled>();
  readonly #showKey: ShowKey;
  #day = '';
  #spent: ReadonlyMap<ResourceId, { readonly usd: number }> = new Map();

  constructor(parts: SamplerParts) {
    this.#parts = parts;
    this.#showKey = showKey(parts.config.streams.keys, md5);
  }

  /** Begins the reads that are due; the promises never reject. */
  tick(streams: readonly WatchedStream[], signal: AbortSignal): readonly Promise<void>[] {
    const now = this.#parts.now();
    const begun: Promise<void>[] = [];
    for (const stream of streams) {
      const entry = sampleEntryOf(this.#parts.config.streams, stream.entry);
      if (entry === null) continue;
      const sampled = this.#of(stream, now);
      this.#chooseWay(stream, sampled, entry, now);
      this.#refresh(stream, sampled, now);
      for (const read of this.#plan(sampled, now)) {
        sampled.sampling = beginRead(sampled.sampling, read, now);
        begun.push(this.#read(stream, sampled, read, signal));
      }
      if (sampled.dirty && now - sampled.writtenAt >= WRITE_EVERY_MS) {
        sampled.writtenAt = now;
        begun.push(this.#write(stream, sampled));
      }
    }
    return begun;
  }

  /** Records read of a stream with GetRecords in a minute, as AWS counts them among everybody's reads. */
  recordsOf(id: ResourceId, minute: number): number {
    return this.#sampled.get(id)?.polled.get(minute) ?? 0;
  }

  /** Stores what is not yet, as before the end. */
  async flush(): Promise<void> {
    for (const [id, sampled] of this.#sampled) {
      const stream = this.#parts.streams.stream(id);
      if (stream && sampled.dirty) await this.#write(stream, sampled);
    }
  }

  get #budget() {
    return this.#parts.config.streams.budget;
  }

  #of(stream: WatchedStream, now: number): Sampled {
    const known = this.#sampled.get(stream.id);
    if (known) return known;
    const fresh = newSampled(now);
    this.#sampled.set(stream.id, fresh);
    return fresh;
  }

  /** How the stream is to be read: with GetRecords, or through which consumer. */
  #chooseWay(stream: WatchedStream, sampled: Sampled, { consumer }: SampleEntry, now: number): void {
    if (consumer === undefined) return;
    if (sampled.consumer === null) sampled.sampling = setStreamFacts(sampled.sampling, { eventBytes: ASSUMED_EVENT_BYTES });
    sampled.consumer = chooseConsumer(consumer, registeredConsumers(stream, this.#parts.streams.consumersOf(stream), sampled.pushed, now));
  }

  #plan(sampled: Sampled, now: number): readonly SampleRead[] {
    const { random } = this.#parts;
    const { sampling, consumer } = sampled;
    if (consumer === null) return planReads(sampling, this.#budget, now, random);
    if (consumer.kind === 'use') return planReads(sampling, fanOutBudget(this.#budget), now, random, 'pushed');
    say(sampled, consumer.kind === 'not-known-yet' ? 'waiting' : 'failed', consumer.because, now);
    return [];
  }

  /** What the stream is now: its shards, its size, what it costs, and whether somebody else needs its reads. */
  #refresh(stream: WatchedStream, sampled: Sampled, now: number): void {
    const day = new Date(now).toISOString().slice(0, 10);
    if (day !== this.#day) {
      this.#day = day;
      this.#spent = new Map();
      for (const other of this.#sampled.values()) other.sampling = setStreamFacts(other.sampling, { spentUsdToday: 0 });
    }
    while (sampled.calls[0] && sampled.calls[0].at < now - 10 * MINUTE_MS) sampled.calls.shift();
    const open = stream.openShards.map(({ shardId, ordinal }) => ({
      shardId,
      urgent: (sampled.utilisations.get(shardId) ?? 0) > NEAR_LIMIT || isUrgent(stream, ordinal),
    }));
    const refused = sampled.consumer === null && othersRefused(stream, sampled) > 0 ? 'reads of the stream are being refused' : null;
    const behind = this.#readerBehind(stream, sampled, now);
    let sampling = setShards(sampled.sampling, open);
    sampling = setStreamFacts(sampling, {
      bytesPerSecond: this.#bytesPerSecond(stream, sampled),
      spentUsdToday: Math.max(sampling.spentUsdToday, this.#spent.get(stream.id)?.usd ?? 0),
      isReaderBehind: behind !== null,
      ...(refused !== null && mayNotRead(sampling, this.#budget, now) === null && { yieldUntil: now + YIELD_MS }),
    });
    sampled.sampling = refill(sampling, this.#budget, now);
    const held = mayNotRead(sampled.sampling, this.#budget, now);
    if (held === 'budget-spent') say(sampled, 'budget-spent', `the day's ${this.#budget.usdPerDay} dollars are spent`, now);
    else if (held === 'backing-off') say(sampled, 'backing-off', refused ?? sampled.because, now);
    else if (open.length === 0) say(sampled, 'waiting', 'the shards of the stream are not known yet', now);
    if (minuteOf(now) !== sampled.minute) this.#turn(stream, sampled, now);
  }

  /** By CloudWatch's newest minute, or while there is none by the samples themselves. */
  #bytesPerSecond(stream: WatchedStream, sampled: Sampled): number | null {
    const measured = stream.readings.latest().incomingBytes?.value ?? null;
    if (measured !== null) return measured / 60;
    const loads = [...sampled.tallies.values()].flatMap((tally) => tally.bytesPerSecond ?? []);
    if (loads.length === 0) return null;
    return (loads.reduce((sum, load) => sum + load, 0) / loads.length) * Math.max(1, stream.openShards.length);
  }

  async #read(stream: WatchedStream, sampled: Sampled, read: SampleRead, signal: AbortSignal): Promise<void> {
    const { aws, log, now } = this.#parts;
    const { entry } = stream;
    const { consumer } = sampled;
    try {
      const scope = aws.scope(entry);
      const brought =
        consumer?.kind === 'use' ? await pushedRecords(scope, consumer.arn, read, signal) : await pollRecords(scope, stream, read, signal);
      this.#take(stream, sampled, read, brought);
    } catch (error) {
      sampled.sampling = refuseRead(sampled.sampling, read.shardId, now());
      if (signal.aborted) return;
      if (!(error instanceof AwsError)) {
        log.error({ error, stream: entry.arn }, 'a sample could not be taken');
        say(sampled, 'failed', 'Weir failed to take the sample; see its log', now());
        return;
      }
      const { kind, action } = error.failure;
      if (kind === 'not-found') this.#parts.onReshard(stream);
      if (kind === 'throttled') {
        // Limits are a shard's own: this one rests, longer each time, and the others are read on.
        const minute = minuteOf(now());
        if (consumer === null) sampled.refused.set(minute, (sampled.refused.get(minute) ?? 0) + 1);
        say(sampled, 'backing-off', `reads of ${read.shardId} are refused: it rests`, now());
      } else if (kind === 'denied') say(sampled, 'denied', `${action} is denied; docs/IAM.md has the statement for sampling`, now());
      else say(sampled, 'failed', `${action} failed (${kind}); it is tried again`, now());
      sampled.dirty = true;
    }
  }

  #take(stream: WatchedStream, sampled: Sampled, read: SampleRead, reply: Brought): void {
    const now = this.#parts.now();
    if (reply.kind !== 'read') {
      sampled.sampling = refuseRead(sampled.sampling, read.shardId, now);
      if (reply.kind === 'in-use') say(sampled, 'backing-off', `somebody else is subscribed to ${read.shardId}: ${reply.message}`, now);
      return;
    }
    const bytes = reply.records.reduce((sum, { data, partitionKey }) => sum + data.length + (partitionKey?.length ?? 0), 0);
    const perGb = readPricePerGb(this.#parts.config.prices, stream.entry.config?.mode ?? 'PROVISIONED', sampled.consumer !== null);
    const usd = (bytes / BYTES_PER_GB) * perGb;
    sampled.sampling = finishRead(sampled.sampling, read.shardId, { records: reply.records.length, bytes, usd });
    sampled.calls.push({ at: now, bytes, records: reply.records.length });
    const perMinute = sampled.consumer === null ? sampled.polled : sampled.pushed;
    perMinute.set(minuteOf(now), (perMinute.get(minuteOf(now)) ?? 0) + reply.records.length);
    for (const kept of [sampled.polled, sampled.pushed, sampled.refused])
      for (const minute of kept.keys()) if (minute < now - RECENT_MINUTES * MINUTE_MS) kept.delete(minute);
    const { unwritten } = sampled;
    unwritten.calls += 1;
    unwritten.records += reply.records.length;
    unwritten.bytes += bytes;
    unwritten.usd += usd;
    sampled.records += reply.records.length;
    sampled.bytes += bytes;
    const to = seenUpTo(reply, read, now);
    this.#tallyOf(stream, sampled, read.shardId)?.take({ records: reply.records, from: read.from, to });
    const seconds = Math.max(1, to - read.from) / 1000;
    sampled.utilisations.set(
      read.shardId,
      reply.records.length === 0
        ? 0
        : writeUtilisation({ bytesPerSecond: bytes / seconds, recordsPerSecond: reply.records.length / seconds }),
    );
    if (reply.hasEnded) this.#parts.onReshard(stream);
    const behind = this.#readerBehind(stream, sampled, now);
    if (reply.cutShort !== null) {
      sampled.sampling = refuseRead(sampled.sampling, read.shardId, now);
      say(sampled, 'backing-off', `${reply.cutShort.action} of ${read.shardId} broke off (${reply.cutShort.message}): it rests`, now);
    } else if (behind !== null) say(sampled, 'backing-off', `reading at a sixth of the pace, because ${behind}`, now);
    else say(sampled, 'reading', `reading ${String(stream.openShards.length)} shards${throughOf(sampled)}`, now);
    sampled.dirty = true;
  }

  /** Who reads through a consumer takes nothing from readers that poll. */
  #readerBehind(stream: WatchedStream, sampled: Sampled, now: number): string | null {
    return sampled.consumer === null ? readerBehind(stream, this.#parts.streams, sampled, now) : null;
  }

  #tallyOf(stream: WatchedStream, sampled: Sampled, shardId: string): ShardTally | undefined {
    const known = sampled.tallies.get(shardId);
    if (known) return known;
    const shard = stream.shards.find((candidate) => candidate.shardId === shardId);
    if (!shard) return undefined;
    const tally = new ShardTally(shardId, shard.range, sampleDetail(stream.openShards.length).slices, this.#showKey, md5);
    sampled.tallies.set(shardId, tally);
    return tally;
  }

  /** The minute is over: what it said is stored, and a new one begins. */
  #turn(stream: WatchedStream, sampled: Sampled, now: number): void {
    const { minute } = sampled;
    const document = sampleDocument(stream, sampled, this.#budget.usdPerDay, this.#parts.now());
    const rows = sampledLoad(stream, sampled);
    sampled.tallies.clear();
    sampled.minute = minuteOf(now);
    sampled.dirty = false;
    this.#store(stream, minute, document, rows).catch((error: unknown) => {
      this.#parts.log.error({ error, stream: stream.entry.arn }, 'a minute of samples could not be stored');
    });
  }

  async #write(stream: WatchedStream, sampled: Sampled): Promise<void> {
    sampled.dirty = false;
    try {
      await this.#store(stream, sampled.minute, sampleDocument(stream, sampled, this.#budget.usdPerDay, this.#parts.now()), []);
      await this.#addSpend(stream, sampled);
    } catch (error) {
      sampled.dirty = true;
      this.#parts.log.error({ error, stream: stream.entry.arn }, 'samples could not be stored');
    }
  }

  async #addSpend(stream: WatchedStream, sampled: Sampled): Promise<void> {
    const spend = sampled.unwritten;
    if (spend.calls === 0) return;
    sampled.unwritten = { calls: 0, records: 0, bytes: 0, usd: 0 };
    try {
      await this.#parts.store.streams.addSampling(this.#day, stream.id, spend);
      this.#spent = await this.#parts.store.streams.samplingOf(this.#day);
    } catch (error) {
      const { unwritten } = sampled;
      sampled.unwritten = {
        calls: unwritten.calls + spend.calls,
        records: unwritten.records + spend.records,
        bytes: unwritten.bytes + spend.bytes,
        usd: unwritten.usd + spend.usd,
      };
      throw error;
    }
  }

  async #store(stream: WatchedStream, at: number, document: KeyMinuteDocument, minutes: readonly ShardMinute[]): Promise<void> {
    await this.#parts.store.streams.writeKeyMinutes([{ streamId: stream.id, at, document }]);
    if (minutes.length > 0) await this.#parts.store.streams.writeShardMinutes(minutes);
  }
}

const throughOf = ({ consumer }: Sampled): string => (consumer?.kind === 'use' ? ` through the consumer ${consumer.name}` : '');
