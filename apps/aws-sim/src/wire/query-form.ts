import { frontDoor, isRecord, type RawInput } from '@weir/simulator';

/** A number of a list's place that no honest request reaches. */
const LONGEST_LIST = 10_000;
const DEEPEST = 8;

/** Members by their place in the tree, before lists and maps are told from structures. */
type Branch = Map<string, Branch | string>;

/**
 * The members of a form of the query protocol: `A.member.1.B=x` is `{ A: [{ B: 'x' }] }`, `A.entry.1.key=k&A.entry.1.value=v` is
 * `{ A: { k: 'v' } }`. Throws AwsFailure for names that contradict one another.
 */
export function readForm(form: URLSearchParams): RawInput {
  const root: Branch = new Map();
  for (const [name, value] of form) plant(root, name.split('.'), value);
  return recordOf(root);
}

function plant(root: Branch, path: readonly string[], value: string): void {
  if (path.length > DEEPEST) throw frontDoor.malformed('Members are nested too deeply.');
  let branch = root;
  for (const step of path.slice(0, -1)) {
    const next = branch.get(step) ?? new Map<string, Branch | string>();
    if (typeof next === 'string') throw frontDoor.malformed(`The member ${step} is a text and a structure.`);
    branch.set(step, next);
    branch = next;
  }
  branch.set(path.at(-1) ?? '', value);
}

function valueOf(branch: Branch | string): unknown {
  if (typeof branch === 'string') return branch;
  const member = branch.get('member');
  if (member instanceof Map) return inOrder(member).map(valueOf);
  const entry = branch.get('entry');
  if (!(entry instanceof Map)) return recordOf(branch);
  return Object.fromEntries(
    inOrder(entry).map((pair) => {
      const { key, Name, value, Value } = typeof pair === 'string' ? {} : recordOf(pair);
      const name = key ?? Name;
      return [typeof name === 'string' ? name : '', value ?? Value ?? ''];
    }),
  );
}

/** Lists are numbered from 1. */
function inOrder(items: Branch): (Branch | string)[] {
  const numbered = [...items].map(([place, item]) => ({ place: Number(place), item }));
  if (numbered.some(({ place }) => !Number.isInteger(place) || place < 1 || place > LONGEST_LIST)) {
    throw frontDoor.malformed('The items of a list are numbered from 1.');
  }
  return numbered.sort((a, b) => a.place - b.place).map(({ item }) => item);
}

const recordOf = (branch: Branch): RawInput => Object.fromEntries([...branch].map(([name, value]) => [name, valueOf(value)]));

/** Members as XML: arrays are lists, a `Map` is a map. */
export const xmlOf = (members: Readonly<Record<string, unknown>>): string =>
  Object.entries(members)
    .map(([name, value]) => `<${name}>${xmlOfValue(value)}</${name}>`)
    .join('');

function xmlOfValue(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xmlOfValue(item)}</member>`).join('');
  if (value instanceof Map) {
    return [...value]
      .map(([key, item]) => `<entry><key>${escapeXml(String(key))}</key><value>${xmlOfValue(item)}</value></entry>`)
      .join('');
  }
  return isRecord(value) ? xmlOf(value) : escapeXml(String(value));
}

/** Control characters have no place in XML 1.0, not even escaped. */
export const escapeXml = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- control characters are what it is about
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;');
