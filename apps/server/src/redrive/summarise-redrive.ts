import type { IncidentId, RedriveCheck, RedriveDetail, RedriveJournalLine, RedriveSummary } from '@weir/contract';
import { actionsOf, allowedRate, movedBy, restoreRedrive, sendsMessages } from '@weir/domain';
import type { StoredRedrive } from '@weir/store';
import { type RedriveDocument, redriveDocument } from './redrive-document.js';

/** A redrive as lists show it, from what is stored. */
export function summariseRedrive(redrive: StoredRedrive, now: number): RedriveSummary {
  return summaryOf(redrive, redriveDocument.parse(redrive.document), now);
}

/** One whole. */
export function detailRedrive(
  redrive: StoredRedrive,
  of: { readonly lines: readonly RedriveJournalLine[]; readonly archive: RedriveDetail['archive'] },
  now: number,
): RedriveDetail {
  const document = redriveDocument.parse(redrive.document);
  const checks: RedriveCheck[] = document.checks;
  return {
    ...summaryOf(redrive, document, now),
    ...{ plan: document.plan, groups: document.groups, checks, journal: [...of.lines], archive: of.archive },
  };
}

function summaryOf(redrive: StoredRedrive, document: RedriveDocument, now: number): RedriveSummary {
  const { progress, counts } = redrive;
  const { settings, dlq, expected } = document;
  const moved = movedBy(restoreRedrive(settings, progress, now, counts));
  const running = sendsMessages(progress.state);
  const allowed = running ? allowedRate(settings.ratePerSecond, settings.rampSeconds, progress.rampStartedAt, now) : 0;
  const incident: IncidentId | null = document.incident;
  return {
    ...{ id: redrive.id, kind: redrive.kind, incident, expected, engine: settings.engine },
    dlq: { id: dlq.id, name: dlq.name, accountId: dlq.accountId, region: dlq.region },
    destinations: document.destinations.map(({ name }) => name),
    ...{ state: progress.state, because: progress.because, stoppingInto: progress.stoppingInto, watchEndsAt: progress.watchEndsAt },
    counts: {
      ...{ moved, sent: counts.sent, failed: counts.failed, leftAlone: counts.leftAlone },
      ...{ cameBack: counts.cameBack, possiblyTwice: counts.possiblyTwice },
    },
    rate: { now: running ? counts.perSecond : 0, allowed, limit: settings.ratePerSecond },
    remainingSeconds: remaining(expected.high, moved, running ? counts.perSecond : 0),
    ...{
      startedBy: redrive.startedBy,
      reason: redrive.reason,
      startedAt: redrive.startedAt,
      changedAt: redrive.changedAt,
      endedAt: redrive.endedAt,
    },
    actions: actionsOf(progress),
  };
}

function remaining(expected: number | null, moved: number, perSecond: number): number | null {
  if (expected === null || perSecond <= 0) return null;
  return Math.ceil(Math.max(0, expected - moved) / perSecond);
}
