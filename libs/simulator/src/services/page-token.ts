/** Opaque tokens that carry where to go on. Only what this world wrote is read back. */
export const writeToken = (state: Readonly<Record<string, string | number>>): string =>
  btoa(JSON.stringify(state)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** null: not one of ours. */
export function readToken(token: string): Readonly<Record<string, unknown>> | null {
  if (token.length > 4096) return null;
  try {
    const state: unknown = JSON.parse(atob(token.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof state === 'object' && state !== null ? { ...state } : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DOMException) return null;
    throw error;
  }
}
