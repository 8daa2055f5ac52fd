import { describe, expect, it } from 'vitest';
import { readForm, xmlOf } from './query-form.js';

const read = (form: string): unknown => readForm(new URLSearchParams(form));

describe('a form of the query protocol', () => {
  it('holds members, structures, lists and maps', () => {
    expect(read('Action=X&A=1&B.C=2')).toEqual({ Action: 'X', A: '1', B: { C: '2' } });
    expect(read('L.member.2.K=b&L.member.1.K=a&L.member.10.K=c')).toEqual({ L: [{ K: 'a' }, { K: 'b' }, { K: 'c' }] });
    expect(read('M.entry.1.key=a&M.entry.1.value=b&M.entry.2.key=c&M.entry.2.value=d')).toEqual({ M: { a: 'b', c: 'd' } });
    expect(read('M.entry.1.Name=a&M.entry.1.Value.DataType=String')).toEqual({ M: { a: { DataType: 'String' } } });
  });

  it('does not reach into prototypes', () => {
    expect(Object.getPrototypeOf(read('__proto__.x=1'))).toBe(Object.prototype);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it.each(['A=1&A.B=2', 'L.member.0=a', 'L.member.x=a', 'L.member.99999999=a', 'A.B.C.D.E.F.G.H.I=1'])('refuses %s', (form) => {
    expect(() => read(form)).toThrow();
  });
});

describe('XML', () => {
  it('writes structures, lists and maps, and escapes what would break it', () => {
    expect(xmlOf({ A: 'x<&>"', L: [{ B: 1 }, { B: 2 }], M: new Map([['k', '\u0000\r']]) })).toBe(
      '<A>x&lt;&amp;&gt;&quot;</A><L><member><B>1</B></member><member><B>2</B></member></L>' +
        '<M><entry><key>k</key><value>\uFFFD&#xD;</value></entry></M>',
    );
  });
});
