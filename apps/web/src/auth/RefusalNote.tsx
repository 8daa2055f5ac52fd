/** Why what stands beside it is disabled; nothing where nothing is. */
export function RefusalNote({ refusal }: { readonly refusal: string | null }) {
  return refusal === null ? null : <p className="t2 refusal">{refusal}</p>;
}
