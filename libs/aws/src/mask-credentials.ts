const MASK = '***';
/** Names of URL parameters that carry secrets, such as `token`, `api_key` and `X-Amz-Signature`. */
const SECRET_NAME = /(token|secret|passw|pwd|api[-_]?key|access[-_]?key|^key$|signature|^sig$|credential|auth)/i;

/**
 * A URL without the user, password and secret parameters it may carry; other text as it is. What looks like a URL and cannot be taken apart
 * keeps nothing of what stands before its host.
 */
export function maskCredentials(text: string): string {
  if (!/^[a-z][a-z\d+.-]{0,20}:\/\//i.test(text)) return text;
  const bare = text.replace(/^([^/]*\/\/)[^/?#]*@/, `$1${MASK}@`);
  return bare.replace(/([?&#;])([^=&#;?]{1,200})=([^&#;]*)/g, (whole, lead: string, name: string) =>
    SECRET_NAME.test(decoded(name)) ? `${lead}${name}=${MASK}` : whole,
  );
}

/** A name may be written with percent signs so as not to be recognised. */
function decoded(name: string): string {
  return name.replace(/%([\da-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
