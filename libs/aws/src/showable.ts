const MAX_LENGTH = 300;

/**
 * Text from outside made fit to be shown and logged: one line, bounded, without access keys, tokens or signatures.
 */
export function showable(text: string): string {
  const clean = text
    .slice(0, 4_000)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replace(/\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{12,}\b/g, '[key]')
    .replace(/\b(token|signature|secret|credential|password)([\w-]*["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi, '$1$2[removed]')
    // Secrets and session tokens are long runs of base64 on their own; within an ARN or a URL a run follows a colon, dot or dash.
    .replace(/(?<=^|[\s"'(=])[A-Za-z0-9+/=]{40,}/g, '[removed]')
    .trim();
  return clean.length <= MAX_LENGTH ? clean : `${clean.slice(0, MAX_LENGTH - 1)}…`;
}
