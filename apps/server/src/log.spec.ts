import { describe, expect, it } from 'vitest';
import { Log, withoutSecrets } from './log.js';

function logged(write: (log: Log) => void): string {
  const lines: string[] = [];
  write(new Log('debug', { write: (line: string) => void lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  it('cuts secrets out of messages of other people’s errors', () => {
    expect(withoutSecrets('connect postgresql://weir:hunter2@db:5432/weir failed')).toBe(
      'connect postgresql://weir:[redacted]@db:5432/weir failed',
    );
    expect(withoutSecrets('GET /?X-Amz-Signature=abc123&x=1')).toBe('GET /?X-Amz-Signature=[redacted]&x=1');
    expect(withoutSecrets('key AKIAIOSFODNN7EXAMPLE denied')).toBe('key [redacted] denied');
  });

  it('cuts them out of errors and of fields that hold them', () => {
    const text = logged((log) => {
      log.error({ error: new Error('postgres://u:hunter2@h/d'), account: { externalId: 'hunter2', secretAccessKey: 'hunter2' } }, 'failed');
    });
    expect(text).toContain('failed');
    expect(text).not.toContain('hunter2');
  });
});
