import { acceptFinding, type Audit, type FanoutList, type FanoutOverview, type Finding, type Resource } from '@weir/contract';
import { sumOfLines } from '@weir/domain';
import { FIXTURE_NOW } from './estate-fixture.js';
import { fixtureLedger } from './fixture-ledger.js';
import { fixtureFindings } from './known-findings.js';
import { fanoutOverviews } from './known-fanout.js';

/** The newest minutes are not settled. */
const SETTLING_MS = 5 * 60_000;

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const refused = (status: number, detail: string) => json({ type: 'about:blank', title: 'Refused', status, detail }, status);

/** Answers `/api/v1/fanout…`. `path` is what follows `/api/v1`. */
export function answerFanout(resources: readonly Resource[], path: readonly string[], url: URL): Response {
  if (path[1] === undefined) return json(listOf(fanoutOverviews(resources)));
  const resource = resources.find(({ id }) => id === path[1]);
  if (resource === undefined) return refused(404, 'Take the id from /api/v1/resources.');
  const to = Math.min(Number(url.searchParams.get('to') ?? FIXTURE_NOW), FIXTURE_NOW - SETTLING_MS);
  return json(fixtureLedger(resource, resources, url.searchParams.get('window') ?? '1h', to));
}

const listOf = (items: readonly FanoutOverview[]): FanoutList => {
  const lines = items.map(({ line }) => line).filter((line) => line !== null);
  const [knownMinutes, unknownMinutes] = [
    items.reduce((sum, item) => sum + item.knownMinutes, 0),
    items.reduce((sum, item) => sum + item.unknownMinutes, 0),
  ];
  return { items: [...items], due: { line: sumOfLines(lines), knownMinutes, unknownMinutes, of: lines.length, leftOut: 0 } };
};

/** What was accepted since the page was opened. */
const accepted = new Map<string, Finding['accepted']>();

/** Answers `/api/v1/audit…`; an acceptance lasts as long as the page. */
export function answerAudit(resources: readonly Resource[], path: readonly string[], url: URL, body: string | null): Response {
  const all = fixtureFindings(resources).map((finding) => ({ ...finding, accepted: accepted.get(finding.id) ?? finding.accepted }));
  const finding = all.find(({ id }) => id === path[1]);
  if (path[1] === undefined)
    return json(auditOf(all, url.searchParams.get('state') ?? 'open', Number(url.searchParams.get('limit') ?? all.length)));
  if (finding === undefined) return refused(404, 'No finding has this id.');
  const given = path[2] === 'accept' ? acceptFinding.parse(JSON.parse(body ?? '{}')) : null;
  const taken = given === null ? null : { at: FIXTURE_NOW, by: 'demo admin', reason: given.reason };
  accepted.set(finding.id, taken);
  return json({ ...finding, accepted: taken });
}

function auditOf(all: readonly Finding[], state: string, limit: number): Audit {
  const open = all.filter(({ goneAt, accepted: taken }) => goneAt === null && taken === null);
  const shown = {
    open,
    accepted: all.filter(({ accepted: taken }) => taken !== null),
    gone: all.filter(({ goneAt }) => goneAt !== null),
    all,
  };
  const count = (severity: Finding['severity']) => open.filter((finding) => finding.severity === severity).length;
  return {
    items: (shown[state as keyof typeof shown] ?? open).slice(0, limit),
    open: { loss: count('loss'), security: count('security'), hygiene: count('hygiene') },
    accepted: shown.accepted.length,
    at: FIXTURE_NOW - 90_000,
    unseen: [],
  };
}
