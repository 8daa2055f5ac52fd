import type { AwsFailure } from './failure.js';

/** A thousand resources that are refused for one reason are one failure; it then concerns none in particular. */
export function tellOnce<Failure extends { readonly arn: string | null; readonly error: AwsFailure }>(
  failures: readonly Failure[],
): readonly Failure[] {
  const alike = new Map<string, Failure>();
  for (const failure of failures) {
    const { kind, action, message } = failure.error;
    const key = `${kind} ${action} ${message}`;
    alike.set(key, alike.has(key) ? { ...failure, arn: null } : failure);
  }
  return [...alike.values()];
}
